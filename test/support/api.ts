import { Hono } from "hono";
import { z } from "zod";
import { isUnreachable } from "#db/faults.ts";
import { peopleByMail } from "#db/workspaces.ts";
import { openCaller } from "#calls/open-caller.ts";
import { hookPace } from "#domain/hooks.ts";
import { SCOPES, type Scope } from "#domain/scope.ts";
import { createKey } from "#services/api-keys.ts";
import { authenticateKey } from "#services/authenticate-key.ts";
import { serve } from "#src/http.ts";
import { newLog, type Log } from "#src/log.ts";
import { apiRoutes } from "#web/api/api.ts";
import { ProblemSchema } from "#web/api/problem.ts";
import { limitFailures, type FailureLimit } from "#web/api/limit-failures.ts";
import { limitPerSecond, type RateLimit } from "#web/api/rate-limit.ts";
import type { Engine } from "./engine.ts";
import type { TestWorkspace } from "./workspace.ts";

const AnswerSchema = z.record(z.string(), z.unknown());

export type Told = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
  readonly text: string;
};

export type Asking = {
  readonly method?: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The API over real HTTP, for every workspace of a test's database. */
export type TestApi = {
  readonly url: string;
  /** A new key of the person with that mail: of every scope, where none are named. */
  key(
    mail: string,
    given?: { scopes?: readonly Scope[]; expiresAt?: Date | null; of?: TestWorkspace },
  ): Promise<string>;
  ask(key: string | null, path: string, asking?: Asking): Promise<Told>;
  stop(): Promise<void>;
};

export type ApiOptions = {
  readonly limit?: RateLimit;
  readonly failures?: FailureLimit;
  /** Hears of each key that the database is asked about. */
  readonly onAuthenticate?: () => void;
  /** The real time, by which keys expire. */
  readonly realNow?: () => Date;
  /** The time of everything else. */
  readonly now?: () => Date;
  /** Ports on loopback that webhooks may go to. */
  readonly loopback?: readonly string[];
  readonly log?: Log;
  /** The job engine, where what is queued is to be done; else nothing is. */
  readonly engine?: Engine;
};

export async function startApi(at: TestWorkspace, options: ApiOptions = {}): Promise<TestApi> {
  const { log = newLog("silent"), realNow = () => new Date(), limit = limitPerSecond(100_000) } = options;
  const authenticate = (key: string) => {
    options.onAuthenticate?.();
    return authenticateKey(at.db, key, realNow());
  };
  const caller = openCaller({ loopback: options.loopback ?? [] });
  const webhooks = { key: Buffer.alloc(32, 7), pace: hookPace };
  const { engine } = options;
  const app = new Hono().route(
    "/",
    apiRoutes({
      log,
      admit: limitFailures(authenticate, options.failures),
      contextOf: (by, workspace) => ({
        ...(engine ?? at).context("system", options.now?.()),
        log,
        by,
        workspace,
      }),
      reach: {
        outside: engine?.outside ?? { caller, secretOf: () => undefined, realNow, webhooks },
        findByEmail: async (email) => (await peopleByMail(at.db, at.id, [email])).get(email) ?? null,
      },
      limit,
      isOutage: isUnreachable,
    }),
  );
  const server = await serve(app, null, "127.0.0.1", 0);
  const url = `http://127.0.0.1:${server.port}`;
  return {
    url,
    async stop() {
      await server.stop();
      await caller.close();
    },
    async key(mail, { scopes = SCOPES, expiresAt = null, of = at } = {}) {
      const ctx = { ...of.context(mail), now: new Date(0) };
      const made = await createKey(ctx, { person: of.user(mail), name: "Test", scopes, expiresAt });
      if (!made.ok) throw new Error(`No key was made for ${mail}: ${made.refusal.code}`);
      return made.key;
    },
    async ask(key, path, { method, json, raw, headers } = {}) {
      const body = raw ?? (json === undefined ? undefined : JSON.stringify(json));
      const answer = await fetch(`${url}/api/v1${path}`, {
        method: method ?? (body === undefined ? "GET" : "POST"),
        headers: {
          ...(key !== null && { authorization: `Bearer ${key}` }),
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body }),
      });
      const text = await answer.text();
      return {
        status: answer.status,
        headers: answer.headers,
        text,
        body: text === "" ? {} : AnswerSchema.parse(JSON.parse(text)),
      };
    },
  };
}

/** What a problem says; throws where the answer is none, or breaks the form of one. */
export function problemIn(told: Told): z.output<typeof ProblemSchema> {
  if (told.headers.get("content-type") !== "application/problem+json")
    throw new Error(`Not a problem: ${told.status} ${told.text}`);
  return ProblemSchema.parse(told.body);
}

import type { HttpBindings } from "@hono/node-server";
import { Hono, type Context } from "hono";
import { Webhook } from "standardwebhooks";
import { z } from "zod";
import { serveLocally } from "./serve-locally.ts";
import { provisioningCalls, type CallName, type ProvisioningCall } from "./provisioning-calls.ts";

/** What goes wrong with one try of a call. */
export type Fault =
  /** Not carried out, and answered so: 5xx may be tried again, 4xx is no use to try again. */
  | { readonly fault: "status"; readonly status: 422 | 500 | 503 }
  /** To come again after so many seconds. */
  | { readonly fault: "limited"; readonly retryAfterSeconds: number }
  /** Answered with 200, and `ok: false` in it. */
  | { readonly fault: "not-ok" }
  /** Never answered. */
  | { readonly fault: "silent" }
  /** Carried out, but the connection breaks before the answer. */
  | { readonly fault: "answer-lost" };

export type ProvisioningRequest = {
  readonly call: CallName;
  /** The Idempotency-Key. */
  readonly key: string;
  /** Null: there was no answer. */
  readonly status: number | null;
};

export type ProvisioningApi = {
  readonly url: string;
  /** Its host and port: what the guard of calls is to let through. */
  readonly pair: string;
  /** What was asked, in order, and what was answered. */
  readonly requests: readonly ProvisioningRequest[];
  /** What was carried out, in order: once for each key. */
  effects(): readonly { readonly call: CallName; readonly key: string; readonly of: string }[];
  /** The next tries of a call go wrong, one by one. */
  failNext(call: CallName, ...faults: readonly Fault[]): void;
  /** Every call is refused for good, with why; null: it works again. */
  setRefusing(problem: string | null): void;
  stop(): Promise<void>;
};

type Options = {
  /** 0: any free one. */
  readonly port: number;
  readonly token: string;
  /** Standard Webhooks, whsec_…: what is signed must be signed with it. */
  readonly signingSecret: string;
  /** Fails the first two tries to make each workspace, as a busy system does. */
  readonly flaky: boolean;
};

type Asked = Context<{ Bindings: HttpBindings }>;
type Answer = { readonly body: string; readonly status: 200 | 201 | 202 };

const FLAKY: readonly Fault[] = [{ fault: "status", status: 503 }, { fault: "answer-lost" }];

/**
 * The provisioning of a made-up product on this machine: what the example book calls. The same Idempotency-Key again is
 * given the first answer, and nothing is carried out a second time.
 */
export async function startProvisioningApi({
  port,
  token,
  signingSecret,
  flaky,
}: Options): Promise<ProvisioningApi> {
  const requests: ProvisioningRequest[] = [];
  const effects: { call: CallName; key: string; of: string }[] = [];
  const answers = new Map<string, Answer>();
  const planned = new Map<CallName, Fault[]>();
  let refusing: string | null = null;

  const nextFault = (call: CallName, key: string): Fault | null => {
    const next = planned.get(call)?.shift();
    if (next || !flaky || call !== "workspace") return next ?? null;
    return FLAKY[requests.filter((made) => made.key === key).length] ?? null;
  };
  const carryOut = async ({ name, carryOut: act }: ProvisioningCall, key: string, c: Asked) => {
    const first = answers.get(key);
    if (first) return first;
    const { of, answer, status = 200 } = await act(c);
    const made = { body: JSON.stringify(answer), status };
    answers.set(key, made);
    effects.push({ call: name, key, of });
    return made;
  };
  const answer = async (call: ProvisioningCall, key: string, c: Asked): Promise<Response | null> => {
    if (refusing !== null) return c.json({ ok: false, error: refusing }, 422);
    const fault = nextFault(call.name, key);
    switch (fault?.fault) {
      case "status":
        return c.json({ ok: false, error: "Provisioning can't do that now." }, fault.status);
      case "limited":
        c.header("Retry-After", String(fault.retryAfterSeconds));
        return c.json({ error: "Too many requests." }, 429);
      case "not-ok":
        return c.json({ ok: false, error: "Not ready yet." });
      case "silent":
        return null;
      case "answer-lost":
        await carryOut(call, key, c);
        c.env.outgoing.destroy();
        return null;
      default: {
        const { body, status } = await carryOut(call, key, c);
        return c.body(body, status, { "content-type": "application/json" });
      }
    }
  };

  const app = new Hono<{ Bindings: HttpBindings }>();
  for (const call of provisioningCalls) {
    app.on(call.method, call.path, async (c) => {
      const key = c.req.header("idempotency-key");
      if (c.req.header("authorization") !== `Bearer ${token}`)
        return c.json({ error: "Who is calling?" }, 401);
      if (!key) return c.json({ error: "An Idempotency-Key is needed." }, 400);
      if (!(await isSignedWell(c, signingSecret))) return c.json({ error: "The signature is wrong." }, 401);
      const answered = await answer(call, key, c);
      requests.push({ call: call.name, key, status: answered?.status ?? null });
      // A request without an answer is held until one of the two gives up.
      return answered ?? new Promise<Response>(() => {});
    });
  }
  app.onError((error, c) => {
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400);
    throw error;
  });

  const { url, pair, stop } = await serveLocally(app.fetch, port);
  return {
    url,
    pair,
    stop,
    requests,
    effects: () => effects,
    failNext(call, ...faults) {
      planned.set(call, [...(planned.get(call) ?? []), ...faults]);
    },
    setRefusing(problem) {
      refusing = problem;
    },
  };
}

/** What carries no signature needs none. */
async function isSignedWell(c: Asked, secret: string): Promise<boolean> {
  const headers = c.req.header();
  if (headers["webhook-signature"] === undefined) return true;
  try {
    new Webhook(secret).verify(await c.req.text(), headers);
    return true;
  } catch {
    return false;
  }
}

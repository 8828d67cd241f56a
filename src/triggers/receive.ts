import { Hono } from "hono";
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Log } from "#src/log.ts";
import type { TriggerId, WorkspaceId } from "#domain/ids.ts";
import { sourceOfKind } from "#sources/by-kind.ts";
import type { InboundEvent, SourceKind } from "#sources/source.ts";

const BYTES_MAX = 1024 * 1024;
/** What the book lets a workspace and a source be called. */
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const NAME_LENGTH_MAX = 60;

export type TriggerDeps = {
  /** By which the world calls us; null: whatever the request says, which only does without a proxy in front. */
  readonly publicUrl: string | null;
  /** Null: there is no such workspace, or it has no such source. Without a slug, the only workspace there is. */
  findSource(workspaceSlug: string | null, source: string): Promise<FoundSource | null>;
  /** Stores what isn't stored yet; answers in the order of the events. Throws where nothing could be stored. */
  accept(
    workspace: WorkspaceId,
    source: string,
    events: readonly InboundEvent[],
  ): Promise<readonly Accepted[]>;
  /** Counts a request of a source. How many seconds it has to wait; null: it may come in. */
  limit(workspace: WorkspaceId, source: string): Promise<number | null>;
  now(): Date;
  readonly log: Pick<Log, "warn" | "error">;
};

type FoundSource = {
  readonly workspace: WorkspaceId;
  readonly kind: SourceKind;
  readonly secret: string;
};

type Accepted = { readonly id: TriggerId; readonly duplicate: boolean };

/** Where the outside world tells Baton what happened. 202 means stored, and nothing else does. */
export function triggerRoutes(deps: TriggerDeps): Hono {
  const app = new Hono();
  const bound = bodyLimit({ maxSize: BYTES_MAX, onError: () => problem("too-large") });
  app.post("/triggers/:workspace/:source", bound, (c) =>
    receive(deps, c, c.req.param("workspace"), c.req.param("source")),
  );
  app.post("/triggers/:source", bound, (c) => receive(deps, c, null, c.req.param("source")));
  // Whatever went wrong, nothing was stored: the sender shall try again.
  app.onError((err) => {
    deps.log.error({ err }, "trigger not stored");
    return problem("not-stored");
  });
  return app;
}

async function receive(
  deps: TriggerDeps,
  { req }: Context,
  slug: string | null,
  name: string,
): Promise<Response> {
  const found = isName(name) && (slug === null || isName(slug)) ? await deps.findSource(slug, name) : null;
  if (!found) return problem("unknown");
  const { workspace, kind, secret } = found;
  const source = sourceOfKind[kind];
  const rawBody = new Uint8Array(await req.arrayBuffer());
  const url = urlAsCalled(deps.publicUrl, req.url);
  const request = { method: req.method, url, headers: req.raw.headers, rawBody };

  const checked = await source.verify(request, secret, deps.now());
  if (!checked.ok) {
    deps.log.warn({ workspace, source: name, reason: checked.reason }, "trigger refused");
    return problem("unverified");
  }
  // Counted only now, so that nobody but the source itself uses up what it may.
  const waitSeconds = await deps.limit(workspace, name);
  if (waitSeconds !== null) {
    deps.log.warn({ workspace, source: name, waitSeconds }, "trigger put off");
    return problem("too-many", { "retry-after": String(waitSeconds) });
  }
  const read = source.readEvents(rawBody);
  if (!read.ok) {
    deps.log.warn({ workspace, source: name, problem: read.problem }, "trigger malformed");
    return problem("malformed");
  }
  const accepted = await deps.accept(workspace, name, read.events);
  const triggers = accepted.map(({ id, duplicate }) => ({ id, duplicate }));
  return Response.json({ triggers }, { status: 202 });
}

function isName(text: string): boolean {
  return text.length <= NAME_LENGTH_MAX && NAME.test(text);
}

/** The configured address and the path that was asked for: a proxy may have changed scheme, host and port. */
function urlAsCalled(publicUrl: string | null, requestUrl: string): string {
  if (publicUrl === null) return requestUrl;
  const { pathname, search } = new URL(requestUrl);
  return `${publicUrl.replace(/\/+$/, "")}${pathname}${search}`;
}

// The same words for every fault of a sort: an answer says nothing of secrets, nor of which workspaces there are.
const PROBLEMS = {
  malformed: { status: 400, title: "Malformed body", detail: "The body is not what this source sends." },
  unverified: {
    status: 401,
    title: "Signature refused",
    detail: "The signature is missing, wrong, or not of now. Check the secret, the address and the clock.",
  },
  unknown: { status: 404, title: "Unknown source", detail: "Nothing listens at this address." },
  "too-large": { status: 413, title: "Body too large", detail: "A body may have 1 MiB." },
  "too-many": {
    status: 429,
    title: "Too many requests",
    detail: "Nothing was stored. Send it again a little later.",
  },
  "not-stored": { status: 503, title: "Not stored", detail: "Nothing was stored. Send it again later." },
} as const;

function problem(kind: keyof typeof PROBLEMS, more: Readonly<Record<string, string>> = {}): Response {
  const { status, title, detail } = PROBLEMS[kind];
  const headers = { "content-type": "application/problem+json", ...more };
  return new Response(JSON.stringify({ title, status, detail }), { status, headers });
}

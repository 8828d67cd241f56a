import type { Context } from "#src/context.ts";
import { webhookIdFor } from "#src/ids.ts";
import { problemOf } from "#calls/call.ts";
import { webhookSecret } from "#calls/webhook-secret.ts";
import { inWorkspace } from "#db/client.ts";
import {
  deleteWebhook,
  findWebhook,
  insertWebhook,
  updateWebhook,
  webhooksOf,
  type Webhook,
  type WebhookChange,
} from "#db/webhooks.ts";
import { isHookType } from "#domain/hooks.ts";
import type { UserId, WebhookId } from "#domain/ids.ts";
import type { WorkspaceRefusal } from "#domain/may-in-workspace.ts";
import { postWebhook } from "./deliver-webhook.ts";
import type { Outside } from "./make-call.ts";
import { whyNotAsk } from "./may-ask.ts";

export type { Webhook } from "#db/webhooks.ts";

export const WEBHOOKS_MAX = 20;
const MANAGE = { type: "manage-webhooks" } as const;

export type WebhookRefusal =
  | WorkspaceRefusal
  | { readonly code: "no-such-webhook" }
  /** The installation has no key to make secrets from. */
  | { readonly code: "no-secret-key" }
  | { readonly code: "too-many"; readonly atMost: number }
  | { readonly code: "address"; readonly problem: string }
  | { readonly code: "no-such-type"; readonly type: string };

type Refused = { readonly ok: false; readonly refusal: WebhookRefusal };
/** `secret`: what its deliveries are signed with. */
type Shown = { readonly ok: true; readonly webhook: Webhook; readonly secret: string };
type Found = { readonly ok: true; readonly webhook: Webhook };
type WayOut = Pick<Outside, "caller" | "webhooks" | "realNow">;

type NewHook = {
  readonly url: string;
  readonly types: readonly string[];
  /** By which the same request is known: asked again, it makes no other webhook. */
  readonly key: string;
};

/** From now on another program hears of events of these types; with none named, of all. */
export async function addWebhook(
  ctx: Context,
  { url, types, key: request }: NewHook,
  out: WayOut,
): Promise<Shown | Refused> {
  const refusal = (await whyNotAsk(ctx, MANAGE)) ?? wrongIn({ url, types }, out);
  if (refusal) return refused(refusal);
  const by = personOf(ctx);
  const { key } = out.webhooks;
  if (!key) return refused({ code: "no-secret-key" });
  const id = webhookIdFor(request);
  const webhook = await inWorkspace(ctx.db, ctx.workspace, async (tx) => {
    const row = { id, url, types: unique(types), by, at: out.realNow() };
    await insertWebhook(tx, ctx.workspace, row, WEBHOOKS_MAX);
    const [made] = await webhooksOf(tx, ctx.workspace, id);
    return made ?? null;
  });
  if (!webhook) return refused({ code: "too-many", atMost: WEBHOOKS_MAX });
  ctx.log.info({ webhook: id, by }, "webhook added");
  return { ok: true, webhook, secret: webhookSecret(key, ctx.workspace, id) };
}

/** The workspace's webhooks, the oldest first. */
export function listWebhooks({ db, workspace }: Context): Promise<Webhook[]> {
  return inWorkspace(db, workspace, (tx) => webhooksOf(tx, workspace, null));
}

export async function readWebhook({ db, workspace }: Context, id: WebhookId): Promise<Found | Refused> {
  const webhook = await findWebhook(db, workspace, id);
  return webhook ? { ok: true, webhook } : refused({ code: "no-such-webhook" });
}

/** What its deliveries are signed with. */
export async function readWebhookSecret(
  ctx: Context,
  id: WebhookId,
  { webhooks }: WayOut,
): Promise<Shown | Refused> {
  const refusal = await whyNotAsk(ctx, MANAGE);
  if (refusal) return refused(refusal);
  const found = await readWebhook(ctx, id);
  if (!found.ok) return found;
  if (!webhooks.key) return refused({ code: "no-secret-key" });
  return { ...found, secret: webhookSecret(webhooks.key, ctx.workspace, id) };
}

/** Changes what is named. Enabled again it hears of what comes after; what came before stays unsaid. */
export async function changeWebhook(
  ctx: Context,
  id: WebhookId,
  change: WebhookChange,
  out: WayOut,
): Promise<Found | Refused> {
  const refusal = (await whyNotAsk(ctx, MANAGE)) ?? wrongIn(change, out);
  if (refusal) return refused(refusal);
  const types = change.types && unique(change.types);
  const webhook = await inWorkspace(ctx.db, ctx.workspace, (tx) =>
    updateWebhook(tx, ctx.workspace, id, { ...change, types }, out.realNow()),
  );
  if (!webhook) return refused({ code: "no-such-webhook" });
  ctx.wake();
  ctx.log.info({ webhook: id, enabled: webhook.enabled, by: personOf(ctx) }, "webhook changed");
  return { ok: true, webhook };
}

/** Nothing is sent to it any longer. */
export async function removeWebhook(
  ctx: Context,
  id: WebhookId,
  { realNow }: WayOut,
): Promise<{ readonly ok: true } | Refused> {
  const refusal = await whyNotAsk(ctx, MANAGE);
  if (refusal) return refused(refusal);
  const isGone = await inWorkspace(ctx.db, ctx.workspace, (tx) =>
    deleteWebhook(tx, ctx.workspace, id, realNow()),
  );
  if (!isGone) return refused({ code: "no-such-webhook" });
  ctx.wake();
  ctx.log.info({ webhook: id, by: personOf(ctx) }, "webhook removed");
  return { ok: true };
}

export type Pinged = {
  readonly ok: true;
  readonly delivered: boolean;
  /** The HTTP status; null: there was no answer. */
  readonly status: number | null;
  readonly problem: string | null;
};

/** Sends an event of no run to a webhook, enabled or not, once, so that whoever sets it up can see how that goes. */
export async function pingWebhook(ctx: Context, id: WebhookId, out: Outside): Promise<Pinged | Refused> {
  const refusal = await whyNotAsk(ctx, MANAGE);
  if (refusal) return refused(refusal);
  const found = await readWebhook(ctx, id);
  if (!found.ok) return found;
  if (!out.webhooks.key) return refused({ code: "no-secret-key" });
  const at = out.realNow();
  const payload = {
    type: "ping",
    timestamp: at.toISOString(),
    data: { workspace: ctx.workspace, webhook: id },
  } as const;
  const eventId = `evt_ping_${id.slice("whk_".length)}_${at.getTime()}`;
  const answer = await postWebhook(ctx, { id, url: found.webhook.url, eventId, payload }, out);
  const problem = problemOf(answer);
  return {
    ok: true,
    delivered: problem === null,
    status: answer.outcome === "answered" ? answer.status : null,
    problem,
  };
}

function wrongIn({ url, types = [] }: WebhookChange, { caller }: WayOut): WebhookRefusal | null {
  const problem = url === undefined ? null : caller.whyNot(url);
  if (problem) return { code: "address", problem };
  const unknown = types.find((type) => !isHookType(type));
  return unknown === undefined ? null : { code: "no-such-type", type: unknown };
}

function personOf({ by }: Context): UserId {
  if (by.kind !== "person") throw new Error("Webhooks are looked after by a person");
  return by.id;
}

function unique(types: readonly string[]): readonly string[] {
  return [...new Set(types)];
}

function refused(refusal: WebhookRefusal): Refused {
  return { ok: false, refusal };
}

import { createHash, randomBytes, randomInt } from "node:crypto";
import { endKey, keysOf, saveKey, type ApiKeyRow } from "#db/api-keys.ts";
import { readCrew } from "#db/runs.ts";
import type { ApiKeyId, UserId } from "#domain/ids.ts";
import { mayInWorkspace } from "#domain/may-in-workspace.ts";
import type { Scope } from "#domain/scope.ts";
import { newApiKeyId } from "#src/ids.ts";
import { actorOf } from "./change-run.ts";
import { whyNotAsk } from "./may-ask.ts";
import type { ReleaseContext } from "./release-context.ts";

// Keys by which other programs ask in a person's name. Their times are real ones, also where the demo's clock was moved.

export type { ApiKeyRow as ApiKey } from "#db/api-keys.ts";

export type KeyRefusal =
  | { readonly code: "from-outside" }
  /** Who is no operator makes keys for themselves only. */
  | { readonly code: "not-yours"; readonly person: UserId }
  | { readonly code: "no-such-key" }
  /** Several keys begin like that. */
  | { readonly code: "several-keys"; readonly ids: readonly ApiKeyId[] }
  | { readonly code: "expired-already" };

export type KeyAsked = {
  readonly person: UserId;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Null: never. */
  readonly expiresAt: Date | null;
};

export type KeyMade =
  | { readonly ok: true; readonly id: ApiKeyId; readonly key: string; readonly prefix: string }
  | { readonly ok: false; readonly refusal: KeyRefusal };

const SECRET_BYTES = 32;
const PREFIX_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
const PREFIX_LENGTH = 8;
const KEY_SHAPE = /^baton_[0-9a-z]{8}_[A-Za-z0-9_-]{43}$/;

/** Makes a key for a person. The key is in the answer and nowhere else: what is stored is its hash. */
export async function createKey(ctx: ReleaseContext, asked: KeyAsked): Promise<KeyMade> {
  const refusal = await whyNotFor(ctx, asked.person);
  if (refusal) return { ok: false, refusal };
  if (asked.expiresAt && asked.expiresAt <= ctx.now)
    return { ok: false, refusal: { code: "expired-already" } };
  const prefix = `baton_${randomText(PREFIX_LENGTH)}`;
  const key = `${prefix}_${randomBytes(SECRET_BYTES).toString("base64url")}`;
  const id = newApiKeyId();
  await saveKey(ctx.db, ctx.workspace, { ...asked, id, prefix, hash: hashOf(key), createdAt: ctx.now });
  ctx.log.info({ key: id, person: asked.person, scopes: asked.scopes }, "key made");
  return { ok: true, id, key, prefix };
}

/** The asker's keys, the newest first; an operator sees everybody's. */
export async function listKeys(ctx: ReleaseContext): Promise<readonly ApiKeyRow[]> {
  const [crew, keys] = await Promise.all([readCrew(ctx.db, ctx.workspace), keysOf(ctx.db, ctx.workspace)]);
  const actor = actorOf(ctx, crew);
  return keys.filter(({ person }) => !mayInWorkspace(actor, { type: "keep-key", person }));
}

export type KeyRevoked =
  | { readonly ok: true; readonly key: ApiKeyRow }
  | { readonly ok: false; readonly refusal: KeyRefusal };

/** Ends a key, by its id or the beginning that people tell it by. Who asks sees no keys but those they may end. */
export async function revokeKey(ctx: ReleaseContext, which: string): Promise<KeyRevoked> {
  const seen = await listKeys(ctx);
  const [key, ...more] = seen.filter(({ id, prefix }) => id === which || prefix === which);
  if (!key) return { ok: false, refusal: { code: "no-such-key" } };
  if (more.length > 0)
    return { ok: false, refusal: { code: "several-keys", ids: [key, ...more].map(({ id }) => id) } };
  await endKey(ctx.db, ctx.workspace, key.id, ctx.now);
  ctx.log.info({ key: key.id, person: key.person }, "key revoked");
  return { ok: true, key };
}

/** Whether it could be a key of ours at all. */
export function isKeyShaped(text: string): boolean {
  return KEY_SHAPE.test(text);
}

/** What is stored of a key. The key is random: nothing is won by a slower hash. */
export function hashOf(key: string): Buffer {
  return createHash("sha256").update(key, "utf8").digest();
}

async function whyNotFor(ctx: ReleaseContext, person: UserId): Promise<KeyRefusal | null> {
  const refusal = await whyNotAsk(ctx, { type: "keep-key", person });
  return refusal?.code === "operators-only" ? { code: "not-yours", person } : refusal;
}

function randomText(length: number): string {
  return Array.from({ length }, () => PREFIX_ALPHABET[randomInt(PREFIX_ALPHABET.length)]).join("");
}

import type { Db } from "#db/client.ts";
import { SCOPES, type Scope } from "#domain/scope.ts";
import { unreachable } from "#domain/unreachable.ts";
import { createKey, listKeys, revokeKey, type ApiKey, type KeyRefusal } from "#services/api-keys.ts";
import { withDatabase } from "./database.ts";
import { actingAs, workspaceFor } from "./person.ts";

type Asker = { as?: string; workspace?: string };
type Wanted = Asker & { name: string; scopes: readonly Scope[]; expires: Date | null; for?: string };

/** `baton keys create`: makes a key for another program, and shows it this once. */
export async function createApiKey(wanted: Wanted): Promise<void> {
  console.log((await withDatabase((db) => makeKey(db, wanted))).join("\n"));
}

/** `baton keys list`: one's own keys; an operator sees everybody's. */
export async function listApiKeys(asker: Asker): Promise<void> {
  console.log((await withDatabase((db) => keyLines(db, asker))).join("\n"));
}

/** `baton keys revoke <id or beginning>`. */
export async function revokeApiKey(which: string, asker: Asker): Promise<void> {
  console.log(await withDatabase((db) => endKey(db, which, asker)));
}

export async function makeKey(db: Db, wanted: Wanted): Promise<readonly string[]> {
  const { name, scopes, expires, for: mail } = wanted;
  const workspace = await workspaceFor(db, wanted.workspace);
  const { ctx, named } = await actingAs(db, workspace, wanted.as);

  const person = mail === undefined ? ctx.by : (await actingAs(db, workspace, mail)).ctx.by;
  const made = await createKey(ctx, { person: person.id, name, scopes, expiresAt: expires });
  if (!made.ok) throw new Error(named(refusalText(made.refusal)));
  const until = expires ? `until ${dayOf(expires)}` : "until it is revoked";
  return [
    made.key,
    `This is the only time that it is shown. It acts for ${named(`<@${person.id}>`)} (${scopes.join(", ")}) ${until}.`,
    `To end it: baton keys revoke ${made.prefix}`,
  ];
}

export async function keyLines(db: Db, asker: Asker): Promise<readonly string[]> {
  const { ctx, named } = await actingAs(db, await workspaceFor(db, asker.workspace), asker.as);
  const keys = await listKeys(ctx);
  if (keys.length === 0) return ["There are no keys."];
  return keys.map((key) => named(keyLine(key, ctx.now)));
}

export async function endKey(db: Db, which: string, asker: Asker): Promise<string> {
  const { ctx, named } = await actingAs(db, await workspaceFor(db, asker.workspace), asker.as);
  const revoked = await revokeKey(ctx, which);
  if (!revoked.ok) throw new Error(named(refusalText(revoked.refusal)));
  return named(`The key ${revoked.key.name} (${revoked.key.prefix}) of <@${revoked.key.person}> is revoked.`);
}

/** Scopes as they are typed: `read,act`. */
export function readScopes(typed: string): readonly Scope[] | null {
  const words = typed.split(",").map((word) => word.trim());
  const scopes = SCOPES.filter((scope) => words.includes(scope));
  return scopes.length === new Set(words).size ? scopes : null;
}

const DAY_MS = 86_400_000;
const DAYS_MAX = 3660;

/** When a key ends, as it is typed: `90d`, or `never`, which is null; undefined: it is neither. */
export function readExpiry(typed: string, now: Date): Date | null | undefined {
  if (typed === "never") return null;
  const days = Number(/^([1-9]\d{0,3})d$/.exec(typed)?.[1]);
  return days <= DAYS_MAX ? new Date(now.getTime() + days * DAY_MS) : undefined;
}

function keyLine(key: ApiKey, now: Date): string {
  const { prefix, name, person, scopes, lastUsedAt } = key;
  const used = lastUsedAt ? `used ${dayOf(lastUsedAt)}` : "never used";
  return `${prefix}  ${name}  <@${person}>  ${scopes.join(",")}  ${standing(key, now)}, ${used}`;
}

function standing({ revokedAt, expiresAt, active }: ApiKey, now: Date): string {
  if (revokedAt) return `revoked ${dayOf(revokedAt)}`;
  if (expiresAt && expiresAt <= now) return `expired ${dayOf(expiresAt)}`;
  if (!active) return "ended with its person's account";
  return expiresAt ? `until ${dayOf(expiresAt)}` : "does not expire";
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, "2026-01-31".length);
}

function refusalText(refusal: KeyRefusal): string {
  switch (refusal.code) {
    case "from-outside":
      return "People of another organisation can look, and make no keys.";
    case "not-yours":
      return `A key acts in its person's name: only <@${refusal.person}> and operators make one for them.`;
    case "no-such-key":
      return "There is no such key, or it is not yours: baton keys list shows those that you can end.";
    case "several-keys":
      return `Several keys begin like that. Name one by its id: ${refusal.ids.join(", ")}.`;
    case "expired-already":
      return "It would have expired already.";
    default:
      return unreachable(refusal);
  }
}

import { z } from "zod";
import type { ApiKeyId, UserId, WorkspaceId } from "#domain/ids.ts";
import { SCOPES, type Scope } from "#domain/scope.ts";
import { ApiKeyIdSchema, UserIdSchema, WorkspaceIdSchema } from "#src/ids.ts";
import { batchInWorkspace, type Db, type Sql } from "./client.ts";

const KeySchema = z
  .object({
    id: ApiKeyIdSchema,
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(z.enum(SCOPES)),
    person: UserIdSchema,
    created_at: z.date(),
    expires_at: z.date().nullable(),
    revoked_at: z.date().nullable(),
    last_used_at: z.date().nullable(),
    active: z.boolean(),
    internal: z.boolean(),
  })
  .transform(({ created_at, expires_at, revoked_at, last_used_at, ...key }) => ({
    ...key,
    createdAt: created_at,
    expiresAt: expires_at,
    revokedAt: revoked_at,
    lastUsedAt: last_used_at,
  }));

/** All that is known of a key; `active` and `internal` are its person's. */
export type ApiKeyRow = z.output<typeof KeySchema>;

const FoundSchema = z.object({ workspace_id: WorkspaceIdSchema });
const NOWHERE = WorkspaceIdSchema.parse("wsp_000000000000");

/** The key of that hash, in whichever workspace; null: there is none. It takes as long either way. */
export async function keyOfHash(
  db: Db,
  hash: Buffer,
): Promise<{ workspace: WorkspaceId; key: ApiKeyRow } | null> {
  const [found] = await db.sql`select workspace_id from baton.api_key_by_hash(${hash})`;
  const workspace = found ? FoundSchema.parse(found).workspace_id : NOWHERE;
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select ${columns(tx)} from baton.api_keys k
      join baton.people p on p.workspace_id = k.workspace_id and p.user_id = k.person
      where k.workspace_id = ${workspace} and k.hash = ${hash}`,
  ]);
  return rows?.[0] ? { workspace, key: KeySchema.parse(rows[0]) } : null;
}

/** The newest first. */
export async function keysOf(db: Db, workspace: WorkspaceId): Promise<ApiKeyRow[]> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select ${columns(tx)} from baton.api_keys k
      join baton.people p on p.workspace_id = k.workspace_id and p.user_id = k.person
      where k.workspace_id = ${workspace} order by k.created_at desc, k.id`,
  ]);
  return (rows ?? []).map((row) => KeySchema.parse(row));
}

export type NewKey = {
  readonly id: ApiKeyId;
  readonly name: string;
  readonly prefix: string;
  readonly hash: Buffer;
  readonly scopes: readonly Scope[];
  readonly person: UserId;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
};

export async function saveKey(db: Db, workspace: WorkspaceId, key: NewKey): Promise<void> {
  await batchInWorkspace(db, workspace, (tx) => [
    tx`insert into baton.api_keys (workspace_id, id, name, prefix, hash, scopes, person, created_at, expires_at)
      values (${workspace}, ${key.id}, ${key.name}, ${key.prefix}, ${key.hash}, ${[...key.scopes]}, ${key.person},
        ${key.createdAt}, ${key.expiresAt})`,
  ]);
}

/** Once revoked it stays so, since when it first was. */
export async function endKey(db: Db, workspace: WorkspaceId, id: ApiKeyId, at: Date): Promise<void> {
  await batchInWorkspace(db, workspace, (tx) => [
    tx`update baton.api_keys set revoked_at = ${at}
      where workspace_id = ${workspace} and id = ${id} and revoked_at is null`,
  ]);
}

export async function touchKey(db: Db, workspace: WorkspaceId, id: ApiKeyId, at: Date): Promise<void> {
  await batchInWorkspace(db, workspace, (tx) => [
    tx`update baton.api_keys set last_used_at = ${at} where workspace_id = ${workspace} and id = ${id}`,
  ]);
}

function columns(tx: Sql) {
  return tx`k.id, k.name, k.prefix, k.scopes, k.person, k.created_at, k.expires_at, k.revoked_at, k.last_used_at,
    p.active, p.internal`;
}

import { keyOfHash, touchKey } from "#db/api-keys.ts";
import type { Db } from "#db/client.ts";
import type { ApiKeyId, UserId, WorkspaceId } from "#domain/ids.ts";
import type { Scope } from "#domain/scope.ts";
import { hashOf } from "./api-keys.ts";

/** Who asks by a key: a person of a workspace, as far as the key reaches. */
export type KeyHolder = {
  readonly workspace: WorkspaceId;
  readonly id: ApiKeyId;
  readonly name: string;
  readonly person: UserId;
  readonly internal: boolean;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date | null;
};

const TOUCHED_EVERY_MS = 60_000;

/**
 * Whose key that is; null: nobody's, or it has expired, was revoked, or its person is no longer active. Which of these is not
 * told, and takes the same two questions. `realNow` is the real time, whatever the demo's clock says.
 */
export async function authenticateKey(db: Db, key: string, realNow: Date): Promise<KeyHolder | null> {
  const found = await keyOfHash(db, hashOf(key));
  if (!found) return null;
  const { workspace, key: row } = found;
  if (row.revokedAt || !row.active || (row.expiresAt && row.expiresAt <= realNow)) return null;
  const { id, name, person, internal, scopes, expiresAt, lastUsedAt } = row;
  if (!lastUsedAt || realNow.getTime() - lastUsedAt.getTime() >= TOUCHED_EVERY_MS)
    await touchKey(db, workspace, id, realNow);
  return { workspace, id, name, person, internal, scopes, expiresAt };
}

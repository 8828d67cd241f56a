import type { Db } from "#db/client.ts";
import { findCurrentRelease } from "#db/releases.ts";
import { everyWorkspace, workspaceBySlug } from "#db/workspaces.ts";
import type { Source } from "#domain/book.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { releaseOf } from "./release-of.ts";

/** The source of that name in the workspace's current book. Without a slug, the only workspace there is. Null: there is none. */
export async function findSource(
  db: Db,
  slug: string | null,
  name: string,
): Promise<{ workspace: WorkspaceId; source: Source } | null> {
  const workspace = slug === null ? await onlyWorkspace(db) : await workspaceBySlug(db, slug);
  if (!workspace) return null;
  const release = await findCurrentRelease(db, workspace);
  if (!release) return null;
  const { sources } = await releaseOf(db, workspace, release.number);
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
  return source ? { workspace, source } : null;
}

async function onlyWorkspace(db: Db): Promise<WorkspaceId | null> {
  const [only, another] = await everyWorkspace(db);
  return only && !another ? only : null;
}

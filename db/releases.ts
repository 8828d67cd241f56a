import type { Book } from "#domain/book.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { batchInWorkspace, type Db } from "./client.ts";

/** The book of a release as JSON text; undefined: there is none of that number. */
export async function findRelease(
  db: Db,
  workspace: WorkspaceId,
  number: number,
): Promise<string | undefined> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select content::text as content from baton.releases where workspace_id = ${workspace} and number = ${number}`,
  ]);
  const [row] = rows ?? [];
  return row && String(row["content"]);
}

/** The newest release: what is routed by now, and its content's hash. */
export async function findCurrentRelease(
  db: Db,
  workspace: WorkspaceId,
): Promise<{ number: number; hash: string } | undefined> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select r.number, r.hash from baton.workspaces w
      join baton.releases r on r.workspace_id = w.id and r.number = w.current_release where w.id = ${workspace}`,
  ]);
  const [row] = rows ?? [];
  return row && { number: Number(row["number"]), hash: String(row["hash"]) };
}

/** Stores a release and makes it the current one. Releases are never changed: a number that exists is left as it is. */
export async function saveRelease(
  db: Db,
  workspace: WorkspaceId,
  release: { number: number; hash: string; book: Book; publishedAt: Date },
): Promise<void> {
  const { number, hash, book, publishedAt } = release;
  await batchInWorkspace(db, workspace, (tx) => [
    tx`insert into baton.releases (workspace_id, number, hash, content, published_at)
      values (${workspace}, ${number}, ${hash}, ${JSON.stringify(book)}::text::jsonb, ${publishedAt}) on conflict do nothing`,
    tx`update baton.workspaces set current_release = ${number} where id = ${workspace} and current_release < ${number}`,
  ]);
}

import { z } from "zod";
import type { Book } from "#domain/book.ts";
import type { UserId, WorkspaceId } from "#domain/ids.ts";
import type { Candidate } from "#domain/release.ts";
import { UserIdSchema } from "#src/ids.ts";
import { batchInWorkspace, type Db, type Statement, type Tx } from "./client.ts";

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

/** The release that is routed by now, and its content's hash. */
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

const VersionsSchema = z.record(z.string(), z.int());
export type Versions = Readonly<Record<string, number>>;

const HeadSchema = z
  .object({
    number: z.int(),
    author: UserIdSchema.nullable(),
    playbook_versions: VersionsSchema,
    playbooks: z.array(z.string()),
    created_at: z.date(),
    published_at: z.date().nullable(),
  })
  .transform(({ playbook_versions, playbooks, created_at, published_at, ...rest }) => ({
    ...rest,
    // Releases of before playbooks had versions hold the first of each.
    versions: Object.fromEntries(playbooks.map((key) => [key, playbook_versions[key] ?? 1])),
    createdAt: created_at,
    publishedAt: published_at,
  }));

/** All of a release but its book. */
export type ReleaseHead = Candidate & {
  readonly versions: Versions;
  readonly createdAt: Date;
  readonly publishedAt: Date | null;
};

/** The newest releases first, or the one of that number. */
export function releaseHeads(
  tx: Tx,
  workspace: WorkspaceId,
  only: number | null = null,
): Promise<ReleaseHead[]> {
  return headsWhere(tx, workspace, only === null ? tx`` : tx`and number = ${only}`, HEADS_MAX);
}

/** The newest releases first, from before a number on. */
export function releaseHeadsBefore(
  tx: Tx,
  workspace: WorkspaceId,
  { before, limit }: { readonly before: number | null; readonly limit: number },
): Promise<ReleaseHead[]> {
  return headsWhere(tx, workspace, before === null ? tx`` : tx`and number < ${before}`, limit);
}

const HEADS_MAX = 100;

async function headsWhere(tx: Tx, workspace: WorkspaceId, which: Statement, atMost: number) {
  const rows = await tx`select number, author, playbook_versions, created_at, published_at,
      (select coalesce(json_agg(p.key), '[]') from jsonb_object_keys(content -> 'playbooks') p(key)) as playbooks
    from baton.releases where workspace_id = ${workspace} ${which} order by number desc limit ${atMost}`;
  return rows.map((row) => HeadSchema.parse(row));
}

/** The newest release with that content; null: there is none. */
export async function releaseOfHash(
  tx: Tx,
  workspace: WorkspaceId,
  hash: string,
): Promise<ReleaseHead | null> {
  const [row] = await tx`select max(number) as number from baton.releases
    where workspace_id = ${workspace} and hash = ${hash}`;
  const number = z.int().nullable().parse(row?.["number"]);
  const [head] = number === null ? [] : await releaseHeads(tx, workspace, number);
  return head ?? null;
}

/**
 * Each playbook's version: the one that the same content had before, or the next. Whoever asks holds the workspace's
 * releases, so that no two contents get one number.
 */
export async function versionsFor(tx: Tx, workspace: WorkspaceId, book: Book): Promise<Versions> {
  const rows = await tx`
    select p.key, max(v.version) as newest, max(v.version) filter (where v.content = p.value) as same
    from jsonb_each(${JSON.stringify(book.playbooks)}::text::jsonb) p(key, value)
    left join lateral (
      select coalesce((r.playbook_versions ->> p.key)::integer, 1) as version, r.content -> 'playbooks' -> p.key as content
      from baton.releases r where r.workspace_id = ${workspace} and r.content -> 'playbooks' -> p.key is not null) v on true
    group by p.key`;
  return Object.fromEntries(
    rows.map((row) => {
      const { key, newest, same } = VersionSchema.parse(row);
      return [key, same ?? (newest ?? 0) + 1];
    }),
  );
}

const VersionSchema = z.object({ key: z.string(), newest: z.int().nullable(), same: z.int().nullable() });

export type NewRelease = {
  readonly hash: string;
  readonly book: Book;
  readonly versions: Versions;
  readonly author: UserId | null;
  readonly at: Date;
};

/** Stores a draft under the next number. Whoever asks holds the workspace's releases. */
export async function saveDraft(tx: Tx, workspace: WorkspaceId, release: NewRelease): Promise<number> {
  const { hash, book, versions, author, at } = release;
  const [row] = await tx`
    insert into baton.releases (workspace_id, number, hash, content, playbook_versions, author, created_at, published_at)
    select ${workspace}, coalesce(max(number), 0) + 1, ${hash}, ${JSON.stringify(book)}::text::jsonb,
      ${JSON.stringify(versions)}::text::jsonb, ${author}, ${at}, null
    from baton.releases where workspace_id = ${workspace} returning number`;
  return z.int().parse(row?.["number"]);
}

/** Makes a release the one that is routed by; it keeps when it first was. */
export async function setCurrent(tx: Tx, workspace: WorkspaceId, number: number, now: Date): Promise<void> {
  await tx`update baton.workspaces set current_release = ${number} where id = ${workspace}`;
  await tx`update baton.releases set published_at = ${now}
    where workspace_id = ${workspace} and number = ${number} and published_at is null`;
}

import { z } from "zod";
import type { ReleaseRequestId, UserId, WorkspaceId } from "#domain/ids.ts";
import type { ReleaseRequest, Reviewers } from "#domain/release.ts";
import { newRowId, ReleaseRequestIdSchema, UserIdSchema } from "#src/ids.ts";
import type { Sql, Statement, Tx } from "./client.ts";

export type ReleaseLogRow = {
  readonly id?: ReleaseRequestId;
  readonly release: number;
  readonly what: "applied" | "asked" | "approved" | "rejected" | "withdrawn" | "published";
  /** Null: the system. */
  readonly by: UserId | null;
  /** The request that this answers. */
  readonly request?: ReleaseRequestId | null;
  /** What was current. */
  readonly from?: number | null;
  /** Of a request: what would change, in words. Of a rejection: the id of the text that says why. Else why it was so. */
  readonly note?: string | null;
  readonly at: Date;
};

/** Keeps what happened to a release, for ever. */
export function logRelease(tx: Sql, workspace: WorkspaceId, row: ReleaseLogRow) {
  const { id = newRowId("rlg"), release, what, by, request = null, from = null, note = null, at } = row;
  return tx`insert into baton.release_log (workspace_id, id, release, what, by, request, from_release, note, at)
    values (${workspace}, ${id}, ${release}, ${what}, ${by}, ${request}, ${from}, ${note}, ${at})`;
}

const RequestSchema = z
  .object({
    id: ReleaseRequestIdSchema,
    release: z.int(),
    author: UserIdSchema.nullable(),
    by: UserIdSchema,
    at: z.date(),
    from_release: z.int().nullable(),
    note: z.string().nullable(),
    asked: z.array(UserIdSchema),
    answer: z.enum(["published", "rejected", "withdrawn"]).nullable(),
    answered_by: UserIdSchema.nullable(),
    answered_at: z.date().nullable(),
    reason: z.string().nullable(),
  })
  .transform(({ release, from_release, note, answer, answered_by, answered_at, reason, ...rest }) => ({
    ...rest,
    number: release,
    from: from_release ?? 0,
    changes: note === null || note === "" ? [] : note.split("\n"),
    answer: answer && answered_at ? { what: answer, by: answered_by, at: answered_at, reason } : null,
  }));

/** A request with what came of it. */
export type StoredRequest = ReleaseRequest & {
  readonly id: ReleaseRequestId;
  readonly at: Date;
  /** What was current when it was asked; 0: nothing. */
  readonly from: number;
  /** What it would change, in lines. */
  readonly changes: readonly string[];
  readonly answer: {
    readonly what: "published" | "rejected" | "withdrawn";
    readonly by: UserId | null;
    readonly at: Date;
    /** Why it was rejected; null too where the words were erased. */
    readonly reason: string | null;
  } | null;
};

/** Requests that wait for an answer, or the one of that id. */
export async function releaseRequests(
  tx: Sql,
  workspace: WorkspaceId,
  only: ReleaseRequestId | null = null,
): Promise<StoredRequest[]> {
  const rows = await tx`
    select q.id, q.release, r.author, q.by, q.at, q.from_release, q.note,
      (select coalesce(json_agg(n.recipient), '[]') from baton.notices n where n.workspace_id = q.workspace_id
        and n.run_id is null and n.kind = 'release-review' and n.about = array[q.id]) as asked,
      a.what as answer, a.by as answered_by, a.at as answered_at, t.body as reason
    from baton.release_log q
    join baton.releases r on r.workspace_id = q.workspace_id and r.number = q.release
    left join baton.release_log a on a.workspace_id = q.workspace_id and a.request = q.id
      and a.what in ('published', 'rejected', 'withdrawn')
    left join baton.texts t on t.workspace_id = a.workspace_id and t.id = a.note and a.what = 'rejected'
    where q.workspace_id = ${workspace} and q.what = 'asked'
      and case when ${only}::text is null then a.id is null else q.id = ${only} end
    order by q.at, q.id`;
  return rows.map((row) => RequestSchema.parse(row));
}

const StateSchema = z
  .object({
    slug: z.string(),
    current_release: z.int(),
    fallback_owner: UserIdSchema,
    members: z.array(z.object({ role: z.string(), user_id: UserIdSchema })),
  })
  .transform(({ slug, current_release, fallback_owner, members }) => {
    const of = (wanted: string) =>
      members.filter(({ role }) => role === wanted).map(({ user_id }) => user_id);
    return {
      slug,
      current: current_release,
      reviewers: {
        approvers: of("approvers"),
        operators: of("operators"),
        fallbackOwner: fallback_owner,
      } satisfies Reviewers,
    };
  });

/** What a workspace's releases stand at, and who has a say in them. */
export type ReleaseState = z.output<typeof StateSchema>;

export async function readReleaseState(tx: Sql, workspace: WorkspaceId): Promise<ReleaseState> {
  const [row] = await tx`
    select w.slug, w.current_release, w.fallback_owner,
      (select coalesce(json_agg(m order by m.role, m.position), '[]') from (
        select m.role, m.user_id, m.position from baton.role_members m
        join baton.people p on p.workspace_id = m.workspace_id and p.user_id = m.user_id
        where m.workspace_id = w.id and m.role in ('approvers', 'operators') and p.active and p.internal) m) as members
    from baton.workspaces w where w.id = ${workspace}`;
  return StateSchema.parse(row);
}

/** The same, held until the transaction ends: whatever changes releases goes one after the other. */
export async function holdReleases(tx: Tx, workspace: WorkspaceId): Promise<ReleaseState> {
  await tx`select id from baton.workspaces where id = ${workspace} for no key update`;
  return readReleaseState(tx, workspace);
}

const OpenRunsSchema = z
  .object({ playbook: z.string(), version: z.int(), runs: z.int(), is_more: z.boolean() })
  .transform(({ is_more: isMore, ...rest }) => ({ ...rest, isMore }));

/** How many of a release and playbook are counted before it is enough to say that there are more. */
const COUNT_MAX = 1000;

/** How many open runs follow which version of a playbook; `isMore`: at least so many. */
export async function openRunsByVersion(
  tx: Sql,
  workspace: WorkspaceId,
): Promise<z.infer<typeof OpenRunsSchema>[]> {
  const rows = await openRuns(tx, workspace);
  return rows.map((row) => OpenRunsSchema.parse(row));
}

/** Goes from one playbook and release to the next along an index, and counts each no further than it must. */
export function openRuns(tx: Sql, workspace: WorkspaceId, max = COUNT_MAX): Statement {
  const open = tx`r.workspace_id = ${workspace} and r.status in ('active', 'paused', 'blocked')`;
  const first = tx`order by r.playbook, r.release limit 1`;
  return tx`with recursive followed as (
      (select r.playbook, r.release from baton.runs r where ${open} ${first})
      union all
      select n.playbook, n.release from followed f cross join lateral (select r.playbook, r.release from baton.runs r
        where ${open} and (r.playbook, r.release) > (f.playbook, f.release) ${first}) n)
    select f.playbook, coalesce((b.playbook_versions ->> f.playbook)::integer, 1) as version,
      sum(least(n.runs, ${max}))::integer as runs, bool_or(n.runs > ${max}) as is_more
    from followed f join baton.releases b on b.workspace_id = ${workspace} and b.number = f.release
    cross join lateral (select count(*) as runs from (select from baton.runs r
      where ${open} and r.playbook = f.playbook and r.release = f.release limit ${max + 1}) counted) n
    group by 1, 2`;
}

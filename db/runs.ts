import type postgres from "postgres";
import { z } from "zod";
import type { Person } from "#domain/facts.ts";
import type { Hook } from "#domain/hooks.ts";
import type { RunId, UserId, WorkspaceId } from "#domain/ids.ts";
import type { Run } from "#domain/run.ts";
import { UserIdSchema, WebhookIdSchema } from "#src/ids.ts";
import { batchInWorkspace, type Db } from "./client.ts";
import { isFailedClaim, type Claim } from "./faults.ts";
import { runFrom, RunRowsSchema } from "./run-rows.ts";
import { HeldSchema, heldFrom, heldIn, subjectOf, SubjectSchema, type Subject } from "./subjects.ts";
import { followUp, insertChanges, json, type RunWrite } from "./run-writes.ts";

const ReadSchema = RunRowsSchema.extend({
  head: z.string().transform((hex) => Buffer.from(hex.slice(2), "hex")),
  answered: z.unknown(),
  subject: SubjectSchema.nullable(),
  held: HeldSchema.nullable(),
});
const PersonSchema = z.object({ user_id: UserIdSchema, active: z.boolean(), internal: z.boolean() });
const CrewSchema = z.object({
  people: z.array(PersonSchema),
  members: z.array(z.object({ role: z.string(), user_id: UserIdSchema })),
  fallback_owner: UserIdSchema,
  hooks: z.array(z.object({ id: WebhookIdSchema, types: z.array(z.string()) })),
});

const WRITTEN: Claim = "the run was written";

/** Who is here and what they do, which every decision about people starts from; and which programs hear of it. */
export type Crew = {
  readonly people: ReadonlyMap<UserId, Person>;
  readonly roles: ReadonlyMap<string, readonly UserId[]>;
  readonly fallbackOwner: UserId;
  /** Those that are enabled. */
  readonly hooks: readonly Hook[];
};

export type RunRead = {
  readonly run: Run;
  readonly head: Buffer;
  /** What was answered to this intent's key before; undefined: it is new. */
  readonly answered: unknown;
  /** Null: no task that has yet to start has a condition. */
  readonly subject: Subject | null;
  /** How many tasks those hold who may be given one of the run's. */
  readonly held: ReadonlyMap<UserId, number>;
};

/** Reads a run with all that a decision needs, in one round trip. */
export async function readRun(
  db: Db,
  workspace: WorkspaceId,
  id: RunId,
  key: string | null,
): Promise<{ read: RunRead | null; crew: Crew }> {
  const [runs, crew] = await batchInWorkspace(db, workspace, (tx) => [
    selectRun(tx, workspace, id, key),
    selectCrew(tx, workspace),
  ]);
  const [row] = runs ?? [];
  if (!row) return { read: null, crew: crewFrom(crew) };
  const { head, answered, subject, held, ...rows } = ReadSchema.parse(row);
  const read = { head, answered: answered ?? undefined, subject, held: heldFrom(held ?? {}) };
  return { read: { run: runFrom(rows), ...read }, crew: crewFrom(crew) };
}

/**
 * Writes everything that follows from a decision in one round trip, guarded by the version that was read.
 * False: another was faster and nothing was written. Throws on a unique violation, for the caller to tell by its constraint.
 */
export async function writeRun(db: Db, write: RunWrite): Promise<boolean> {
  const { after } = write;
  try {
    const [written] = await batchInWorkspace(db, after.workspace, (tx) => {
      const also = write.also?.(tx) ?? [];
      const steps = [insertChanges(tx, write), followUp(tx, write)];
      return also.length > 0 ? [...steps, failUnlessWritten(tx, write), ...also] : steps;
    });
    return written?.length === 1;
  } catch (error) {
    if (isFailedClaim(error, WRITTEN)) return false;
    throw error;
  }
}

/**
 * Undoes the transaction where another was faster. A job that nobody asked for would do nothing by itself; but while it does
 * that, the engine drops the one that is made for the same attempt in earnest.
 */
function failUnlessWritten(tx: postgres.ISql, { after, key }: RunWrite) {
  return tx`select baton.must(exists (select from baton.intents
    where workspace_id = ${after.workspace} and key = ${key}), ${WRITTEN})`;
}

/** Keeps the answer to an intent that changed nothing, and shows the pressed message anew. */
export async function writeAnswer(
  db: Db,
  run: Run,
  { key, answer, answeredAt, clicked }: Pick<RunWrite, "key" | "answer" | "answeredAt" | "clicked">,
): Promise<void> {
  await batchInWorkspace(db, run.workspace, (tx) => [
    tx`insert into baton.intents (workspace_id, key, run_id, answer, answered_at)
      values (${run.workspace}, ${key}, ${run.id}, ${json(tx, answer)}, ${answeredAt}) on conflict do nothing`,
    ...(clicked
      ? [
          tx`update baton.slack_messages set clicked_at = ${answeredAt}, not_before = null,
            wanted = greatest(wanted, shown + 1), changed_at = ${answeredAt}
            where workspace_id = ${run.workspace} and channel = ${clicked.channel} and ts = ${clicked.ts} and run_id = ${run.id}
            and shown < ${run.version}`,
        ]
      : []),
  ]);
}

/**
 * As json, which costs half of what jsonb does when it is only made to be sent. What conditions and the choice of an
 * assignee need is read only where a task that has yet to start has such.
 */
function selectRun(tx: postgres.ISql, workspace: WorkspaceId, id: RunId, key: string | null) {
  const later = tx`from baton.tasks t where t.workspace_id = r.workspace_id and t.run_id = r.id
    and t.status not in ('done', 'claimed')`;
  const isAuto = tx`t.work ->> 'mode' = 'auto'`;
  return tx`
    select row_to_json(r) as run, r.head::text as head,
      (select coalesce(json_agg(t order by t.number), '[]') from baton.tasks t
        where t.workspace_id = r.workspace_id and t.run_id = r.id) as tasks,
      (select coalesce(json_agg(h), '[]') from baton.handoffs h
        where h.workspace_id = r.workspace_id and h.run_id = r.id and h.outcome = 'offered') as offers,
      (select coalesce(json_agg(d order by d.at, d.id), '[]') from baton.deadlines d
        where d.workspace_id = r.workspace_id and d.run_id = r.id and d.state = 'open') as deadlines,
      (select coalesce(json_agg(e order by e.opened_at, length(e.id), e.id), '[]') from baton.exceptions e
        where e.workspace_id = r.workspace_id and e.run_id = r.id and e.closed_at is null) as exceptions,
      (select i.answer from baton.intents i where i.workspace_id = r.workspace_id and i.key = ${key}) as answered,
      case when exists (select ${later} and t.condition is not null) then ${subjectOf(tx)} end as subject,
      case when exists (select ${later} and ${isAuto})
        then ${heldIn(tx, workspace, tx`select t.role ${later} and ${isAuto}`)} end as held
    from baton.runs r where r.workspace_id = ${workspace} and r.id = ${id}`;
}

function selectCrew(tx: postgres.ISql, workspace: WorkspaceId) {
  return tx`
    select
      (select coalesce(json_agg(p), '[]') from
        (select user_id, active, internal from baton.people where workspace_id = w.id) p) as people,
      (select coalesce(json_agg(m order by m.role, m.position), '[]') from
        (select role, user_id, position from baton.role_members where workspace_id = w.id) m) as members,
      (select coalesce(json_agg(h), '[]') from
        (select id, types from baton.webhooks where workspace_id = w.id and enabled) h) as hooks,
      w.fallback_owner
    from baton.workspaces w where w.id = ${workspace}`;
}

function crewFrom(rows: postgres.Row[] | undefined): Crew {
  const { people, members, fallback_owner, hooks } = CrewSchema.parse(rows?.[0]);
  const roles = new Map<string, UserId[]>();
  for (const { role, user_id } of members) roles.set(role, [...(roles.get(role) ?? []), user_id]);
  return {
    people: new Map(
      people.map(({ user_id, active, internal }) => [user_id, { id: user_id, active, internal }]),
    ),
    roles,
    fallbackOwner: fallback_owner,
    hooks,
  };
}

export async function readCrew(db: Db, workspace: WorkspaceId): Promise<Crew> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [selectCrew(tx, workspace)]);
  return crewFrom(rows);
}

/** A run and whom it is for; null: there is none of that id. */
export async function readRunWithSubject(
  db: Db,
  workspace: WorkspaceId,
  id: RunId,
): Promise<{ run: Run; subject: Subject } | null> {
  const [runs, subjects] = await batchInWorkspace(db, workspace, (tx) => [
    selectRun(tx, workspace, id, null),
    tx`select ${subjectOf(tx)} as subject from baton.runs r where r.workspace_id = ${workspace} and r.id = ${id}`,
  ]);
  if (!runs?.[0]) return null;
  return {
    run: runFrom(ReadSchema.parse(runs[0])),
    subject: SubjectSchema.parse(subjects?.[0]?.["subject"]),
  };
}

import { z } from "zod";
import type { WorkspaceId } from "#domain/ids.ts";
import { RunIdSchema } from "#src/ids.ts";
import { batchInWorkspace, type Db, type Sql, type Statement } from "./client.ts";
import { inMs, takeLane, toLease, whileHeld, type Lane, type Lease } from "./lanes.ts";

/** Shown so much later than a checklist that changed at the same time: a card sums up, people work in the checklists. */
const CARD_YIELDS = "10 seconds";

const DueSchema = z.object({
  id: z.string(),
  wanted: z.int(),
  stage: z.int().nullable(),
  part: z.int().nullable(),
  lane: z.string(),
  channel: z.string().nullable(),
  ts: z.string().nullable(),
  sending_since: z.date().nullable(),
  pressing: z.boolean(),
  card_channel: z.string().nullable(),
  card_ts: z.string().nullable(),
  slack_url: z.string(),
  recipient_active: z.boolean(),
});
const DueMessageSchema = z.union([
  DueSchema.extend({
    run_id: RunIdSchema,
    kind: z.enum(["card", "stage", "notice"]),
    notice_id: z.string().nullable(),
    client: z.string(),
  }),
  // A notice that is about no run.
  DueSchema.extend({ run_id: z.null(), kind: z.literal("notice"), notice_id: z.string() }),
]);

/** A message that Slack does not show as things are, with what is needed to show it. */
export type DueMessage = z.infer<typeof DueMessageSchema>;

/** How a lane goes on: free at once, or at rest after Slack did not answer, longer from failure to failure. */
export type Rest = { readonly failures: number; readonly restMs: number };
export const NO_REST: Rest = { failures: 0, restMs: 0 };

/** Takes a lane, with the message that is next in it, in one round trip. Null: another holds it, or it rests. */
export async function claimNext(
  db: Db,
  lane: Lane,
  leaseMs: number,
): Promise<{ lease: Lease; message: DueMessage | null } | null> {
  const [taken, due] = await batchInWorkspace(db, lane.workspace, (tx) => [
    takeLane(tx, lane, leaseMs),
    selectDueMessage(tx, lane),
  ]);
  if (!taken?.[0]) return null;
  return { lease: toLease(lane, taken[0]), message: due?.[0] ? DueMessageSchema.parse(due[0]) : null };
}

/** Urgent ones first, then those that somebody clicked for, then the oldest change. */
function selectDueMessage(tx: Sql, { workspace, lane }: Lane): Statement {
  return tx`
    select m.id, m.run_id, m.wanted, m.kind, m.stage, m.part, m.notice_id, m.lane, m.channel, m.ts, m.sending_since, d.pressing,
      card.channel as card_channel, card.ts as card_ts, c.name as client, w.slack_url,
      coalesce(p.active, true) as recipient_active
    from baton.due_messages d
    join baton.slack_messages m on m.workspace_id = d.workspace_id and m.id = d.id
    left join baton.runs r on r.workspace_id = m.workspace_id and r.id = m.run_id
    left join baton.clients c on c.workspace_id = r.workspace_id and c.id = r.client_id
    join baton.workspaces w on w.id = m.workspace_id
    left join baton.slack_messages card on card.workspace_id = m.workspace_id and card.run_id = m.run_id and card.kind = 'card'
    left join baton.people p on p.workspace_id = m.workspace_id and p.user_id = m.lane
    where d.workspace_id = ${workspace} and d.lane = ${lane}
    order by m.urgent and m.ts is null desc, m.clicked_at is not null desc,
      m.changed_at + case when m.kind = 'card' and m.ts is not null then ${CARD_YIELDS}::interval else interval '0' end,
      m.kind = 'card', m.stage, m.part, m.id
    limit 1`;
}

/**
 * Says that a post is under way, before it is: should nothing more be heard of it, it is looked for. Renews the lease, and
 * keeps the lane's pace. False: the lane was lost.
 */
export async function beginPost(
  db: Db,
  lease: Lease,
  id: string,
  { leaseMs, nextPostMs }: { leaseMs: number; nextPostMs: number },
): Promise<boolean> {
  return write(db, lease, id, (tx) => ({
    lane: tx`leased_until = ${inMs(tx, leaseMs)}, next_at = ${inMs(tx, nextPostMs)}`,
    message: tx`state = 'sending', sending_since = coalesce(m.sending_since, clock_timestamp())`,
  }));
}

export type Shown = {
  readonly channel: string;
  readonly ts: string;
  /** The version of the run that it shows. */
  readonly version: number;
  /** It is left alone for so long, unless somebody has clicked meanwhile. */
  readonly pauseMs: number;
};

/** Records what Slack shows. False, here and below: the lane was lost, and nothing was written. */
export async function recordShown(db: Db, lease: Lease, id: string, shown: Shown): Promise<boolean> {
  const { channel, ts, version, pauseMs } = shown;
  return write(db, lease, id, (tx) => {
    const clicked = tx`(m.clicked_at is not null and m.wanted > ${version})`;
    return {
      lane: after(tx, NO_REST),
      message: tx`state = 'idle', sending_since = null, error = null, channel = ${channel}, ts = ${ts}, shown = ${version},
        shown_at = clock_timestamp(), clicked_at = case when ${clicked} then m.clicked_at end,
        not_before = case when ${clicked} or ${pauseMs === 0} then null else ${inMs(tx, pauseMs)} end`,
    };
  });
}

/** Records that Slack said no for good. `unsent`, here and below: it is sure that nothing was posted. */
export async function recordRefused(
  db: Db,
  lease: Lease,
  id: string,
  { error, unsent }: { error: string; unsent: boolean },
): Promise<boolean> {
  return write(db, lease, id, (tx) => ({
    lane: after(tx, NO_REST),
    message: tx`state = 'refused', error = ${error}, sending_since = case when ${!unsent} then m.sending_since end`,
  }));
}

/** Records that somebody deleted the message: it is posted anew. */
export async function recordGone(db: Db, lease: Lease, id: string): Promise<boolean> {
  return write(db, lease, id, (tx) => ({
    lane: after(tx, NO_REST),
    message: tx`channel = null, ts = null, shown = 0, not_before = null`,
  }));
}

/** Records that it is to be tried again, and how the lane goes on. */
export async function recordLater(
  db: Db,
  lease: Lease,
  id: string,
  { waitMs, unsent, rest }: { waitMs: number; unsent: boolean; rest: Rest },
): Promise<boolean> {
  return write(db, lease, id, (tx) => ({
    lane: after(tx, rest),
    message: tx`not_before = case when ${waitMs === 0} then m.not_before else ${inMs(tx, waitMs)} end,
      state = case when ${unsent} then 'idle' else m.state end,
      sending_since = case when ${!unsent} then m.sending_since end`,
  }));
}

/** Tries again what Slack refused, for an administrator who has mended the cause. Answers with how many there were. */
export async function retryRefused(db: Db, workspace: WorkspaceId): Promise<number> {
  const [retried] = await batchInWorkspace(db, workspace, (tx) => [
    tx`update baton.slack_messages set state = 'idle', error = null, not_before = null
      where workspace_id = ${workspace} and state = 'refused' and wanted > shown returning id`,
  ]);
  return retried?.length ?? 0;
}

type Changes = { readonly lane: Statement; readonly message: Statement };

/** Writes to a message and its lane together, while the lease is held. */
async function write(db: Db, lease: Lease, id: string, changes: (tx: Sql) => Changes): Promise<boolean> {
  const [written] = await batchInWorkspace(db, lease.workspace, (tx) => {
    const { lane, message } = changes(tx);
    return [
      tx`with held as (${whileHeld(tx, lease, lane)})
        update baton.slack_messages m set ${message} from held
        where m.workspace_id = held.workspace_id and m.id = ${id} returning m.id`,
    ];
  });
  return written?.length === 1;
}

/** Others come first now: lanes take turns. */
function after(tx: Sql, { failures, restMs }: Rest): Statement {
  return tx`leased_until = ${inMs(tx, restMs)}, failures = ${failures}, next_at = greatest(next_at, clock_timestamp())`;
}

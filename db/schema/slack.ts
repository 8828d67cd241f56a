import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  doublePrecision,
  foreignKey,
  index,
  integer,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { NoticeKind } from "#domain/effects.ts";
import type { RunId } from "#domain/ids.ts";
import type { WorkspaceNoticeKind } from "#domain/workspace-notice.ts";
import { baton, instant, workspaceId } from "./columns.ts";
import { runs } from "./run.ts";

/** What somebody is told, once: unique by event, recipient and kind. */
export const notices = baton.table(
  "notices",
  {
    workspaceId: workspaceId(),
    id: text().notNull(),
    /** Null: it is about no run, but a release or a trigger. */
    runId: text("run_id").$type<RunId>(),
    seq: integer().notNull(),
    /** A Slack user or channel id. */
    recipient: text().notNull(),
    kind: text().$type<NoticeKind | WorkspaceNoticeKind>().notNull(),
    /** The tasks and the offer it is about. */
    about: text().array().notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    unique().on(t.workspaceId, t.runId, t.seq, t.recipient, t.kind),
    uniqueIndex("notices_of_no_run")
      .on(t.workspaceId, t.recipient, t.kind, t.about)
      .where(sql`${t.runId} is null`),
    foreignKey({ columns: [t.workspaceId, t.runId], foreignColumns: [runs.workspaceId, runs.id] }),
  ],
);

/** Every message that Slack shows of a run: which version of the run it should show, and which it shows. */
export const slackMessages = baton.table(
  "slack_messages",
  {
    workspaceId: workspaceId(),
    id: text().notNull(),
    /** Null: of a notice that is about no run. */
    runId: text("run_id").$type<RunId>(),
    kind: text({ enum: ["card", "stage", "notice"] }).notNull(),
    /** Of a stage's checklist: which stage, and which part of it. */
    stage: integer(),
    part: integer(),
    noticeId: text("notice_id"),
    /** The queue it waits in: the Slack channel or user it goes to. */
    lane: text().notNull(),
    /** Where Slack put it; null until it was posted. */
    channel: text(),
    ts: text(),
    wanted: integer().notNull(),
    shown: integer().notNull().default(0),
    /** idle: nothing under way; sending: a post whose outcome is not known yet; refused: Slack said no for good. */
    state: text({ enum: ["idle", "sending", "refused"] }).notNull(),
    urgent: boolean().notNull(),
    /** When the oldest change that isn't shown yet was made, and when somebody clicked for it: on the run's clock. */
    changedAt: instant("changed_at").notNull(),
    clickedAt: instant("clicked_at"),
    /** On the database's clock, as every instant of the lanes: when Slack last showed it, and until when it is left alone. */
    shownAt: instant("shown_at"),
    notBefore: instant("not_before"),
    /** When the first post whose outcome isn't known was begun: how far back to look for it. */
    sendingSince: instant("sending_since"),
    error: text(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId, t.runId], foreignColumns: [runs.workspaceId, runs.id] }),
    uniqueIndex("slack_messages_of_run")
      .on(t.workspaceId, t.runId, t.kind, t.stage, t.part)
      .where(sql`${t.kind} <> 'notice'`),
    uniqueIndex("slack_messages_of_notice").on(t.workspaceId, t.noticeId),
    uniqueIndex("slack_messages_at").on(t.workspaceId, t.channel, t.ts),
    index("slack_messages_waiting")
      .on(t.workspaceId, t.lane)
      .where(sql`${t.wanted} > ${t.shown} and ${t.state} <> 'refused'`),
  ],
);

/** One queue a channel or person. Whoever holds the lease may send; the fence stops one that lost it. A lease rests a lane, too. */
export const lanes = baton.table(
  "lanes",
  {
    workspaceId: workspaceId(),
    lane: text().notNull(),
    /** No post before: the pace that Slack allows. Whether something waits is asked of the messages. */
    nextAt: instant("next_at").notNull(),
    leasedUntil: instant("leased_until"),
    fence: bigint({ mode: "number" }).notNull().default(0),
    /** How often in a row Slack did not answer: each time the lane rests longer. */
    failures: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.lane] })],
);

/** Slack's limits a method, shared by all processes: a token bucket. */
export const rateBuckets = baton.table(
  "rate_buckets",
  {
    workspaceId: workspaceId(),
    bucket: text().notNull(),
    tokens: doublePrecision().notNull(),
    refilledAt: instant("refilled_at").notNull(),
    /** No call before: the bucket is empty, or Slack asked for a pause. */
    pausedUntil: instant("paused_until"),
    /** No call before for what nobody waits for: the last tokens are kept for what somebody does. */
    bulkFrom: instant("bulk_from"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.bucket] })],
);

import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { Duration } from "#domain/book.ts";
import type {
  ChannelId,
  ClientId,
  DeadlineId,
  DealId,
  ExceptionId,
  HandoffId,
  RunId,
  TaskId,
  TextId,
  TriggerId,
} from "#domain/ids.ts";
import type { Pause } from "#domain/run.ts";
import type { Alarm, EarlySignal, TaskDetail, WorkPlan } from "#domain/task.ts";
import { baton, bytes, instant, user, workspaceId } from "./columns.ts";
import { clients, deals } from "./intake.ts";

export const runs = baton.table(
  "runs",
  {
    workspaceId: workspaceId(),
    id: text().$type<RunId>().notNull(),
    clientId: text("client_id").$type<ClientId>().notNull(),
    dealId: text("deal_id").$type<DealId>().notNull(),
    generation: integer().notNull(),
    triggerId: text("trigger_id").$type<TriggerId>(),
    playbook: text().notNull(),
    title: text().notNull(),
    release: integer().notNull(),
    /** Of a child run: the task of which run it fulfils, and which of that task's executions. */
    parentRunId: text("parent_run_id").$type<RunId>(),
    parentTaskId: text("parent_task_id").$type<TaskId>(),
    parentExecution: integer("parent_execution"),
    channel: text().$type<ChannelId>().notNull(),
    calendar: text().notNull(),
    escalation: text().notNull(),
    stages: text().array().notNull(),
    occurredAt: instant("occurred_at").notNull(),
    openedAt: instant("opened_at").notNull(),
    dueAt: instant("due_at"),
    completedAt: instant("completed_at"),
    cancelledAt: instant("cancelled_at"),
    status: text({ enum: ["active", "paused", "blocked", "completed", "cancelled"] }).notNull(),
    /** Of a paused run: on whom it waits, until when, and what stopped counting. */
    pause: jsonb().$type<Pause>(),
    /** How long all its pauses took that are over. */
    pausedSeconds: doublePrecision("paused_seconds").notNull().default(0),
    /** The run that goes on in its stead. */
    mergedInto: text("merged_into").$type<RunId>(),
    /** Exactly one, always: the column takes neither none nor two. */
    owner: user("owner").notNull(),
    ownedBy: text("owned_by").$type<HandoffId>().notNull(),
    overdue: boolean().notNull(),
    /** It is late itself, or a task of it is: for lists. */
    late: boolean().notNull().default(false),
    /** Triggers that came for tasks which do not wait for them yet. */
    signals: jsonb().$type<readonly EarlySignal[]>().notNull().default([]),
    simulated: boolean().notNull(),
    backfilled: boolean().notNull(),
    /** The sequence number of the last event, and its hash. */
    version: integer().notNull(),
    head: bytes("head").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    // A deal has one root run a generation; a child is one execution of its parent's task.
    uniqueIndex("runs_one_a_deal")
      .on(t.workspaceId, t.dealId, t.generation)
      .where(sql`${t.parentRunId} is null`),
    // And one at a time that isn't over, whoever it is for by now.
    uniqueIndex("runs_one_live_a_deal")
      .on(t.workspaceId, t.dealId)
      .where(sql`${t.parentRunId} is null and ${t.status} in ('active', 'paused', 'blocked')`),
    uniqueIndex("runs_one_an_execution").on(t.workspaceId, t.parentTaskId, t.parentExecution),
    index("runs_of_parent").on(t.workspaceId, t.parentRunId),
    foreignKey({ columns: [t.workspaceId, t.clientId], foreignColumns: [clients.workspaceId, clients.id] }),
    foreignKey({ columns: [t.workspaceId, t.dealId], foreignColumns: [deals.workspaceId, deals.id] }),
    // What lists filter by, then their order: each filter walks one of these for a page, however many runs there are.
    index("runs_listed").on(t.workspaceId, t.status, t.openedAt, t.id),
    index("runs_listed_by_owner").on(t.workspaceId, t.owner, t.status, t.openedAt, t.id),
    index("runs_listed_by_playbook").on(t.workspaceId, t.playbook, t.status, t.openedAt, t.id),
    index("runs_listed_by_owner_and_playbook").on(
      t.workspaceId,
      t.owner,
      t.playbook,
      t.status,
      t.openedAt,
      t.id,
    ),
    index("runs_of_client").on(t.workspaceId, t.clientId, t.status, t.openedAt, t.id),
    index("runs_late")
      .on(t.workspaceId, t.status, t.openedAt, t.id)
      .where(sql`${t.late}`),
    index("runs_late_by_owner")
      .on(t.workspaceId, t.owner, t.status, t.openedAt, t.id)
      .where(sql`${t.late}`),
    index("runs_late_by_playbook")
      .on(t.workspaceId, t.playbook, t.status, t.openedAt, t.id)
      .where(sql`${t.late}`),
    index("runs_open_by_release")
      .on(t.workspaceId, t.playbook, t.release)
      .where(sql`${t.status} in ('active', 'paused', 'blocked')`),
    check("runs_completed", sql`(${t.status} = 'completed') = (${t.completedAt} is not null)`),
    check("runs_cancelled", sql`(${t.status} = 'cancelled') = (${t.cancelledAt} is not null)`),
    check("runs_paused", sql`(${t.status} = 'paused') = (${t.pause} is not null)`),
    check("runs_parent", sql`num_nulls(${t.parentRunId}, ${t.parentTaskId}, ${t.parentExecution}) in (0, 3)`),
  ],
);

export const tasks = baton.table(
  "tasks",
  {
    workspaceId: workspaceId(),
    id: text().$type<TaskId>().notNull(),
    runId: text("run_id").$type<RunId>().notNull(),
    number: integer().notNull(),
    key: text().notNull(),
    stage: integer().notNull(),
    title: text().notNull(),
    /** Who does it, and how: by its kind. */
    work: jsonb().$type<WorkPlan>().notNull().default({ kind: "human", mode: "claim" }),
    role: text().notNull(),
    required: boolean().notNull(),
    value: boolean().notNull(),
    waitsFor: text("waits_for").array().notNull(),
    /** CEL; false: it is skipped. Null: always. */
    condition: text(),
    sla: jsonb().$type<Duration>(),
    calendar: text().notNull(),
    success: text(),
    asksFor: text("asks_for"),
    onFailure: text("on_failure", { enum: ["fail_open", "fail_closed"] }).notNull(),
    /** The role that opens its gate. */
    gate: text().notNull().default("operators"),
    status: text({
      enum: [
        "pending",
        "ready",
        "claimed",
        "running",
        "waiting",
        "blocked",
        "failed",
        "done",
        "skipped",
        "waived",
      ],
    }).notNull(),
    /** How often it was started; results name the execution that they are of. */
    execution: integer().notNull().default(0),
    readyAt: instant("ready_at"),
    dueAt: instant("due_at"),
    originalDueAt: instant("original_due_at"),
    assignee: user("assignee"),
    claimedAt: instant("claimed_at"),
    heldBy: text("held_by").$type<HandoffId>(),
    doneBy: user("done_by"),
    doneAt: instant("done_at"),
    skippedAt: instant("skipped_at"),
    evidenceId: text("evidence_id").$type<TextId>(),
    evidenceDigest: text("evidence_digest"),
    alarm: jsonb().$type<Alarm>(),
    /** What only its state has, by the state's name. */
    detail: jsonb().$type<TaskDetail>(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId, t.runId], foreignColumns: [runs.workspaceId, runs.id] }),
    index().on(t.workspaceId, t.runId),
    index("tasks_held")
      .on(t.workspaceId, t.assignee)
      .where(sql`${t.status} = 'claimed'`),
    index("tasks_ready")
      .on(t.workspaceId, t.role)
      .where(sql`${t.status} = 'ready'`),
    index("tasks_open")
      .on(t.workspaceId, t.id)
      .where(sql`${t.status} in ('ready', 'claimed', 'running', 'waiting', 'blocked', 'failed')`),
    // Everything that is late rings: a small part of what is open.
    index("tasks_ringing")
      .on(t.workspaceId)
      .where(sql`${t.alarm} is not null`),
    check("tasks_held_by_one", sql`${t.status} <> 'claimed' or ${t.assignee} is not null`),
    check("tasks_held_by_none", sql`${t.assignee} is null or ${t.status} in ('claimed', 'done', 'blocked')`),
    check("tasks_done", sql`(${t.status} = 'done') = (${t.doneAt} is not null)`),
    check(
      "tasks_begun",
      sql`${t.status} in ('pending', 'skipped', 'waived', 'failed') or ${t.readyAt} is not null`,
    ),
  ],
);

/** Every change of hands of a task or, where `task_id` is null, of the run's ownership. */
export const handoffs = baton.table(
  "handoffs",
  {
    workspaceId: workspaceId(),
    id: text().$type<HandoffId>().notNull(),
    runId: text("run_id").$type<RunId>().notNull(),
    taskId: text("task_id").$type<TaskId>(),
    kind: text({ enum: ["offer", "routing", "claim", "takeover", "reassign", "give-back"] }).notNull(),
    fromUser: user("from_user"),
    toUser: user("to_user"),
    /** Who asked for it: usually the one who gives. Null: the system. */
    askedBy: user("asked_by"),
    noteId: text("note_id").$type<TextId>(),
    noteDigest: text("note_digest"),
    /** Why it was declined. */
    reasonId: text("reason_id").$type<TextId>(),
    reasonDigest: text("reason_digest"),
    offeredAt: instant("offered_at").notNull(),
    expiresAt: instant("expires_at"),
    resolvedAt: instant("resolved_at"),
    outcome: text({
      enum: ["offered", "accepted", "declined", "expired", "withdrawn", "assigned"],
    }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId, t.runId], foreignColumns: [runs.workspaceId, runs.id] }),
    index().on(t.workspaceId, t.runId),
    uniqueIndex("handoffs_one_open_offer")
      .on(t.workspaceId, t.runId, sql`coalesce(${t.taskId}, '')`)
      .where(sql`${t.outcome} = 'offered'`),
    index("handoffs_waiting")
      .on(t.workspaceId, t.toUser)
      .where(sql`${t.outcome} = 'offered'`),
    check("handoffs_resolved", sql`(${t.outcome} = 'offered') = (${t.resolvedAt} is null)`),
  ],
);

export const deadlines = baton.table(
  "deadlines",
  {
    workspaceId: workspaceId(),
    id: text().$type<DeadlineId>().notNull(),
    runId: text("run_id").$type<RunId>().notNull(),
    kind: text({
      enum: [
        "reminder",
        "due",
        "escalation",
        "offer-expiry",
        "run-due",
        "watchdog",
        "wait-timeout",
        "exception-due",
        "pause-review",
      ],
    }).notNull(),
    taskId: text("task_id").$type<TaskId>(),
    handoffId: text("handoff_id").$type<HandoffId>(),
    exceptionId: text("exception_id").$type<ExceptionId>(),
    level: integer(),
    at: instant("at").notNull(),
    /** open: still runs; met: its time came; dropped: what it was for is over. */
    state: text({ enum: ["open", "met", "dropped"] }).notNull(),
    closedAt: instant("closed_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId, t.runId], foreignColumns: [runs.workspaceId, runs.id] }),
    index("deadlines_of_run")
      .on(t.workspaceId, t.runId)
      .where(sql`${t.state} = 'open'`),
    index("deadlines_due")
      .on(t.at)
      .where(sql`${t.state} = 'open'`),
  ],
);

export const exceptions = baton.table(
  "exceptions",
  {
    workspaceId: workspaceId(),
    id: text().$type<ExceptionId>().notNull(),
    runId: text("run_id").$type<RunId>(),
    triggerId: text("trigger_id").$type<TriggerId>(),
    taskId: text("task_id").$type<TaskId>(),
    type: text({
      enum: ["missing_owner", "data_mismatch", "transient", "manual", "sla_breach", "permanent_block"],
    }).notNull(),
    owner: user("owner").notNull(),
    reason: text().notNull(),
    /** What a person wrote about it. */
    noteId: text("note_id").$type<TextId>(),
    noteDigest: text("note_digest"),
    dueAt: instant("due_at").notNull(),
    openedAt: instant("opened_at").notNull(),
    /** The person by whose act it opened, who may not open its gate. Null: the system. */
    openedBy: user("opened_by"),
    /** The role that opens its gate; null: it holds nothing up. */
    gate: text(),
    runbook: text(),
    closedAt: instant("closed_at"),
    closedBy: user("closed_by"),
    choice: text({ enum: ["resume", "skip", "reroute", "cancel"] }),
    reroutedTo: text("rerouted_to").$type<TaskId>(),
    causeId: text("cause_id").$type<TextId>(),
    causeDigest: text("cause_digest"),
    preventionId: text("prevention_id").$type<TextId>(),
    preventionDigest: text("prevention_digest"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    index("exceptions_open")
      .on(t.workspaceId, t.owner)
      .where(sql`${t.closedAt} is null`),
    uniqueIndex("exceptions_one_a_trigger").on(t.workspaceId, t.triggerId),
    index("exceptions_of_run").on(t.workspaceId, t.runId, t.closedAt),
    index("exceptions_opened").on(t.workspaceId, t.openedAt, t.id),
    // A gate does not close before its cause and prevention are written.
    check(
      "exceptions_reviewed",
      sql`${t.gate} is null or ${t.closedAt} is null or ${t.choice} is null or (${t.causeId} is not null and ${t.preventionId} is not null)`,
    ),
  ],
);

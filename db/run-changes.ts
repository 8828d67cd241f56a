import type { RunEvent } from "#domain/event.ts";
import type { Effects } from "#domain/effects.ts";
import type { Run } from "#domain/run.ts";
import { isLateRun } from "#domain/run-filter.ts";
import type { Deadline } from "#domain/task.ts";
import { link } from "./event-codec.ts";
import { messageRows, noticeRow } from "./message-rows.ts";
import type { Row } from "./row.ts";
import { taskRow } from "./task-rows.ts";

// What one decision changes, as rows: plain objects with the tables' column names, written by db/runs.ts in one statement.

export type RunChanges = {
  readonly run: RunRow;
  readonly tasks: readonly Row[];
  readonly handoffsMade: readonly Row[];
  readonly handoffsResolved: readonly Row[];
  readonly deadlinesMade: readonly Row[];
  readonly deadlinesClosed: readonly Row[];
  readonly exceptionsOpened: readonly Row[];
  readonly exceptionsClosed: readonly Row[];
  readonly events: readonly Row[];
  readonly notices: readonly Row[];
  readonly messages: readonly Row[];
  /** Where the messages go. */
  readonly lanes: readonly unknown[];
};

export function runChanges(
  before: Run | null,
  after: Run,
  events: readonly RunEvent[],
  effects: Effects,
  head: Buffer,
): RunChanges {
  const links = link(events, head);
  const at = events.at(-1)?.at ?? after.openedAt;
  const had = new Set(before?.tasks);
  const open = new Set(before?.deadlines.map(({ id }) => id));
  const still = new Set(after.deadlines.map(({ id }) => id));
  const met = new Set(
    events.flatMap(({ data }) => ("deadline" in data && data.deadline !== null ? [data.deadline] : [])),
  );
  const notices = effects.notices.map((notice) => noticeRow(notice, after, at));
  const messages = messageRows(after, effects, notices, at);
  return {
    run: runRow(after, links.at(-1)?.hash ?? head),
    tasks: after.tasks.flatMap((task, index) => (had.has(task) ? [] : [taskRow(task, index, after)])),
    handoffsMade: events.flatMap(handoffMade),
    handoffsResolved: events.flatMap(handoffResolved),
    deadlinesMade: after.deadlines
      .filter(({ id }) => !open.has(id))
      .map((deadline) => deadlineRow(deadline, after)),
    deadlinesClosed: (before?.deadlines ?? [])
      .filter(({ id }) => !still.has(id))
      .map(({ id }) => ({ id, state: met.has(id) ? "met" : "dropped", closed_at: at })),
    exceptionsOpened: events.flatMap(exceptionOpened),
    exceptionsClosed: events.flatMap(exceptionClosed),
    events: links.map(({ body, previous, hash }) => ({ body, previous: hex(previous), hash: hex(hash) })),
    notices,
    messages,
    lanes: [...new Set(messages.map(({ lane }) => lane))],
  };
}

type RunRow = ReturnType<typeof runRow>;

export function runRow(run: Run, head: Buffer) {
  return {
    workspace_id: run.workspace,
    id: run.id,
    client_id: run.client,
    deal_id: run.deal,
    generation: run.generation,
    trigger_id: run.trigger,
    playbook: run.playbook,
    title: run.title,
    release: run.release,
    parent_run_id: run.parent?.run ?? null,
    parent_task_id: run.parent?.task ?? null,
    parent_execution: run.parent?.execution ?? null,
    channel: run.channel,
    calendar: run.calendar,
    escalation: run.escalation,
    stages: run.stages,
    occurred_at: run.occurredAt,
    opened_at: run.openedAt,
    due_at: run.dueAt,
    completed_at: run.status === "completed" ? run.completedAt : null,
    cancelled_at: run.status === "cancelled" ? run.cancelledAt : null,
    status: run.status,
    owner: run.owner,
    owned_by: run.ownedBy,
    overdue: run.overdue,
    late: isLateRun(run),
    signals: run.signals,
    pause: run.status === "paused" ? run.pause : null,
    paused_seconds: run.pausedSeconds,
    merged_into: run.status === "cancelled" ? run.mergedInto : null,
    simulated: run.simulated,
    backfilled: run.backfilled,
    version: run.version,
    head: hex(head),
  };
}

export function handoffMade(event: RunEvent): Row[] {
  const askedBy = event.actor.kind === "person" ? event.actor.id : null;
  const row = (
    id: string,
    task: string | null,
    kind: string,
    from: string | null,
    to: string | null,
  ): Row => ({
    workspace_id: event.workspace,
    id,
    run_id: event.run,
    task_id: task,
    kind,
    from_user: from,
    to_user: to,
    asked_by: askedBy,
    note_id: null,
    note_digest: null,
    reason_id: null,
    reason_digest: null,
    offered_at: event.at,
    expires_at: null,
    resolved_at: event.at,
    outcome: "assigned",
  });
  switch (event.type) {
    case "run-opened":
      return [row(event.data.handoff, null, "routing", null, event.data.owner)];
    case "run-assigned":
      return [row(event.data.handoff, null, event.data.kind, event.data.from, event.data.to)];
    case "task-claimed":
      return [row(event.data.handoff, event.data.task, "claim", null, event.data.by)];
    case "task-assigned":
      return [row(event.data.handoff, event.data.task, event.data.kind, event.data.from, event.data.to)];
    case "task-given-back": {
      const { handoff, task, from, reason } = event.data;
      return [
        {
          ...row(handoff, task, "give-back", from, null),
          note_id: reason?.id ?? null,
          note_digest: reason?.digest ?? null,
        },
      ];
    }
    case "task-unskipped": {
      const { task, hold } = event.data;
      return hold ? [row(hold.handoff, task, "reassign", null, hold.to)] : [];
    }
    case "handoff-offered": {
      const { handoff, task, from, to, note, expiresAt } = event.data;
      return [
        {
          ...row(handoff, task, "offer", from, to),
          note_id: note?.id ?? null,
          note_digest: note?.digest ?? null,
          expires_at: expiresAt,
          resolved_at: null,
          outcome: "offered",
        },
      ];
    }
    default:
      return [];
  }
}

export function handoffResolved({ type, data, at }: RunEvent): Row[] {
  switch (type) {
    case "handoff-accepted":
    case "handoff-declined":
    case "handoff-withdrawn":
    case "handoff-expired":
      return [
        {
          id: data.handoff,
          outcome: type.slice("handoff-".length),
          resolved_at: at,
          reason_id: "reason" in data ? (data.reason?.id ?? null) : null,
          reason_digest: "reason" in data ? (data.reason?.digest ?? null) : null,
        },
      ];
    default:
      return [];
  }
}

export function deadlineRow(deadline: Deadline, run: Run): Row {
  return {
    workspace_id: run.workspace,
    id: deadline.id,
    run_id: run.id,
    kind: deadline.kind,
    task_id: "task" in deadline ? deadline.task : null,
    handoff_id: "handoff" in deadline ? deadline.handoff : null,
    exception_id: "exception" in deadline ? deadline.exception : null,
    level: "level" in deadline ? deadline.level : null,
    at: deadline.at,
    state: "open",
    closed_at: null,
  };
}

export function exceptionOpened(event: RunEvent): Row[] {
  if (event.type !== "exception-opened") return [];
  const { exception, type, owner, reason, note, task, gate, openedBy, runbook, dueAt } = event.data;
  return [
    {
      workspace_id: event.workspace,
      id: exception,
      run_id: event.run,
      trigger_id: null,
      task_id: task,
      type,
      owner,
      reason,
      note_id: note?.id ?? null,
      note_digest: note?.digest ?? null,
      due_at: dueAt,
      opened_at: event.at,
      opened_by: openedBy,
      gate,
      runbook,
      closed_at: null,
      ...openYet,
    },
  ];
}

const openYet = {
  closed_by: null,
  choice: null,
  rerouted_to: null,
  cause_id: null,
  cause_digest: null,
  prevention_id: null,
  prevention_digest: null,
};

export function exceptionClosed(event: RunEvent): Row[] {
  if (event.type !== "exception-closed") return [];
  const { exception, by, choice, to, cause, prevention } = event.data;
  return [
    {
      id: exception,
      closed_at: event.at,
      closed_by: by,
      choice,
      rerouted_to: to,
      cause_id: cause?.id ?? null,
      cause_digest: cause?.digest ?? null,
      prevention_id: prevention?.id ?? null,
      prevention_digest: prevention?.digest ?? null,
    },
  ];
}

function hex(bytes: Buffer): string {
  return `\\x${bytes.toString("hex")}`;
}

import type { RunEvent } from "#domain/event.ts";
import type { TaskId, UserId } from "#domain/ids.ts";
import { requireTask, taskOf, type Run } from "#domain/run.ts";
import type { Entry, What, Who } from "./entry.ts";
import { isJustIn, lastBefore, votesUntil } from "./history.ts";
import type { Rehearsed } from "./rehearse.ts";
import type { Told } from "./world.ts";

/** What the lines are made from besides the event: the whole story, and the calls by task, execution and attempt. */
export type Known = {
  readonly rehearsed: Rehearsed;
  readonly calls: ReadonlyMap<string, Extract<Told, { what: "call" }>>;
};

type Line = Pick<Entry, "task" | "who"> & What;

/** What an event is to whoever looks on. Null: of no interest here, or told by another event. */
export function lineOf(
  event: RunEvent,
  run: Run,
  { rehearsed, calls }: Known,
  isOwnerMissing: boolean,
): Line | null {
  const { cast, routed, rehearsal } = rehearsed;
  const person = (id: UserId): Who => ({ kind: "person", mail: cast.mailOf(id) });
  const mails = (ids: readonly UserId[]) => ids.map(cast.mailOf);
  const of = (id: TaskId) => ({ task: requireTask(run, id).key });
  switch (event.type) {
    case "run-opened": {
      const { playbook, title, owner, dueAt, parent } = event.data;
      const isByRule = parent === null && rehearsal.playbook === null && routed.outcome === "routed";
      const rule = isByRule ? routed.rule : null;
      const missingRole = isOwnerMissing ? ownersRole(rehearsed, playbook, rule) : null;
      return {
        task: null,
        who: null,
        what: "opened",
        playbook,
        title,
        owner: cast.mailOf(owner),
        rule,
        dueAt,
        missingRole,
        fulfils: parent && fulfilledBy(rehearsed, parent.task),
      };
    }
    case "task-ready": {
      const { dueAt, until, execution } = event.data;
      const task = requireTask(run, event.data.task);
      const { title, work, role } = task;
      const signal = work.kind === "wait" ? work.signal.type : null;
      const after = execution === 1 ? lastBefore(rehearsed, event, task.waitsFor) : null;
      return {
        ...of(task.id),
        who: null,
        what: "ready",
        title,
        kind: work.kind,
        role,
        dueAt,
        after,
        signal,
        until,
        execution,
      };
    }
    case "task-claimed":
      return { ...of(event.data.task), who: person(event.data.by), what: "claimed" };
    case "task-assigned":
      return { ...of(event.data.task), who: person(event.data.to), what: "assigned" };
    case "task-done": {
      const task = requireTask(run, event.data.task);
      const isClients = task.work.kind === "client";
      return {
        ...of(task.id),
        who: isClients ? { kind: "client" } : person(event.data.by),
        ...doneAt(run, task.id, event.at),
        signal: null,
      };
    }
    case "task-succeeded": {
      const { task, signal } = event.data;
      return {
        ...of(task),
        who: { kind: "system" },
        ...doneAt(run, task, event.at),
        signal: signal === null ? null : isJustIn(rehearsed, event) ? "now" : "early",
      };
    }
    case "task-approved": {
      const { task: id, by } = event.data;
      const { work } = requireTask(run, id);
      const votes = votesUntil(rehearsed, event, id);
      return {
        ...of(id),
        who: person(by),
        what: "approved",
        votes,
        needed: work.kind === "approval" ? work.needed : 1,
      };
    }
    case "task-rejected":
      return { ...of(event.data.task), who: person(event.data.by), what: "rejected" };
    case "task-attempted": {
      const { task, execution, attempt, ok, status, problem, retryAt } = event.data;
      const call = calls.get(`${task} ${execution} ${attempt}`);
      const { method = "", url = "", madeUp = false } = call ?? {};
      return {
        ...of(task),
        who: { kind: "system" },
        what: "called",
        method,
        url,
        attempt,
        ok,
        status,
        problem,
        retryAt,
        madeUp,
      };
    }
    case "signal-received": {
      const tasks = event.data.tasks.map((id) => requireTask(run, id).key);
      return { task: null, who: { kind: "system" }, what: "signal", type: event.data.signal, tasks };
    }
    case "task-skipped":
      return { ...of(event.data.task), who: null, what: "skipped", because: event.data.because };
    case "task-waived":
      return { ...of(event.data.task), who: null, what: "waived", reason: event.data.reason };
    case "child-opened": {
      const { work } = requireTask(run, event.data.task);
      return {
        ...of(event.data.task),
        who: { kind: "system" },
        what: "child-opened",
        playbook: work.kind === "run" ? work.playbook : "",
      };
    }
    case "task-reminded":
      return { ...of(event.data.task), who: null, what: "reminded", told: mails(event.data.told.people) };
    case "task-overdue":
      return { ...of(event.data.task), who: null, what: "overdue" };
    case "task-escalated": {
      const { task, level, told } = event.data;
      return {
        ...of(task),
        who: null,
        what: "escalated",
        level,
        told: mails(told.people),
        channels: channelsIn(rehearsed, told.channels),
      };
    }
    case "run-overdue":
      return { task: null, who: null, what: "run-overdue", told: mails(event.data.told.people) };
    case "exception-opened": {
      const { task, gate, reason } = event.data;
      const about = { task: keyOf(run, task), who: null };
      return gate === null
        ? { ...about, what: "exception", reason }
        : { ...about, what: "gate-closed", role: gate, reason };
    }
    case "exception-overdue":
      return { task: null, who: null, what: "gate-called", told: mails(event.data.told.people) };
    case "exception-closed": {
      const { task, by } = event.data;
      return by === null ? null : { task: keyOf(run, task), who: person(by), what: "gate-opened" };
    }
    case "run-completed":
      return { task: null, who: null, what: "completed" };
    case "run-cancelled":
      return { task: null, who: null, what: "cancelled", reason: event.data.reason };
    default:
      return null;
  }
}

function doneAt(run: Run, id: TaskId, at: Date) {
  const task = requireTask(run, id);
  const { kind } = task.work;
  const begun = task.status === "done" ? task : null;
  const tookSeconds = begun ? (at.getTime() - begun.readyAt.getTime()) / 1000 : null;
  const isLate = begun?.due ? at > begun.due.at : false;
  return { what: "done", kind, tookSeconds, isLate } as const;
}

function fulfilledBy({ runs }: Rehearsed, task: TaskId): string | null {
  return runs.flatMap(({ tasks }) => tasks).find(({ id }) => id === task)?.key ?? null;
}

export function keyOf(run: Run, id: TaskId | null): string | null {
  return id && (taskOf(run, id)?.key ?? null);
}

/** Channels by what the book calls them. */
function channelsIn({ book }: Rehearsed, ids: readonly string[]): readonly string[] {
  const names = new Map(Object.entries(book.workspace.channels).map(([name, id]) => [id, name]));
  return ids.map((id) => names.get(id) ?? id);
}

function ownersRole({ routed, book }: Rehearsed, playbook: string, rule: string | null): string | null {
  const named = rule !== null && routed.outcome === "routed" ? routed.owner : null;
  return named ?? book.playbooks[playbook]?.owner ?? null;
}

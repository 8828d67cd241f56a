import { isPerson, OPERATORS } from "./actor.ts";
import { askersOf } from "./decide-approvals.ts";
import { openersOf } from "./decide-gates.ts";
import type { HappeningOf, RunEvent } from "./event.ts";
import { activeMembers, type Facts } from "./facts.ts";
import type { ExceptionId, HandoffId, TaskId, UserId } from "./ids.ts";
import { jobsOf, type Job } from "./jobs-of.ts";
import { someone } from "./ladder.ts";
import { isAllDone } from "./progress.ts";
import { isLive, taskOf, type Run } from "./run.ts";
import { handsOn, isOpen, type Task } from "./task.ts";
import { unreachable } from "./unreachable.ts";

/** A message that goes once to a person, or to a channel by its Slack id. */
export type Notice = {
  /** The event that it tells of. */
  readonly seq: number;
  readonly to: { readonly person: UserId } | { readonly channel: string };
  readonly kind: NoticeKind;
  readonly tasks: readonly TaskId[];
  readonly handoff: HandoffId | null;
  readonly exception: ExceptionId | null;
};

export type NoticeKind =
  | "run-owned"
  | "tasks-ready"
  | "offer"
  | "offer-accepted"
  | "offer-declined"
  | "offer-expired"
  | "assigned"
  | "taken-over"
  | "reminder"
  | "overdue"
  | "run-overdue"
  | "run-completed"
  | "run-cancelled"
  | "run-absorbed"
  | "run-to-resume"
  | "approval-asked"
  | "exception"
  | "exception-overdue"
  | "gate-opened"
  | "run-paused"
  | "run-resumed"
  | "pause-review"
  | "run-assigned"
  | "run-taken-over"
  | "task-skipped"
  | "due-changed";

/** What must follow outside: notices that go once, and messages to be shown anew as the run is now. */
export type Effects = {
  readonly notices: readonly Notice[];
  /** Stages whose checklist changed. The card always does. */
  readonly stages: readonly number[];
  /** Tasks and offers whose earlier notices hold buttons that should follow what happened. */
  readonly touched: readonly (TaskId | HandoffId | ExceptionId)[];
  readonly jobs: readonly Job[];
};

/** What one decision's events ask for. Nobody is told of their own act, and a person hears once of all that became ready. */
export function effectsOf(events: readonly RunEvent[], run: Run, facts: Facts): Effects {
  // Nobody is told of the past.
  const isBackfill = events.some((event) => event.type === "run-opened" && event.data.backfilled);
  const notices = isBackfill
    ? []
    : [
        ...events.flatMap((event) => noticesOf(event, run, facts)),
        ...readyNotices(events, run, facts),
        ...endNotices(events, run),
        ...toResumeNotices(events, run),
      ];
  return {
    notices: notices.filter(({ to, seq }) => !isOwnAct(to, seq, events)),
    stages: [...new Set(events.flatMap((event) => stagesOf(event, run)))].sort((a, b) => a - b),
    touched: [...new Set(events.flatMap((event) => touchedBy(event, run)))],
    jobs: events.flatMap((event) => jobsOf(event, run)),
  };
}

function noticesOf(event: RunEvent, run: Run, facts: Facts): Notice[] {
  const { seq } = event;
  const notice = (
    kind: NoticeKind,
    person: UserId,
    task: TaskId | null,
    handoff: HandoffId | null = null,
  ): Notice => ({
    seq,
    to: { person },
    kind,
    tasks: task ? [task] : [],
    handoff,
    exception: null,
  });
  const aboutException = (
    kind: NoticeKind,
    people: readonly (UserId | null)[],
    exception: ExceptionId,
    task: TaskId | null,
  ) =>
    [...new Set(people)].flatMap((person) => (person ? [{ ...notice(kind, person, task), exception }] : []));
  const answered = (
    kind: NoticeKind,
    { from, askedBy, task, handoff }: HappeningOf<"handoff-withdrawn">["data"],
  ) => [...new Set([from, askedBy ?? from])].map((person) => notice(kind, person, task, handoff));
  switch (event.type) {
    case "handoff-offered":
      return [notice("offer", event.data.to, event.data.task, event.data.handoff)];
    case "handoff-accepted":
      return answered("offer-accepted", event.data);
    case "handoff-declined":
      return answered("offer-declined", event.data);
    case "handoff-expired":
      return answered("offer-expired", event.data);
    case "task-assigned": {
      const { to, from, task } = event.data;
      return [notice("assigned", to, task), ...(from ? [notice("taken-over", from, task)] : [])];
    }
    case "task-given-back":
      return [notice("taken-over", event.data.from, event.data.task)];
    case "task-reminded":
      return event.data.told.people.map((person) => notice("reminder", person, event.data.task));
    case "task-escalated": {
      const { task, told } = event.data;
      const toChannels = told.channels.map((channel): Notice => ({
        seq,
        to: { channel },
        kind: "overdue",
        tasks: [task],
        handoff: null,
        exception: null,
      }));
      return [...told.people.map((person) => notice("overdue", person, task)), ...toChannels];
    }
    case "run-overdue":
      return event.data.told.people.map((person) => notice("run-overdue", person, null));
    case "run-paused":
      return holdersOf(run).map((person) => notice("run-paused", person, null));
    case "run-resumed":
      return run.status === "paused"
        ? []
        : holdersOf(run).map((person) => notice("run-resumed", person, null));
    case "pause-review-due":
      return event.data.told.people.map((person) => notice("pause-review", person, null));
    case "run-assigned":
      return [notice("run-assigned", event.data.to, null), notice("run-taken-over", event.data.from, null)];
    case "task-skipped": {
      // Where it ends with its run, they hear of that.
      const { because, from, task } = event.data;
      return because === "by-hand" && from ? [notice("task-skipped", from, task)] : [];
    }
    case "task-unskipped":
      return event.data.hold ? [notice("assigned", event.data.hold.to, event.data.task)] : [];
    case "due-changed": {
      const holder = holderOf(run, event.data.task);
      return holder ? [notice("due-changed", holder, event.data.task)] : [];
    }
    case "run-due-changed":
      return [notice("due-changed", run.owner, null)];
    case "run-completed":
      return [notice("run-completed", run.owner, null)];
    case "run-absorbed":
      return isLive(run) && event.data.by !== run.owner ? [notice("run-absorbed", run.owner, null)] : [];
    case "task-ready":
      return approvalAsked(event, run, facts).map((person) =>
        notice("approval-asked", person, event.data.task),
      );
    case "exception-opened": {
      const { exception, owner, gate, openedBy, task } = event.data;
      const others = gate === null ? [] : openersOf(run, { gate, openedBy, task }, facts);
      const people = [owner, holderOf(run, task), ...others].filter((one) => one !== null);
      return aboutException("exception", someone(facts, people, run), exception, task);
    }
    case "exception-overdue":
      return aboutException("exception-overdue", event.data.told.people, event.data.exception, null);
    case "exception-closed": {
      const { exception, task, choice } = event.data;
      return choice ? aboutException("gate-opened", [run.owner, holderOf(run, task)], exception, task) : [];
    }
    case "run-opened":
    case "task-claimed":
    case "task-done":
    case "task-added":
    case "task-reopened":
    case "approval-recalled":
    case "task-recorded":
    case "deadlines-suspended":
    case "run-moved":
    case "run-cancelled":
    case "handoff-withdrawn":
    case "task-overdue":
    case "task-acknowledged":
    case "task-snoozed":
    case "task-approved":
    case "task-rejected":
    case "task-attempted":
    case "late-result-kept":
    case "task-watched":
    case "child-opened":
    case "signal-received":
    case "task-succeeded":
    case "task-waived":
    case "task-failed":
    case "task-blocked":
    case "task-unblocked":
    case "task-extended":
      return [];
    default:
      return unreachable(event);
  }
}

/** One message a person for everything that a decision made ready; a new owner's message says that they own it as well. */
function readyNotices(events: readonly RunEvent[], run: Run, facts: Facts): Notice[] {
  const ready = events.flatMap((event) =>
    event.type === "task-ready" || event.type === "task-given-back" ? [event] : [],
  );
  const byPerson = new Map<UserId, TaskId[]>();
  for (const { data } of ready) {
    const task = taskOf(run, data.task);
    if (!task || !isToTake(task)) continue;
    for (const person of activeMembers(facts, task.role)) {
      // Whoever just had it has heard of it already.
      if ("from" in data && data.from === person) continue;
      byPerson.set(person, [...(byPerson.get(person) ?? []), task.id]);
    }
  }
  const opened = events.find((event) => event.type === "run-opened");
  if (opened) byPerson.set(run.owner, byPerson.get(run.owner) ?? []);
  const seq = opened?.seq ?? ready.at(-1)?.seq ?? 0;
  return [...byPerson].map(([person, tasks]) => ({
    seq,
    to: { person },
    kind: opened && person === run.owner ? "run-owned" : "tasks-ready",
    tasks,
    handoff: null,
    exception: null,
  }));
}

/** Whoever owned a run that was cancelled, or had something of it in hand, hears that it ended: once, whatever they had. */
function endNotices(events: readonly RunEvent[], run: Run): Notice[] {
  const end = events.find((event) => event.type === "run-cancelled");
  if (!end) return [];
  const hands = events.flatMap((event) => (event.type === "task-skipped" ? [event.data.from] : []));
  const people = [run.owner, ...hands].filter((person) => person !== null);
  return [...new Set(people)].map((person) => ({
    seq: end.seq,
    to: { person },
    kind: "run-cancelled",
    tasks: [],
    handoff: null,
    exception: null,
  }));
}

/** With the last that it needs done while it is paused, nothing but Resume is missing: its owner hears of it before its review. */
function toResumeNotices(events: readonly RunEvent[], run: Run): Notice[] {
  if (run.status !== "paused" || !isAllDone(run) || run.exceptions.some(({ gate }) => gate !== null))
    return [];
  const last = events.findLast((event) => isEndOfNeeded(event, run));
  const to = { person: run.owner };
  return last
    ? [{ seq: last.seq, to, kind: "run-to-resume", tasks: [], handoff: null, exception: null }]
    : [];
}

function isEndOfNeeded({ type, data }: RunEvent, run: Run): boolean {
  const ends = ["task-done", "task-succeeded", "task-skipped", "task-waived"].includes(type);
  const task = ends && "task" in data && data.task ? taskOf(run, data.task) : undefined;
  return task?.required === true;
}

/** Somebody is to take it, or to look after it until the client has done it. */
function isToTake({ work, status }: Task): boolean {
  return (work.kind === "human" && status === "ready") || (work.kind === "client" && status === "waiting");
}

/** Those who may say yes: not whoever asked, or did the work that is judged. Where the role has nobody else, the operators. */
function approvalAsked({ data }: RunEvent & HappeningOf<"task-ready">, run: Run, facts: Facts) {
  const task = taskOf(run, data.task);
  if (task?.work.kind !== "approval") return [];
  const askers = new Set(askersOf(run, task));
  const able = activeMembers(facts, task.role).filter((person) => !askers.has(person));
  return able.length > 0 ? able : activeMembers(facts, OPERATORS).filter((person) => !askers.has(person));
}

/** Its owner and whoever has a task of it in hand. */
function holdersOf(run: Run): readonly UserId[] {
  const holders = run.tasks.map(({ id }) => holderOf(run, id)).filter((person) => person !== null);
  return [...new Set([run.owner, ...holders])];
}

function holderOf(run: Run, id: TaskId | null): UserId | null {
  const task = id && taskOf(run, id);
  return task ? handsOn(task) : null;
}

function isOwnAct(to: Notice["to"], seq: number, events: readonly RunEvent[]): boolean {
  const event = events.find((candidate) => candidate.seq === seq);
  return event !== undefined && "person" in to && isPerson(event.actor, to.person);
}

function stagesOf(event: RunEvent, run: Run): readonly number[] {
  // What waited for the one task waits for the other as well, in whatever stage it is.
  if (event.type === "exception-closed" && event.data.to) return run.stages.map((_, stage) => stage);
  // Every due time shows otherwise, and later stages wait for what was added.
  if (event.type === "run-paused" || event.type === "run-resumed" || event.type === "task-added") {
    return run.stages.map((_, stage) => stage);
  }
  if (!("task" in event.data) || event.data.task === null) return [];
  const task = taskOf(run, event.data.task);
  return task ? [task.stage] : [];
}

function touchedBy({ type, data }: RunEvent, run: Run): (TaskId | HandoffId | ExceptionId)[] {
  if (type === "run-paused" || type === "run-resumed") return run.tasks.filter(isOpen).map(({ id }) => id);
  return [
    ...("exception" in data && data.exception !== null ? [data.exception] : []),
    ...("task" in data && data.task !== null ? [data.task] : []),
    ...("handoff" in data ? [data.handoff] : []),
  ];
}

import { isPerson } from "./actor.ts";
import type { HappeningOf, RunEvent } from "./event.ts";
import { activeMembers, type Facts } from "./facts.ts";
import type { HandoffId, TaskId, UserId } from "./ids.ts";
import { taskOf, type Run } from "./run.ts";
import { unreachable } from "./unreachable.ts";

/** A message that goes once to a person, or to a channel by its Slack id. */
export type Notice = {
  /** The event that it tells of. */
  readonly seq: number;
  readonly to: { readonly person: UserId } | { readonly channel: string };
  readonly kind: NoticeKind;
  readonly tasks: readonly TaskId[];
  readonly handoff: HandoffId | null;
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
  | "run-completed";

/** What must follow outside: notices that go once, and messages to be shown anew as the run is now. */
export type Effects = {
  readonly notices: readonly Notice[];
  /** Stages whose checklist changed. The card always does. */
  readonly stages: readonly number[];
  /** Tasks and offers whose earlier notices hold buttons that should follow what happened. */
  readonly touched: readonly (TaskId | HandoffId)[];
};

/** What one decision's events ask for. Nobody is told of their own act, and a person hears once of all that became ready. */
export function effectsOf(events: readonly RunEvent[], run: Run, facts: Facts): Effects {
  const notices = [...events.flatMap((event) => noticesOf(event, run)), ...readyNotices(events, run, facts)];
  return {
    notices: notices.filter(({ to, seq }) => !isOwnAct(to, seq, events)),
    stages: [...new Set(events.flatMap((event) => stagesOf(event, run)))].sort((a, b) => a - b),
    touched: [...new Set(events.flatMap(touchedBy))],
  };
}

function noticesOf(event: RunEvent, run: Run): Notice[] {
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
  });
  const answered = (
    kind: NoticeKind,
    { from, askedBy, task, handoff }: HappeningOf<"handoff-accepted">["data"],
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
      }));
      return [...told.people.map((person) => notice("overdue", person, task)), ...toChannels];
    }
    case "run-overdue":
      return event.data.told.people.map((person) => notice("run-overdue", person, null));
    case "run-completed":
      return [notice("run-completed", run.owner, null)];
    case "run-opened":
    case "task-ready":
    case "task-claimed":
    case "task-done":
    case "task-skipped":
    case "handoff-withdrawn":
    case "task-overdue":
    case "task-acknowledged":
    case "task-snoozed":
    case "exception-opened":
    case "exception-closed":
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
    if (task?.status !== "ready") continue;
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
  }));
}

function isOwnAct(to: Notice["to"], seq: number, events: readonly RunEvent[]): boolean {
  const event = events.find((candidate) => candidate.seq === seq);
  return event !== undefined && "person" in to && isPerson(event.actor, to.person);
}

function stagesOf(event: RunEvent, run: Run): readonly number[] {
  if (!("task" in event.data) || event.data.task === null) return [];
  const task = taskOf(run, event.data.task);
  return task ? [task.stage] : [];
}

function touchedBy({ data }: RunEvent): (TaskId | HandoffId)[] {
  return [
    ...("task" in data && data.task !== null ? [data.task] : []),
    ...("handoff" in data ? [data.handoff] : []),
  ];
}

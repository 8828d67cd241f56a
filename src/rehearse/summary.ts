import { addDuration } from "#domain/calendar.ts";
import { calendarOf, waitsFor } from "#domain/progress.ts";
import { gateOn, isLive, type Run } from "#domain/run.ts";
import { isOpen, isOver, type Task } from "#domain/task.ts";
import { criticalPath, type Step } from "./critical-path.ts";
import type { Rehearsed } from "./rehearse.ts";
import type { Entry } from "./entry.ts";

/** What a rehearsal comes to. People are mails. */
export type Summary = {
  readonly ended: Rehearsed["ended"];
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly dueAt: Date | null;
  readonly seconds: number;
  /** The fewest business days that it would have kept to, in the playbook's calendar. */
  readonly businessDays: number;
  /** What the end waited for, task after task; empty where it never came. */
  readonly criticalPath: readonly Step[];
  readonly escalations: readonly { readonly task: string; readonly times: number }[];
  readonly reminders: number;
  readonly gates: readonly {
    readonly task: string | null;
    readonly role: string;
    readonly openedAfterSeconds: number | null;
  }[];
  readonly calls: number;
  readonly failedCalls: number;
  /** Automations whose answers the rehearsal doesn't give. */
  readonly madeUp: readonly string[];
  readonly roles: readonly {
    readonly role: string;
    readonly tasks: number;
    readonly people: readonly string[];
  }[];
  /** What it stood at when it was broken off. */
  readonly standsAt: readonly Standing[];
};

/** Why a task is not over: the last thing that anybody could have done about it. */
export type Standing = {
  readonly task: string;
  readonly run: string;
} & (
  | { readonly for: "signal"; readonly type: string }
  | { readonly for: "gate"; readonly role: string; readonly reason: string }
  | { readonly for: "approval" | "person"; readonly role: string }
  | { readonly for: "client" | "system" | "child" }
  | { readonly for: "tasks"; readonly tasks: readonly string[] }
);

/** What an onboarding came to. Null: none was opened. */
export function summaryOf(rehearsed: Rehearsed, timeline: readonly Entry[]): Summary | null {
  const { runs, ended, endedAt, book } = rehearsed;
  const [root] = runs;
  if (!root) return null;
  const calls = timeline.filter((entry) => entry.what === "called");
  return {
    ended,
    startedAt: root.openedAt,
    endedAt,
    dueAt: root.dueAt,
    seconds: (endedAt.getTime() - root.openedAt.getTime()) / 1000,
    businessDays: businessDaysBetween(book, root, endedAt),
    criticalPath: ended === "completed" ? criticalPath(rehearsed) : [],
    escalations: countsBy(
      timeline.flatMap((entry) => (entry.what === "escalated" ? [entry.task ?? ""] : [])),
    ),
    reminders: timeline.filter(({ what }) => what === "reminded").length,
    gates: gatesIn(timeline),
    calls: calls.length,
    failedCalls: calls.filter(({ ok }) => !ok).length,
    madeUp: [...new Set(calls.flatMap(({ madeUp, task }) => (madeUp && task ? [task] : [])))],
    roles: rolesIn(timeline),
    standsAt: ended === "completed" || ended === "cancelled" ? [] : runs.filter(isLive).flatMap(standings),
  };
}

const BUSINESS_DAYS_MAX = 1000;

function businessDaysBetween(book: Rehearsed["book"], { calendar, openedAt }: Run, endedAt: Date): number {
  const hours = calendarOf(book, calendar);
  const isWithin = (days: number) =>
    addDuration(hours, openedAt, { amount: days, unit: "business days" }) >= endedAt;
  let days = 0;
  while (days < BUSINESS_DAYS_MAX && !isWithin(days)) days += 1;
  return days;
}

function countsBy(tasks: readonly string[]): { task: string; times: number }[] {
  const counts = Map.groupBy(tasks, (task) => task);
  return [...counts].map(([task, all]) => ({ task, times: all.length }));
}

/** Every gate that closed, and how long it stayed so. */
function gatesIn(timeline: readonly Entry[]): Summary["gates"] {
  return timeline.flatMap((entry, index) => {
    if (entry.what !== "gate-closed") return [];
    const { task, role, run, at } = entry;
    const opened = timeline
      .slice(index)
      .find((later) => later.what === "gate-opened" && later.task === task && later.run === run);
    return [{ task, role, openedAfterSeconds: opened ? (opened.at.getTime() - at.getTime()) / 1000 : null }];
  });
}

/** How much each role did, and who did it. */
function rolesIn(timeline: readonly Entry[]): Summary["roles"] {
  const roleOf = new Map(
    timeline.flatMap((entry) =>
      entry.what === "ready" ? [[`${entry.run} ${entry.task}`, entry.role] as const] : [],
    ),
  );
  const acts = timeline.flatMap((entry) => {
    const isDone = entry.what === "done" || entry.what === "approved" || entry.what === "rejected";
    const role = roleOf.get(`${entry.run} ${entry.task}`);
    return isDone && entry.who?.kind === "person" && role
      ? [{ role, mail: entry.who.mail, what: entry.what }]
      : [];
  });
  return [...Map.groupBy(acts, ({ role }) => role)].map(([role, all]) => ({
    role,
    tasks: all.filter(({ what }) => what === "done").length,
    people: [...new Set(all.map(({ mail }) => mail))],
  }));
}

/** What a run that goes nowhere stands at: what is open in it or behind a gate, or else what is pending. */
function standings(run: Run): Standing[] {
  const { playbook } = run;
  // What was done after its due time can still be behind the gate that its lateness closed.
  const isGated = (task: Task) => gateOn(run, task.id) !== undefined;
  const open = run.tasks.filter(
    (task) => isOpen(task) || task.status === "failed" || task.status === "blocked" || isGated(task),
  );
  const needed = open.filter((task) => task.required || isGated(task));
  const left = needed.length > 0 ? needed : open;
  const tasks = left.length > 0 ? left : run.tasks.filter((task) => !isOver(task));
  return tasks.map((task) => ({ task: task.key, run: playbook, ...standingOf(run, task) }));
}

type Why = Standing extends infer One ? (One extends Standing ? Omit<One, "task" | "run"> : never) : never;

function standingOf(run: Run, task: Task): Why {
  const gate = gateOn(run, task.id);
  if (gate?.gate) return { for: "gate", role: gate.gate, reason: gate.reason };
  if (task.status === "pending") return { for: "tasks", tasks: waitsFor(run, task).map(({ key }) => key) };
  switch (task.work.kind) {
    case "wait":
      return { for: "signal", type: task.work.signal.type };
    case "approval":
      return { for: "approval", role: task.role };
    case "client":
      return { for: "client" };
    case "run":
      return { for: "child" };
    case "automation":
      return { for: "system" };
    default:
      return { for: "person", role: task.role };
  }
}

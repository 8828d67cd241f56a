import { goOn, settled, useEarlySignal, withdrawOffer } from "./advance.ts";
import { cannotTakeWork } from "./decide-tasks.ts";
import type { Facts } from "./facts.ts";
import { handoffIdOf, type TaskId } from "./ids.ts";
import type { AskOf, Intent } from "./intent.ts";
import { continueStory, refuse, type Decision } from "./narrate.ts";
import { gateOn, isLive, requireTask, type Run } from "./run.ts";
import { handsOn, type Deadline, type Left, type Task, type TaskIn } from "./task.ts";

type AskedBy<Type extends Intent["type"]> = Intent & AskOf<Type>;

/** Leaves a task out. What judges others' work, and what is behind a gate, is not passed by like that. */
export function skipTask(run: Run, intent: AskedBy<"skip-task">, facts: Facts): Decision {
  const task = requireTask(run, intent.task);
  const { work } = task;
  if (work.kind === "approval")
    return refuse({ code: "wrong-kind", task: task.id, intent: intent.type, kind: work.kind });
  if (gateOn(run, task.id)) return refuse({ code: "task-gated", task: task.id, role: task.gate });
  if (!intent.reason) return refuse({ code: "words-missing", what: "reason" });
  const story = continueStory(run, intent, facts.now);
  withdrawOffer(story, task.id);
  for (const exception of run.exceptions) {
    if (exception.task === task.id) story.happened(settled(exception));
  }
  story.happened({
    type: "task-skipped",
    data: {
      task: task.id,
      because: "by-hand",
      from: handsOn(task),
      reason: intent.reason,
      left: leftOf(run, task),
    },
  });
  goOn(story, facts);
  return story.end();
}

/** Undoes that: the task is what it was, in whose hands it was, and due when it was. What has begun without it goes on. */
export function unskipTask(run: Run, intent: AskedBy<"unskip-task">, facts: Facts): Decision {
  const task = requireTask(run, intent.task);
  const stands = refuse({ code: "skip-stands", task: task.id });
  if (task.status !== "skipped" || !task.left) return stands;
  const { was, deadlines, suspended } = task.left;
  const asked = askedSince(run, task);
  if (!isSamePause(run, task.left) || asked.some((judge) => isAnswered(judge) || gateOn(run, judge.id)))
    return stands;
  const refusal = was.status === "claimed" ? cannotTakeWork(facts, was.assignee) : null;
  if (refusal) return refuse(refusal);
  const story = continueStory(run, intent, facts.now);
  for (const judge of asked) {
    story.happened({
      type: "approval-recalled",
      data: { task: judge.id, askedBy: askerOf(judge, task.left) },
    });
  }
  const handoff = handoffIdOf(run.id, story.nextSeq());
  const hold = was.status === "claimed" ? { to: was.assignee, handoff } : null;
  story.happened({ type: "task-unskipped", data: { task: task.id, hold, deadlines, suspended } });
  useEarlySignal(story, task.id);
  goOn(story, facts);
  return story.end();
}

/** Whether a skip that was decided can be undone. A run that it completed is over, and so is what a system had begun. */
export function canUnskip(run: Run, id: TaskId): boolean {
  const task = requireTask(run, id);
  return isLive(run) && task.status === "skipped" && task.left !== null;
}

/** Null: an offer, an exception or what a system is doing ends with it, and is not begun again. */
function leftOf(run: Run, task: Task): Left | null {
  if (run.exceptions.some((exception) => exception.task === task.id)) return null;
  const was = restorable(task);
  if (!was) return null;
  const isOf = (deadline: Deadline) => "task" in deadline && deadline.task === task.id;
  const pause = run.status === "paused" ? run.pause : null;
  return {
    was,
    deadlines: run.deadlines.filter(isOf).map((deadline) => {
      const { id: _, ...on } = deadline;
      return on;
    }),
    suspended: (pause?.suspended ?? []).filter(isOf).map((deadline) => {
      const { id: _, ...on } = deadline;
      return on;
    }),
    pausedSince: pause?.since ?? null,
    pausedSeconds: run.pausedSeconds,
    judges: run.tasks.flatMap((other) =>
      other.status === "pending" && judges(other, task) ? [{ task: other.id, askedBy: other.askedBy }] : [],
    ),
  };
}

function restorable(task: Task): Left["was"] | null {
  switch (task.status) {
    case "pending":
      return { status: task.status, askedBy: task.askedBy };
    case "ready": {
      const { status, askedBy, approvals, alarm, readyAt, due } = task;
      return { status, askedBy, approvals, alarm, readyAt, due };
    }
    case "waiting": {
      const { status, until, alarm, readyAt, due } = task;
      return { status, until, alarm, readyAt, due };
    }
    case "claimed": {
      const { status, assignee, claimedAt, heldBy, alarm, readyAt, due, offer } = task;
      return offer ? null : { status, assignee, claimedAt, heldBy, alarm, readyAt, due };
    }
    default:
      return null;
  }
}

function judges({ work, waitsFor }: Task, { key }: Task): boolean {
  return work.kind === "approval" && waitsFor.includes(key);
}

/** Approvals that were asked, or passed over, because the work that they judge was left out; and those that judge them in turn. */
function askedSince(run: Run, skipped: TaskIn<"skipped">): readonly Task[] {
  const found = new Set<Task>();
  const add = (judged: Task): void => {
    for (const other of run.tasks) {
      if (found.has(other) || !judges(other, judged) || !isSince(other, skipped)) continue;
      found.add(other);
      add(other);
    }
  };
  add(skipped);
  return [...found];
}

function isSince(judge: Task, { skippedAt }: TaskIn<"skipped">): boolean {
  switch (judge.status) {
    case "done":
      return judge.doneAt >= skippedAt;
    case "skipped":
      return judge.because === "condition" && judge.skippedAt >= skippedAt;
    case "waived":
      return judge.waivedAt >= skippedAt;
    default:
      return judge.status !== "pending";
  }
}

/** Somebody said yes or no, or let it pass. */
function isAnswered({ status, ...judge }: Task): boolean {
  return status === "done" || status === "waived" || ("approvals" in judge && judge.approvals.length > 0);
}

function askerOf(judge: Task, left: Left) {
  const before = left.judges.find(({ task }) => task === judge.id);
  if (before) return before.askedBy;
  return judge.status === "ready" ? judge.askedBy : null;
}

/** Times that were kept in one pause, or in none, mean nothing in another. */
function isSamePause(run: Run, { was, pausedSince, pausedSeconds }: Left): boolean {
  if (was.status === "pending") return true;
  const since = run.status === "paused" ? run.pause.since : null;
  return since?.getTime() === pausedSince?.getTime() && run.pausedSeconds === pausedSeconds;
}

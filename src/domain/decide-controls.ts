import { cancel, goOn, settled } from "./advance.ts";
import { addDuration, moveDue, partOf } from "./calendar.ts";
import { judgesOf, recall } from "./decide-approvals.ts";
import { cannotTakeWork, notStarted, personOf } from "./decide-tasks.ts";
import type { Dues } from "./event.ts";
import type { Facts } from "./facts.ts";
import { isFar, wrongDate } from "./far.ts";
import { handoffIdOf } from "./ids.ts";
import type { AskOf, Intent } from "./intent.ts";
import { continueStory, refuse, type Decision, type Story } from "./narrate.ts";
import { calendarOf } from "./progress.ts";
import { gateOn, requireTask, type Run } from "./run.ts";
import { isOpen, isOver, type OpenTask, type Task } from "./task.ts";

type AskedBy<Type extends Intent["type"]> = Intent & AskOf<Type>;

/** Ends a run before its time. A person says why. */
export function cancelRun(run: Run, intent: AskedBy<"cancel-run">, facts: Facts): Decision {
  if (intent.by.kind === "person" && !intent.note) return refuse({ code: "words-missing", what: "reason" });
  const story = continueStory(run, intent, facts.now);
  cancel(story, intent.reason, { note: intent.note });
  return story.end();
}

/** Two runs turned out to be one deal: this one ends, and the other goes on in its stead. */
export function mergeRun(run: Run, intent: AskedBy<"merge-run">, facts: Facts): Decision {
  const { into, note } = intent;
  if (into.run === run.id) return refuse({ code: "cannot-merge", why: "same" });
  if (run.parent || into.isPart) return refuse({ code: "cannot-merge", why: "part" });
  if (!into.isLive) return refuse({ code: "cannot-merge", why: "over" });
  const story = continueStory(run, intent, facts.now);
  cancel(story, "Merged into another onboarding", { note, mergedInto: into.run });
  return story.end();
}

/** Another run's deal is this one's from now on. */
export function absorbRun(run: Run, intent: AskedBy<"absorb-run">, facts: Facts): Decision {
  const { from, deal, mergedBy: by } = intent;
  const story = continueStory(run, intent, facts.now);
  story.happened({ type: "run-absorbed", data: { from, deal, by } });
  return story.end();
}

/** It was opened for the wrong client. A part goes where that goes which it is part of, and nowhere by itself. */
export function moveRun(run: Run, intent: AskedBy<"move-run">, facts: Facts): Decision {
  if (run.parent && intent.by.kind === "person") return refuse({ code: "cannot-move" });
  const story = continueStory(run, intent, facts.now);
  if (intent.client !== run.client) {
    story.happened({ type: "run-moved", data: { from: run.client, to: intent.client } });
  }
  return story.end();
}

/** Another owner, without asking them; whoever was asked is no longer. */
export function assignRun(run: Run, intent: AskedBy<"assign-run">, facts: Facts): Decision {
  const { to } = intent;
  const refusal = cannotTakeWork(facts, to);
  if (refusal) return refuse(refusal);
  const story = continueStory(run, intent, facts.now);
  if (run.offer) {
    const { handoff, from, to: asked, by } = run.offer;
    story.happened({
      type: "handoff-withdrawn",
      data: { handoff, task: null, from, to: asked, askedBy: by },
    });
  }
  // They keep it, and nobody else is asked any longer.
  if (run.owner === to) return story.end();
  const handoff = handoffIdOf(run.id, story.nextSeq());
  const kind = to === personOf(intent) ? "takeover" : "reassign";
  story.happened({ type: "run-assigned", data: { from: run.owner, to, kind, handoff } });
  for (const exception of run.exceptions) {
    if (exception.type === "missing_owner") story.happened(settled(exception));
  }
  return story.end();
}

/** What is over is to be done once more, as a new execution. Approvals that judge it are asked anew; what else came after it stays as it is. */
export function reopenTask(run: Run, intent: AskedBy<"reopen-task">, facts: Facts): Decision {
  const task = requireTask(run, intent.task);
  if (!isOver(task)) return refuse({ code: "task-not-over", task: task.id });
  const judges = judgesOf(run, task);
  // Who may open the gate of an approval depends on who did the work: that is not to change while it stands.
  const gated = judges.find(({ id }) => gateOn(run, id));
  if (gated) return refuse({ code: "task-gated", task: gated.id, role: gated.gate });
  const story = continueStory(run, intent, facts.now);
  story.happened({ type: "task-reopened", data: { task: task.id, reason: intent.reason } });
  recall(story, judges);
  goOn(story, facts);
  return story.end();
}

/** A task is due at another time. Nothing rings about it until then. */
export function changeDue(run: Run, intent: AskedBy<"change-due">, facts: Facts): Decision {
  const task = requireTask(run, intent.task);
  if (run.status === "paused") return refuse({ code: "run-paused" });
  if (!isOpen(task)) return refuse(notStarted(run, task.id));
  const wrong = wrongDate(intent.dueAt, "due", facts.now);
  if (wrong) return refuse(wrong);
  const story = continueStory(run, intent, facts.now);
  putDue(story, task, intent.dueAt, facts);
  return story.end();
}

/** The whole run is due at another time. */
export function changeRunDue(run: Run, intent: AskedBy<"change-run-due">, facts: Facts): Decision {
  if (run.status === "paused") return refuse({ code: "run-paused" });
  const wrong = wrongDate(intent.dueAt, "due", facts.now);
  if (wrong) return refuse(wrong);
  const story = continueStory(run, intent, facts.now);
  story.happened({ type: "run-due-changed", data: { dueAt: intent.dueAt } });
  return story.end();
}

/** Everything that is open is due later by so much; what is late by then, counted from now. Nothing is due earlier, or further away than anybody plans. */
export function moveDues(run: Run, intent: AskedBy<"move-dues">, facts: Facts): Decision {
  if (run.status === "paused") return refuse({ code: "run-paused" });
  if (isFar(intent.later)) return refuse({ code: "date-far", field: "duration" });
  const story = continueStory(run, intent, facts.now);
  const later = (calendar: string, at: Date): Date | null => {
    const hours = calendarOf(facts, calendar);
    const dueAt =
      at > facts.now ? moveDue(hours, at, intent.later) : addDuration(hours, facts.now, intent.later);
    return dueAt > at && dueAt > facts.now ? dueAt : null;
  };
  const moved = run.tasks.filter(isOpen).flatMap((task) => {
    const dueAt = task.due && later(task.calendar, task.due.at);
    return dueAt ? [{ task, dueAt }] : [];
  });
  const dueAt = run.dueAt && later(run.calendar, run.dueAt);
  const all = [...moved.map((one) => one.dueAt), ...(dueAt ? [dueAt] : [])];
  // Again and again it would come to where dates end.
  if (all.some((at) => wrongDate(at, "due", facts.now)))
    return refuse({ code: "date-far", field: "duration" });
  for (const one of moved) putDue(story, one.task, one.dueAt, facts);
  if (dueAt) story.happened({ type: "run-due-changed", data: { dueAt } });
  return story.end();
}

/** A task that is open is due then, with what reminds of it. */
export function putDue(story: Story, task: OpenTask, dueAt: Date, facts: Facts): void {
  const run = story.run();
  const remindAt = remindBefore(task, run, dueAt, facts);
  story.happened({ type: "due-changed", data: { task: task.id, dueAt, remindAt } });
}

function remindBefore(task: Task, run: Run, dueAt: Date, facts: Facts): Dues["remindAt"] {
  const percent = facts.escalations[run.escalation]?.remindPercent ?? null;
  if (percent === null || dueAt <= facts.now) return null;
  const counted = task.sla ?? { amount: 1, unit: "days" };
  return partOf(calendarOf(facts, task.calendar), facts.now, dueAt, percent, counted);
}

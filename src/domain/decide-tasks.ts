import type { Facts } from "./facts.ts";
import { canTakeWork } from "./facts.ts";
import { handoffIdOf, type HandoffId, type TaskId, type UserId } from "./ids.ts";
import type { AskOf, Intent } from "./intent.ts";
import { continueStory, refuse, type Decision, type Story } from "./narrate.ts";
import { readyTasks, waitsFor } from "./progress.ts";
import type { Refusal } from "./refusal.ts";
import { openOffers, requireOffer, requireTask, type Run } from "./run.ts";
import { isOpen, isOver, type TaskIn } from "./task.ts";

type AskedBy<Type extends Intent["type"]> = Intent & AskOf<Type>;

export function claimTask(run: Run, intent: AskedBy<"claim-task">, facts: Facts): Decision {
  const task = requireTask(run, intent.task);
  const by = personOf(intent);
  if (task.status === "claimed")
    return refuse({ code: "task-taken", task: task.id, assignee: task.assignee });
  if (task.status !== "ready") return refuse(notStarted(run, intent.task));
  const story = continueStory(run, intent, facts.now);
  story.happened({
    type: "task-claimed",
    data: { task: task.id, by, handoff: handoffIdOf(run.id, story.nextSeq()) },
  });
  return story.end();
}

/** Done: what depends on it becomes ready; with the last required task the run completes. */
export function completeTask(run: Run, intent: AskedBy<"complete-task">, facts: Facts): Decision {
  const task = claimedTask(run, intent);
  if ("refusal" in task) return refuse(task.refusal);
  if (task.asksFor !== null && intent.evidence === null) {
    return refuse({ code: "evidence-missing", task: task.id, question: task.asksFor });
  }
  const story = continueStory(run, intent, facts.now);
  withdrawOffer(story, task.id);
  story.happened({
    type: "task-done",
    data: { task: task.id, by: personOf(intent), evidence: intent.evidence },
  });
  story.happened(...readyTasks(story.run(), facts));
  if (story.run().tasks.every((other) => !other.required || isOver(other))) complete(story, facts.now);
  return story.end();
}

/** Gives a task back to its role. */
export function giveBackTask(run: Run, intent: AskedBy<"give-back-task">, facts: Facts): Decision {
  const task = claimedTask(run, intent);
  if ("refusal" in task) return refuse(task.refusal);
  const story = continueStory(run, intent, facts.now);
  withdrawOffer(story, task.id);
  story.happened({
    type: "task-given-back",
    data: {
      task: task.id,
      from: task.assignee,
      reason: intent.reason,
      handoff: handoffIdOf(run.id, story.nextSeq()),
    },
  });
  return story.end();
}

/** The owner says who does it, without asking them. To oneself it is a takeover, or a claim when nobody has it. */
export function assignTask(run: Run, intent: AskedBy<"assign-task">, facts: Facts): Decision {
  const task = requireTask(run, intent.task);
  const refusal = cannotTakeWork(facts, intent.to);
  if (refusal) return refuse(refusal);
  if (!isOpen(task)) return refuse(notStarted(run, intent.task));
  const by = personOf(intent);
  const story = continueStory(run, intent, facts.now);
  withdrawOffer(story, task.id);
  const handoff = handoffIdOf(run.id, story.nextSeq());
  const from = task.status === "claimed" ? task.assignee : null;
  // They keep it, and nobody else is asked any longer.
  if (from === intent.to) return story.end();
  if (from === null && intent.to === by) {
    story.happened({ type: "task-claimed", data: { task: task.id, by, handoff } });
    return story.end();
  }
  const kind = intent.to === by ? "takeover" : "reassign";
  story.happened({ type: "task-assigned", data: { task: task.id, from, to: intent.to, kind, handoff } });
  return story.end();
}

/** Why a person can't be given work; null: they can. */
export function cannotTakeWork(facts: Facts, user: UserId): Refusal | null {
  if (canTakeWork(facts, user)) return null;
  const person = facts.people.get(user);
  const why = person === undefined ? "unknown" : person.internal ? "deactivated" : "outside";
  return { code: "cannot-take-work", user, why };
}

/** The task when somebody holds it, or why what was asked can't be done to it. */
export function claimedTask(
  run: Run,
  intent: Intent & { readonly task: TaskId },
): TaskIn<"claimed"> | { readonly refusal: Refusal } {
  const task = requireTask(run, intent.task);
  if (task.status === "claimed") return task;
  if (task.status === "ready")
    return { refusal: { code: "task-not-claimed", task: task.id, intent: intent.type } };
  return { refusal: notStarted(run, intent.task) };
}

/** What every answer to an open offer names. Only asked for offers that are open. */
export function answerTo(run: Run, handoff: HandoffId) {
  const { offer, task } = requireOffer(run, handoff);
  return { handoff, task: task?.id ?? null, from: offer.from, to: offer.to, askedBy: offer.by };
}

/** An intent that only people have. The system asks for nothing of this kind: a fault otherwise. */
export function personOf(intent: Intent): UserId {
  if (intent.by.kind === "person") return intent.by.id;
  throw new Error(`${intent.type} came from ${intent.by.name}, but only a person can ask for it`);
}

function complete(story: Story, now: Date): void {
  for (const { offer } of openOffers(story.run())) {
    story.happened({ type: "handoff-withdrawn", data: answerTo(story.run(), offer.handoff) });
  }
  for (const task of story.run().tasks.filter((task) => !isOver(task))) {
    story.happened({ type: "task-skipped", data: { task: task.id } });
  }
  const { occurredAt } = story.run();
  const grossSeconds = Math.max(0, (now.getTime() - occurredAt.getTime()) / 1000);
  story.happened({ type: "run-completed", data: { grossSeconds } });
}

/** A task changes state while somebody was asked to take it over: the question falls away, on record. */
function withdrawOffer(story: Story, id: TaskId): void {
  const task = requireTask(story.run(), id);
  if (task.status !== "claimed" || !task.offer) return;
  story.happened({ type: "handoff-withdrawn", data: answerTo(story.run(), task.offer.handoff) });
}

function notStarted(run: Run, id: TaskId): Refusal {
  return {
    code: "task-pending",
    task: id,
    waitsFor: waitsFor(run, requireTask(run, id)).map((task) => task.id),
  };
}

import type { Facts } from "./facts.ts";
import { canTakeWork } from "./facts.ts";
import { goOn, withdrawOffer } from "./advance.ts";
import { handoffIdOf, type TaskId, type UserId } from "./ids.ts";
import type { AskOf, Intent } from "./intent.ts";
import { rungAfterHandoff } from "./ladder.ts";
import { continueStory, refuse, type Decision } from "./narrate.ts";
import { waitsFor } from "./progress.ts";
import type { Refusal } from "./refusal.ts";
import { requireTask, type Run } from "./run.ts";
import type { TaskIn } from "./task.ts";

type AskedBy<Type extends Intent["type"]> = Intent & AskOf<Type>;

export function claimTask(run: Run, intent: AskedBy<"claim-task">, facts: Facts): Decision {
  const task = requireTask(run, intent.task);
  const by = personOf(intent);
  if (task.work.kind !== "human")
    return refuse({ code: "wrong-kind", task: task.id, intent: intent.type, kind: task.work.kind });
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
  const waiting = requireTask(run, intent.task);
  // What comes from outside nobody holds: whoever looks after it says that it has come.
  const task = waiting.status === "waiting" ? waiting : claimedTask(run, intent);
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
  goOn(story, facts);
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
      rung: rungAfterHandoff(story.run(), task.id, facts),
    },
  });
  return story.end();
}

/** The owner says who does it, without asking them. To oneself it is a takeover, or a claim when nobody has it. */
export function assignTask(run: Run, intent: AskedBy<"assign-task">, facts: Facts): Decision {
  const task = requireTask(run, intent.task);
  const refusal = cannotTakeWork(facts, intent.to);
  if (refusal) return refuse(refusal);
  if (task.work.kind !== "human")
    return refuse({ code: "wrong-kind", task: task.id, intent: intent.type, kind: task.work.kind });
  if (task.status !== "ready" && task.status !== "claimed") return refuse(notStarted(run, intent.task));
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
  const rung = rungAfterHandoff(story.run(), task.id, facts);
  story.happened({
    type: "task-assigned",
    data: { task: task.id, from, to: intent.to, kind, considered: [], handoff, rung },
  });
  return story.end();
}

/** Why a person can't be given work; null: they can. */
export function cannotTakeWork(facts: Pick<Facts, "people">, user: UserId): Refusal | null {
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
  if (task.work.kind !== "human" && task.status !== "pending")
    return { refusal: { code: "wrong-kind", task: task.id, intent: intent.type, kind: task.work.kind } };
  if (task.status === "ready")
    return { refusal: { code: "task-not-claimed", task: task.id, intent: intent.type } };
  return { refusal: notStarted(run, intent.task) };
}

/** An intent that only people have. The system asks for nothing of this kind: a fault otherwise. */
export function personOf(intent: Intent): UserId {
  if (intent.by.kind === "person") return intent.by.id;
  throw new Error(`${intent.type} came from ${intent.by.name}, but only a person can ask for it`);
}

/** Why a task that isn't open can't be worked on yet: what it waits for, or the gate that it is behind. */
export function notStarted(run: Run, id: TaskId): Refusal {
  const task = requireTask(run, id);
  if (task.status === "blocked" || task.status === "failed") {
    return { code: "task-gated", task: id, role: task.gate };
  }
  return {
    code: "task-pending",
    task: id,
    waitsFor: waitsFor(run, task).map((other) => other.id),
  };
}

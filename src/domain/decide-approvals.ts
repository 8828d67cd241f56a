import { fail, goOn } from "./advance.ts";
import { notStarted, personOf } from "./decide-tasks.ts";
import type { Facts } from "./facts.ts";
import type { UserId } from "./ids.ts";
import type { AskOf, Intent } from "./intent.ts";
import { continueStory, refuse, type Decision, type Story } from "./narrate.ts";
import type { Refusal } from "./refusal.ts";
import { requireTask, type Run } from "./run.ts";
import { isOver, workersOf, type Task, type TaskIn } from "./task.ts";

type AskedBy<Type extends Intent["type"]> = Intent & AskOf<Type>;

/** One more has approved; with the last that is needed the task is done. */
export function approveTask(run: Run, intent: AskedBy<"approve-task">, facts: Facts): Decision {
  const asked = approvalAsked(run, intent);
  if ("refusal" in asked) return refuse(asked.refusal);
  const { task, needed, by } = asked;
  const story = continueStory(run, intent, facts.now);
  story.happened({ type: "task-approved", data: { task: task.id, by, note: intent.note } });
  if (task.approvals.length + 1 >= needed) {
    story.happened({ type: "task-done", data: { task: task.id, by, evidence: null } });
    goOn(story, facts);
  }
  return story.end();
}

/** One no is enough: the book says what that means. */
export function rejectTask(run: Run, intent: AskedBy<"reject-task">, facts: Facts): Decision {
  const asked = approvalAsked(run, intent);
  if ("refusal" in asked) return refuse(asked.refusal);
  const { reason } = intent;
  if (!reason) return refuse({ code: "words-missing", what: "reason" });
  const { task, by } = asked;
  const story = continueStory(run, intent, facts.now);
  story.happened({ type: "task-rejected", data: { task: task.id, by, reason } });
  fail(story, task.id, { type: "permanent_block", reason: "It was rejected", note: reason, by }, facts);
  goOn(story, facts);
  return story.end();
}

/** Who may not approve a task: whoever asked for it by their act, and whoever did the work that it judges, left it out, or passed it by at its gate. */
export function askersOf(run: Run, task: Task): readonly UserId[] {
  const workers = run.tasks
    .filter((other) => task.waitsFor.includes(other.key) && isOver(other))
    .flatMap(workersOf);
  const asked = task.status === "ready" || task.status === "blocked" ? task.askedBy : null;
  return [...new Set([asked, ...workers])].filter((user) => user !== null);
}

/** Approvals that judge a task, asked or given already, and those that judge them in turn. */
export function judgesOf(run: Run, task: Task): readonly Task[] {
  const judges = new Set<Task>();
  const add = ({ key }: Task): void => {
    for (const one of run.tasks) {
      if (one.work.kind !== "approval" || !one.waitsFor.includes(key) || judges.has(one)) continue;
      if (
        one.id === task.id ||
        one.status === "pending" ||
        one.status === "skipped" ||
        one.status === "waived"
      ) {
        continue;
      }
      judges.add(one);
      add(one);
    }
  };
  add(task);
  return [...judges];
}

/** They judge what is to be done once more: they are asked anew, by whoever asked for that, where they are still needed by then. */
export function recall(story: Story, judges: readonly Task[]): void {
  const askedBy = story.actor.kind === "person" ? story.actor.id : null;
  for (const { id } of judges) story.happened({ type: "approval-recalled", data: { task: id, askedBy } });
}

type Asked = { readonly task: TaskIn<"ready">; readonly needed: number; readonly by: UserId };

function approvalAsked(
  run: Run,
  intent: AskedBy<"approve-task" | "reject-task">,
): Asked | { readonly refusal: Refusal } {
  const task = requireTask(run, intent.task);
  if (task.work.kind !== "approval") {
    return { refusal: { code: "wrong-kind", task: task.id, intent: intent.type, kind: task.work.kind } };
  }
  if (task.status !== "ready") return { refusal: notStarted(run, task.id) };
  const by = personOf(intent);
  if (askersOf(run, task).includes(by)) {
    return { refusal: { code: "own-work", intent: intent.type, role: task.role } };
  }
  return { task, needed: task.work.needed, by };
}

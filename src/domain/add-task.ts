import { goOn } from "./advance.ts";
import { taskIdOf, type TaskId } from "./ids.ts";
import type { AskOf, Intent } from "./intent.ts";
import { continueStory, refuse, type Decision } from "./narrate.ts";
import { allBefore } from "./progress.ts";
import type { Facts } from "./facts.ts";
import { isFar } from "./far.ts";
import type { Run } from "./run.ts";
import type { Task, TaskPlan } from "./task.ts";

/** A run's tasks are read and written whole, and shown in messages. */
export const TASKS_MAX = 500;
/** What a person adds failing is for an operator to judge. */
const GATE = "operators";

/**
 * Adds a task for people to a stage of one run. Like the others of its stage it waits for what is required before, and
 * where it is required itself, the stage after waits for it.
 */
export function addTask(run: Run, intent: Intent & AskOf<"add-task">, facts: Facts): Decision {
  const { title, stage, role, sla, required } = intent;
  if (title.trim() === "") return refuse({ code: "words-missing", what: "title" });
  if (run.stages[stage] === undefined) return refuse({ code: "no-such-stage", stage });
  if (!facts.roles.has(role)) return refuse({ code: "no-such-role", role });
  if (sla && isFar(sla)) return refuse({ code: "date-far", field: "duration" });
  if (run.tasks.length >= TASKS_MAX) return refuse({ code: "too-many-tasks", max: TASKS_MAX });
  const number = run.tasks.length + 1;
  const plan: TaskPlan = {
    id: taskIdOf(run.id, number),
    key: freeKey(run, number),
    stage,
    title: title.trim(),
    work: { kind: "human", mode: "claim" },
    role,
    required,
    value: false,
    waitsFor: requiredBefore(run, stage),
    when: null,
    sla,
    calendar: run.calendar,
    success: null,
    asksFor: null,
    onFailure: "fail_open",
    gate: GATE,
  };
  const story = continueStory(run, intent, facts.now);
  story.happened({ type: "task-added", data: { plan, holdsUp: required ? heldUp(run, plan, facts) : [] } });
  goOn(story, facts);
  return story.end();
}

/** Keys of the required tasks of the nearest stage before that has any. */
function requiredBefore(run: Run, stage: number): readonly string[] {
  const nearest = Math.max(
    -1,
    ...run.tasks.filter((task) => task.required && task.stage < stage).map((task) => task.stage),
  );
  return requiredOf(run, nearest).map(({ key }) => key);
}

/** A name that no task of the playbook has. */
function freeKey(run: Run, number: number): string {
  const key = `added-${number}`;
  return run.tasks.some((task) => task.key === key) ? freeKey(run, number + 1) : key;
}

/** What has not begun and waits for all that the stage before it requires, which is this one; but nothing that the task itself waits for. */
function heldUp(run: Run, { stage, waitsFor }: TaskPlan, { playbooks }: Facts): readonly TaskId[] {
  const specs = playbooks[run.playbook]?.stages.flatMap(({ tasks }) => tasks) ?? [];
  const ordered = new Set(specs.filter(({ after }) => after !== null).map(({ task }) => task));
  const next = Math.min(
    ...run.tasks.filter((task) => task.required && task.stage > stage).map((task) => task.stage),
  );
  const before = allBefore(run, waitsFor);
  return run.tasks
    .filter(
      (task) =>
        task.status === "pending" &&
        task.stage > stage &&
        task.stage <= next &&
        !ordered.has(task.key) &&
        !before.has(task.key),
    )
    .map(({ id }) => id);
}

function requiredOf(run: Run, stage: number): readonly Task[] {
  return run.tasks.filter((task) => task.required && task.stage === stage);
}

import type { Playbook, TaskSpec } from "#domain/book.ts";
import { durationWords, fieldChanges, isReordered } from "#book/diff-words.ts";

type Placed = { readonly stage: string; readonly spec: TaskSpec };

/** What differs between two versions of a playbook. */
export function playbookChanges(before: Playbook, after: Playbook): readonly string[] {
  return [
    ...fieldChanges(before, after, ["playbook", "stages"]),
    ...stageChanges(before, after),
    ...taskChanges(before, after),
  ];
}

function stageChanges(before: Playbook, after: Playbook): string[] {
  const [old, now] = [stagesOf(before), stagesOf(after)];
  return [
    ...now.filter((stage) => !old.includes(stage)).map((stage) => `stage ${stage} added`),
    ...old.filter((stage) => !now.includes(stage)).map((stage) => `stage ${stage} removed`),
    ...(isReordered(old, now) ? [`order of the stages: ${now.join(", ")}`] : []),
  ];
}

function taskChanges(before: Playbook, after: Playbook): string[] {
  const [old, now] = [tasksOf(before), tasksOf(after)];
  const changed = [...now].flatMap(([key, { stage, spec }]) => {
    const was = old.get(key);
    if (!was) return [`task ${key} added in ${stage}: ${summary(spec)}`];
    const moved = was.stage === stage ? [] : [`moved from ${was.stage} to ${stage}`];
    const changes = [...moved, ...fieldChanges(was.spec, spec, ["task"])];
    return changes.length > 0 ? [`task ${key}: ${changes.join("; ")}`] : [];
  });
  const removed = [...old]
    .filter(([key]) => !now.has(key))
    .map(([key, { stage }]) => `task ${key} removed from ${stage}`);
  const reordered = after.stages
    .filter(({ stage, tasks }) => {
      const earlier = before.stages.find((one) => one.stage === stage);
      return earlier && isReordered(keysOf(earlier.tasks), keysOf(tasks));
    })
    .map(({ stage, tasks }) => `order of the tasks in ${stage}: ${keysOf(tasks).join(", ")}`);
  return [...changed, ...removed, ...reordered];
}

function summary({ title, work, role, sla, required }: TaskSpec): string {
  const facts = [
    `${work.kind} task of ${role}`,
    ...(sla ? [`SLA ${durationWords(sla)}`] : []),
    ...(required ? [] : ["optional"]),
  ];
  return `"${title}", ${facts.join(", ")}`;
}

function stagesOf({ stages }: Playbook): string[] {
  return stages.map(({ stage }) => stage);
}

function keysOf(tasks: readonly TaskSpec[]): string[] {
  return tasks.map(({ task }) => task);
}

/** A playbook's tasks by their key, which is its own in the whole playbook. */
function tasksOf({ stages }: Playbook): Map<string, Placed> {
  return new Map(stages.flatMap(({ stage, tasks }) => tasks.map((spec) => [spec.task, { stage, spec }])));
}

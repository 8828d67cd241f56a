import { circlesIn, stageNames, tasksIn, waitsFor } from "#book/files/task-outline.ts";
import type { GraphMistake, Node, Path } from "#book/files/task-outline.ts";
import { didYouMean } from "#book/suggest.ts";

/** Names used twice, tasks waited for that don't exist, circles of tasks, and a playbook that nothing would complete. */
export function checkTaskGraph(data: unknown): GraphMistake[] {
  const nodes = tasksIn(data);
  const stages = stageNames(data).map((key, index) => ({ key, path: ["stages", index, "stage"] }));
  const tasks = nodes.map(({ key, path }) => ({ key, path: [...path, "task"] }));
  const nothingRequired = nodes.length > 0 && !nodes.some(({ required }) => required);
  return [
    ...repeated(stages, "stages"),
    ...repeated(tasks, "tasks"),
    ...nodes.flatMap((node) => unknownTasks(node, nodes)),
    ...circles(nodes),
    ...(nothingRequired
      ? [{ path: ["stages"], message: "no task is required, so a run would complete at once" }]
      : []),
  ];
}

function repeated(named: readonly { key: string; path: Path }[], what: string): GraphMistake[] {
  return named
    .filter(({ key }, index) => key !== "" && named.findIndex((other) => other.key === key) < index)
    .map(({ key, path }) => ({ path, message: `there are two ${what} called "${key}" in this playbook` }));
}

function unknownTasks({ key, path, after }: Node, nodes: readonly Node[]): GraphMistake[] {
  const others = nodes.map((node) => node.key).filter((name) => name !== key);
  return (after ?? []).flatMap((name, index) =>
    name === key || others.includes(name)
      ? []
      : [{ path: [...path, "after", index], message: `unknown task "${name}"${didYouMean(name, others)}` }],
  );
}

/** Each circle of tasks that wait for each other, told in the order of waiting. */
function circles(nodes: readonly Node[]): GraphMistake[] {
  const places = new Map(nodes.map(({ key, path }) => [key, path]));
  return circlesIn(new Map(nodes.map((node) => [node.key, waitsFor(node, nodes)]))).map((circle) => ({
    path: places.get(circle[0] ?? "") ?? [],
    message: `these tasks wait for each other in a circle: ${circle.join(" → ")}`,
  }));
}

import { z } from "zod";
import { didYouMean } from "#book/suggest.ts";

/** A mistake in how the stages and tasks of a playbook hang together, and where it stands. */
export type GraphMistake = { readonly path: readonly (string | number)[]; readonly message: string };

// Looks at a playbook as far as it can be read, so that what is wrong inside one task hides nothing of this.
const TaskOutline = z.object({
  task: z.string().catch(""),
  after: z.array(z.string()).nullable().catch(null),
  required: z.boolean().catch(true),
});
const StageOutline = z.object({ stage: z.string().catch(""), tasks: z.array(TaskOutline).catch([]) });
const PlaybookOutline = z.object({ stages: z.array(StageOutline).catch([]) });

type Node = {
  readonly key: string;
  readonly path: readonly (string | number)[];
  readonly stage: number;
  readonly required: boolean;
  readonly after: readonly string[] | null;
};

/** Names used twice, tasks waited for that don't exist, circles of tasks, and a playbook that nothing would complete. */
export function checkTaskGraph(data: unknown): GraphMistake[] {
  const { stages } = PlaybookOutline.safeParse(data).data ?? { stages: [] };
  const nodes = stages.flatMap(({ tasks }, stage) =>
    tasks.map(({ task, ...rest }, index): Node => ({
      key: task,
      path: ["stages", stage, "tasks", index],
      stage,
      ...rest,
    })),
  );
  const nothingRequired = nodes.length > 0 && !nodes.some(({ required }) => required);
  return [
    ...repeated(
      stages.map(({ stage }, index) => ({ key: stage, path: ["stages", index, "stage"] })),
      "stages",
    ),
    ...repeated(
      nodes.map(({ key, path }) => ({ key, path: [...path, "task"] })),
      "tasks",
    ),
    ...nodes.flatMap((node) => unknownTasks(node, nodes)),
    ...circles(nodes),
    ...(nothingRequired
      ? [{ path: ["stages"], message: "no task is required, so a run would complete at once" }]
      : []),
  ];
}

function repeated(
  named: readonly { key: string; path: (string | number)[] }[],
  what: string,
): GraphMistake[] {
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

/** Each circle of tasks that wait for each other, once, told in the order of waiting. */
function circles(nodes: readonly Node[]): GraphMistake[] {
  const waits = new Map(nodes.map((node) => [node.key, waitsFor(node, nodes)]));
  const places = new Map(nodes.map(({ key, path }) => [key, path]));
  const mistakes: GraphMistake[] = [];
  const finished = new Set<string>();

  function follow(key: string, trail: readonly string[]): void {
    const begins = trail.indexOf(key);
    if (begins >= 0) {
      const circle = [...trail.slice(begins), key].join(" → ");
      mistakes.push({
        path: places.get(key) ?? [],
        message: `these tasks wait for each other in a circle: ${circle}`,
      });
      return;
    }
    if (finished.has(key)) return;
    for (const next of waits.get(key) ?? []) follow(next, [...trail, key]);
    finished.add(key);
  }

  for (const { key } of nodes) follow(key, []);
  return mistakes;
}

/** What `after` says, else the required tasks of the nearest stage before that has any. */
function waitsFor({ stage, after }: Node, nodes: readonly Node[]): readonly string[] {
  if (after !== null) return after;
  const before = nodes.filter((node) => node.required && node.stage < stage);
  const nearest = Math.max(...before.map((node) => node.stage));
  return before.filter((node) => node.stage === nearest).map(({ key }) => key);
}

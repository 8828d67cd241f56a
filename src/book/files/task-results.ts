import { resultsReadBy } from "#book/compile.ts";
import { tasksIn, waitsFor } from "#book/files/task-outline.ts";
import type { GraphMistake, Node, Path } from "#book/files/task-outline.ts";
import { didYouMean } from "#book/suggest.ts";
import type { ResultRead } from "#book/syntax.ts";
import { templateParts } from "#book/template-parts.ts";

/** Results that are asked for and surely aren't there: of an unknown task, under an unknown name, or of a later task. */
export function checkResults(data: unknown): GraphMistake[] {
  const nodes = tasksIn(data);
  return nodes.flatMap((node) =>
    readsOf(node).flatMap(({ path, read }) => {
      const message = mistakeIn(read, node, nodes);
      return message === null ? [] : [{ path, message, offset: read.offset }];
    }),
  );
}

function mistakeIn({ task, name }: ResultRead, node: Node, nodes: readonly Node[]): string | null {
  const source = nodes.find(({ key }) => key === task);
  if (!source)
    return `unknown task "${task}"${didYouMean(
      task,
      nodes.map(({ key }) => key),
    )}`;
  if (source.kind !== "automation") return `"${task}" keeps no results: only tasks of kind automation do`;
  if (!source.keeps.includes(name)) {
    return `"${task}" keeps no result called "${name}"${didYouMean(name, source.keeps)}`;
  }
  if (isBefore(task, node, nodes)) return null;
  return `"${task}" need not be over by then: let this task, or one before it, wait for it with after`;
}

function isBefore(key: string, node: Node, nodes: readonly Node[]): boolean {
  const seen = new Set<string>();
  const next = [...waitsFor(node, nodes)];
  for (let task = next.pop(); task !== undefined; task = next.pop()) {
    if (task === key) return true;
    if (seen.has(task)) continue;
    seen.add(task);
    const before = nodes.find((other) => other.key === task);
    if (before) next.push(...waitsFor(before, nodes));
  }
  return false;
}

type Placed = { readonly path: Path; readonly read: ResultRead };

/** What the condition of a task and the templates of its call read. */
function readsOf({ path, when, request }: Node): Placed[] {
  const inWhen = when === null ? [] : resultsReadBy(when).map((read) => ({ path: [...path, "when"], read }));
  return [...inWhen, ...readsIn(request, [...path, "request"])];
}

function readsIn(value: unknown, path: Path): Placed[] {
  if (typeof value === "string") {
    const template = templateParts(value);
    return (template.ok ? template.parts : []).flatMap((part) =>
      part.kind === "cel"
        ? resultsReadBy(part.text).map((read) => ({
            path,
            read: { ...read, offset: part.offset + read.offset },
          }))
        : [],
    );
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => readsIn(item, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => readsIn(item, [...path, key]));
}

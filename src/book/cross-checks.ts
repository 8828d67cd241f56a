import { z } from "zod";
import type { Document } from "#book/document.ts";
import { usualGate } from "#book/files/playbook.ts";
import { checkRules } from "#book/files/routing.ts";
import { checkTaskGraph } from "#book/files/task-graph.ts";
import { circlesIn, tasksIn } from "#book/files/task-outline.ts";
import { checkResults } from "#book/files/task-results.ts";
import type { Folder } from "#book/load-folder.ts";
import { membersIn, playbookName } from "#book/names.ts";
import type { Problem } from "#book/problems.ts";
import { findSecrets } from "#book/secrets.ts";
import type { Names } from "#book/values.ts";

// Mistakes that only show when several parts of the book are read together. Each check looks at the files as far as they
// can be read, so that what is wrong inside one part hides nothing of the rest.

/** A file that could be read. */
type Read = { readonly document: Document; readonly name: string | null };

/** Every such mistake of a book. */
export function crossCheck({ files, playbooks }: Folder, names: Names): Problem[] {
  const read = playbooks.flatMap((document) =>
    document ? [{ document, name: playbookName(document) }] : [],
  );
  const members = membersIn(files["roles.yaml"]);
  return [
    ...rulesOutOfOrder(files["routing.yaml"]),
    ...read.flatMap(({ document }) => wrongGraph(document)),
    ...read.flatMap(({ document }) => tooManyApprovals(document, members)),
    ...read.flatMap(({ document }) => gateOfNobody(document, names)),
    ...sameName(read),
    ...runningThemselves(read),
  ];
}

/** Secrets that somebody wrote into a file. */
export function secretsIn({ files, playbooks, rehearsals }: Folder): Problem[] {
  const documents = [...Object.values(files), ...playbooks, rehearsals].flatMap((document) => document ?? []);
  return documents.flatMap((document) =>
    findSecrets(document.data).map(({ path, message }) => document.problem(path, message)),
  );
}

/** What is allowed and may not be meant: signals that no source sends, playbooks that nothing opens. */
export function adviseOn({ files, playbooks }: Folder): Problem[] {
  const read = playbooks.flatMap((document) =>
    document ? [{ document, name: playbookName(document) }] : [],
  );
  const sent = typesSent(files["sources.yaml"]);
  const chosen = new Set([...playbooksChosen(files["routing.yaml"]), ...read.flatMap(playbooksRun)]);
  return [
    ...read.flatMap(({ document }) =>
      tasksIn(document.data).flatMap(({ kind, signal, path }) => {
        if (kind !== "wait" || signal === null || sent.has(signal)) return [];
        const message = `no source of sources.yaml sends ${signal}: only a person can end this wait`;
        return [document.problem([...path, "signal"], message)];
      }),
    ),
    ...read.flatMap(({ document, name }) =>
      name === null || chosen.has(name)
        ? []
        : [document.problem(["playbook"], `no rule and no task opens the playbook "${name}"`)],
    ),
  ];
}

function rulesOutOfOrder(document: Document | null): Problem[] {
  if (document === null) return [];
  return checkRules(document.data).map(({ index, key, message }) =>
    document.problem(["rules", index, key], message),
  );
}

function wrongGraph(document: Document): Problem[] {
  return [...checkTaskGraph(document.data), ...checkResults(document.data)].map(({ path, message, offset }) =>
    document.problem(path, message, offset),
  );
}

function tooManyApprovals(document: Document, members: ReadonlyMap<string, number>): Problem[] {
  return tasksIn(document.data).flatMap(({ kind, role, approvals, path }) => {
    const has = members.get(role ?? "");
    if (kind !== "approval" || approvals === null || has === undefined || approvals <= has) return [];
    const people = has === 1 ? "one member" : `${has} members`;
    return [
      document.problem([...path, "approvals"], `nobody can reach this: the role ${role} has ${people}`),
    ];
  });
}

const GateOutline = z.object({ gate: z.unknown().optional() });

function gateOfNobody(document: Document, names: Names): Problem[] {
  const outline = GateOutline.safeParse(document.data).data;
  const usual = usualGate(names);
  if (outline === undefined || outline.gate !== undefined || names.role?.includes(usual) !== false) return [];
  const message =
    "nobody could open a gate of this playbook: write gate: ROLE, or give the book the role operators";
  return [document.problem(["playbook"], message)];
}

function sameName(read: readonly Read[]): Problem[] {
  return read.flatMap(({ document, name }, index) => {
    const first = read.slice(0, index).find((other) => name !== null && other.name === name);
    if (first === undefined) return [];
    return [document.problem(["playbook"], `${first.document.file} is called "${name}" already`)];
  });
}

/** Playbooks that would open child runs of themselves for ever, by whatever detour. */
function runningThemselves(read: readonly Read[]): Problem[] {
  const runs = new Map(read.map((playbook) => [playbook.name ?? "", playbooksRun(playbook)]));
  return circlesIn(runs).flatMap((circle) => {
    const [from, to] = circle;
    const document = read.find(({ name }) => name === from)?.document;
    const task = tasksIn(document?.data).find(({ kind, playbook }) => kind === "run" && playbook === to);
    if (!document || !task) return [];
    const message = `these playbooks run each other in a circle: ${circle.join(" → ")}`;
    return [document.problem([...task.path, "playbook"], message)];
  });
}

function playbooksRun({ document }: Read): string[] {
  return tasksIn(document.data).flatMap(({ kind, playbook }) =>
    kind === "run" && playbook ? [playbook] : [],
  );
}

const RulesOutline = z.object({ rules: z.array(z.object({ playbook: z.string() })) });
const SourcesOutline = z.object({
  sources: z.record(z.string(), z.object({ events: z.array(z.object({ type: z.string() })) })),
});

function playbooksChosen(document: Document | null): string[] {
  return RulesOutline.safeParse(document?.data).data?.rules.map(({ playbook }) => playbook) ?? [];
}

function typesSent(document: Document | null): ReadonlySet<string> {
  const sources = Object.values(SourcesOutline.safeParse(document?.data).data?.sources ?? {});
  return new Set(sources.flatMap(({ events }) => events.map(({ type }) => type)));
}

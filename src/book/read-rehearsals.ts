import { readFile } from "node:fs/promises";
import { join, normalize, sep } from "node:path";
import { z } from "zod";
import type { Document } from "#book/document.ts";
import { readExpectation, type Nameable } from "#book/files/expectations.ts";
import { rehearsalsSchema, type RehearsalDraft } from "#book/files/rehearsals.ts";
import { tasksIn, type Node } from "#book/files/task-outline.ts";
import { problemsOf, wording } from "#book/issues.ts";
import { playbookName } from "#book/names.ts";
import type { Problem } from "#book/problems.ts";
import { readTrigger, type TriggerRead } from "#book/read-trigger.ts";
import type { Rehearsal } from "#book/rehearsal.ts";
import { didYouMean } from "#book/suggest.ts";
import type { Names } from "#book/values.ts";

/** What rehearsals are held against: the rest of the book, as far as it could be read. */
export type Beside = {
  readonly folder: string;
  readonly names: Names;
  readonly playbooks: readonly (Document | null)[];
  readonly routing: Document | null;
};

export type RehearsalsRead = {
  readonly rehearsals: readonly Rehearsal[];
  readonly problems: readonly Problem[];
};

/** Reads the rehearsals of a book. They are no part of a release: they are how one is tried. */
export async function readRehearsals(document: Document, beside: Beside): Promise<RehearsalsRead> {
  const files = await triggerFiles(document, beside.folder);
  const data = new Map([...files].flatMap(([name, read]) => (read?.ok ? [[name, read.data]] : [])));
  const parsed = rehearsalsSchema(beside.names, data).safeParse(document.data, { error: wording });
  // What is wrong with a trigger in a file of its own is said there.
  const issues = (parsed.error?.issues ?? []).filter(({ path }) => !isInTriggerFile(document, path));
  const problems = [...problemsOf(document, issues), ...wrongFiles(document, files)];
  if (!parsed.success) return { rehearsals: [], problems };
  const read = parsed.data.map((draft, index) => withNames(draft, index, document, beside));
  const twice = sameNames(parsed.data, document);
  return {
    rehearsals: read.map(({ rehearsal }) => rehearsal),
    problems: [...problems, ...twice, ...read.flatMap(({ problems: found }) => found)],
  };
}

const TriggersOutline = z.object({
  rehearsals: z.array(z.object({ trigger: z.unknown() }).catch({ trigger: null })),
});

function triggersIn(document: Document): readonly unknown[] {
  return TriggersOutline.safeParse(document.data).data?.rehearsals.map(({ trigger }) => trigger) ?? [];
}

type Files = ReadonlyMap<string, TriggerRead | null>;

/** Null: there is no such file in the book. */
async function triggerFiles(document: Document, folder: string): Promise<Files> {
  const named = new Set(triggersIn(document).filter((trigger) => typeof trigger === "string"));
  const read = [...named].map(async (name): Promise<[string, TriggerRead | null]> => {
    const text = await textOf(folder, name);
    return [name, text === null ? null : readTrigger(join(folder, name), text)];
  });
  return new Map(await Promise.all(read));
}

/** What comes of asking for a file that can't be there, as whoever writes a book may. */
const NO_FILE = new Set(["ENOENT", "EISDIR", "ENOTDIR", "ENAMETOOLONG", "ERR_INVALID_ARG_VALUE"]);

async function textOf(folder: string, name: string): Promise<string | null> {
  const inside = normalize(name);
  if (inside.startsWith("..") || inside.startsWith(sep)) return null;
  try {
    return await readFile(join(folder, inside), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && NO_FILE.has(String(error.code))) return null;
    throw error;
  }
}

function isInTriggerFile(document: Document, path: readonly PropertyKey[]): boolean {
  const [, index, key] = path;
  return key === "trigger" && typeof index === "number" && typeof triggersIn(document)[index] === "string";
}

function wrongFiles(document: Document, files: Files): Problem[] {
  const missing = triggersIn(document).flatMap((name, index) =>
    typeof name === "string" && files.get(name) === null
      ? [document.problem(["rehearsals", index, "trigger"], `there is no file ${name} in the book`)]
      : [],
  );
  const wrong = [...files.values()].flatMap((read) => (read && !read.ok ? read.problems : []));
  return [...missing, ...wrong];
}

/** A rehearsal with its sentences understood, and every name in it that the book does not know. */
function withNames(
  draft: RehearsalDraft,
  index: number,
  document: Document,
  { names, playbooks, routing }: Beside,
): { rehearsal: Rehearsal; problems: Problem[] } {
  const path = ["rehearsals", index];
  const tasks = reachableFrom(draft.playbook, playbooks);
  const problems = [
    ...wrongTasks(Object.keys(draft.answers), tasks, ["automation"]).map(({ key, message }) =>
      document.problemAtKey([...path, "answers"], key, message),
    ),
    ...wrongTasks(Object.keys(draft.people.late), tasks, ["human", "approval", "client"]).map(
      ({ key, message }) => document.problemAtKey([...path, "people", "late"], key, message),
    ),
    ...wrongTasks(draft.people.rejects, tasks, ["approval"]).map(({ key, message }) =>
      document.problem([...path, "people", "rejects", draft.people.rejects.indexOf(key)], message),
    ),
  ];
  const nameable: Nameable = {
    task: tasks?.map(({ key }) => key) ?? null,
    role: names.role,
    playbook: names.playbook,
    rule: rulesIn(routing),
  };
  const read = draft.expect.map((text) => readExpectation(text, nameable));
  for (const [at, sentence] of read.entries()) {
    if (!sentence.ok)
      problems.push(document.problem([...path, "expect", at], sentence.message, sentence.offset));
  }
  const expect = read.flatMap((sentence) => (sentence.ok ? [sentence.expectation] : []));
  return { rehearsal: { ...draft, expect }, problems };
}

type WrongTask = { readonly key: string; readonly message: string };

function wrongTasks(
  keys: readonly string[],
  tasks: readonly Node[] | null,
  kinds: readonly string[],
): WrongTask[] {
  return keys.flatMap((key): WrongTask[] => {
    const named = (tasks ?? []).filter((task) => task.key === key);
    if (tasks === null || named.some(({ kind }) => kinds.includes(kind))) return [];
    const [other] = named;
    const fitting = tasks.filter(({ kind }) => kinds.includes(kind)).map((task) => task.key);
    if (!other) return [{ key, message: `unknown task "${key}"${didYouMean(key, fitting)}` }];
    return [{ key, message: `"${key}" is of kind ${other.kind}: this is for ${kinds.join(", ")}` }];
  });
}

/** The tasks of a playbook and of those that it runs; of all of them where the rules choose. Null: not all could be read. */
function reachableFrom(name: string | null, documents: readonly (Document | null)[]): readonly Node[] | null {
  const read = documents.flatMap((document) => document ?? []);
  if (read.length < documents.length) return null;
  const byName = new Map(read.map((document) => [playbookName(document) ?? "", tasksIn(document.data)]));
  if (name === null) return [...byName.values()].flat();
  const reached = new Set([name]);
  // A set that grows while it is walked through is walked to its end.
  for (const one of reached) {
    for (const { kind, playbook } of byName.get(one) ?? [])
      if (kind === "run" && playbook) reached.add(playbook);
  }
  return [...reached].flatMap((one) => byName.get(one) ?? []);
}

const RulesOutline = z.object({ rules: z.array(z.object({ rule: z.string() })) });

function rulesIn(document: Document | null): readonly string[] | null {
  return RulesOutline.safeParse(document?.data).data?.rules.map(({ rule }) => rule) ?? null;
}

function sameNames(drafts: readonly RehearsalDraft[], document: Document): Problem[] {
  return drafts.flatMap(({ rehearsal }, index) => {
    const isTwice = drafts.slice(0, index).some((other) => other.rehearsal === rehearsal);
    const message = `there are two rehearsals called "${rehearsal}"`;
    return isTwice ? [document.problem(["rehearsals", index, "rehearsal"], message)] : [];
  });
}

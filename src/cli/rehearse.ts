import { readFile } from "node:fs/promises";
import { styleText } from "node:util";
import { printExcerpt, printProblem, type Problem } from "#book/problems.ts";
import { readBook } from "#book/read-book.ts";
import { readTrigger } from "#book/read-trigger.ts";
import { USUAL_HABITS, type Rehearsal } from "#book/rehearsal.ts";
import { didYouMean } from "#book/suggest.ts";
import type { Book } from "#domain/book.ts";
import { wrongIn, type RehearsalFailure } from "#rehearse/failures.ts";
import { tryOut, type TriedOut } from "#rehearse/try-out.ts";
import type { Tone } from "./rehearsal/entry-words.ts";
import { pageOf, verdictLines, type Paper } from "./rehearsal/page.ts";
import { count } from "./rehearsal/times.ts";

type Options = { trigger?: string; folder: string; json?: true };

/** What a command says, and whether all went well. */
type Said = { readonly ok: boolean; readonly output: readonly string[]; readonly errors: readonly string[] };

/** `baton rehearse`: whole onboardings in virtual time; exits 1 when something did not come as expected. */
export async function rehearse(name: string | undefined, options: Options): Promise<void> {
  const { ok, output, errors } = await rehearseIn(name, options, new Date(), terminal());
  for (const line of errors) console.error(line);
  for (const line of output) console.log(line);
  if (!ok) process.exitCode = 1;
}

/** With a trigger: that playbook, or the one that the rules choose. Without: the book's own rehearsals, all or those of that name. */
export async function rehearseIn(
  name: string | undefined,
  { trigger, folder, json }: Options,
  now: Date,
  paper: Paper,
): Promise<Said> {
  const read = await readBook(folder, now);
  if (!read.ok) return failed(read.problems);
  const { book } = read;
  if (trigger !== undefined) {
    const begun = readTrigger(trigger, await textOf(trigger));
    if (!begun.ok) return failed(begun.problems);
    if (name !== undefined && !Object.hasOwn(book.playbooks, name))
      throw new Error(unknownPlaybook(name, book));
    const rehearsal = untold(name ?? null, trigger, begun.trigger);
    const done = tryOut(book, rehearsal);
    const output = json ? [asJson(dataOf(done))] : pageOf(done, paper);
    return { ok: done.rehearsed.ended === "completed", output, errors: [] };
  }
  const chosen = read.rehearsals.filter(
    ({ rehearsal, playbook }) => name === undefined || rehearsal === name || playbook === name,
  );
  if (name !== undefined && chosen.length === 0) throw new Error(noRehearsal(name, read.rehearsals, book));
  const done = chosen.map((rehearsal) => tryOut(book, rehearsal));
  const ok = done.every(({ isRight }) => isRight);
  if (json) return { ok, output: [asJson({ ok, rehearsals: done.map(dataOf) })], errors: [] };
  const pages =
    name === undefined
      ? done.flatMap((one) =>
          verdictOf({ rehearsal: one.rehearsed.rehearsal.rehearsal, wrong: wrongIn(one) }, paper),
        )
      : done.flatMap((one) => [...pageOf(one, paper), ""]);
  return { ok, output: [...pages, ...sumUp(done, folder, paper)], errors: [] };
}

/** Rehearsals that do not come as expected, in lines that say which, and what happened. */
export function failureLines(failures: readonly RehearsalFailure[]): readonly string[] {
  return failures.flatMap((one) => verdictOf(one, PLAIN));
}

const PLAIN: Paper = { columns: 100, paint: (_tone, text) => text };

function verdictOf({ rehearsal, wrong }: RehearsalFailure, paper: Paper): string[] {
  const mark = wrong.length === 0 ? paper.paint("good", "✓") : paper.paint("bad", "✗");
  return [
    `${mark} ${rehearsal}`,
    ...wrong.flatMap((one) => verdictLines({ ok: false, ...one }, paper).map((line) => `  ${line}`)),
  ];
}

function sumUp(done: readonly TriedOut[], folder: string, { paint }: Paper): string[] {
  if (done.length === 0)
    return [`${folder} holds no rehearsals: docs/book.md says how rehearsals.yaml is written.`];
  const wrong = done.filter(({ isRight }) => !isRight).length;
  const expected = done.reduce((sum, { verdicts }) => sum + verdicts.length, 0);
  const all = `${count(done.length, "rehearsal")}, ${count(expected, "expectation")}`;
  return [
    "",
    wrong === 0
      ? paint("good", `${all}: all came as expected.`)
      : paint("bad", `${all}: ${count(wrong, "rehearsal")} did not come as expected.`),
  ];
}

function dataOf({ rehearsed, timeline, summary, verdicts }: TriedOut) {
  const { rehearsal, routed, ended } = rehearsed;
  return {
    simulated: true,
    rehearsal: rehearsal.rehearsal,
    trigger: rehearsal.trigger,
    routed,
    ended,
    expected: verdicts,
    summary,
    timeline,
  };
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new Error(`The trigger ${file} can't be read`, { cause });
  }
}

function asJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** Of a trigger alone nothing is known but what begins it. */
function untold(playbook: string | null, file: string, trigger: Rehearsal["trigger"]): Rehearsal {
  return {
    rehearsal: `${trigger.client.name}, by ${file}`,
    playbook,
    trigger,
    people: USUAL_HABITS,
    answers: {},
    signals: {},
    expect: [],
  };
}

function failed(problems: readonly Problem[]): Said {
  return {
    ok: false,
    output: [],
    errors: problems.flatMap((problem) => [printProblem(problem), ...printExcerpt(problem)]),
  };
}

function unknownPlaybook(name: string, { playbooks }: Book): string {
  const known = Object.keys(playbooks);
  return `There is no playbook ${name}${didYouMean(name, known)}. The book has ${known.join(", ")}.`;
}

function noRehearsal(name: string, rehearsals: readonly Rehearsal[], { playbooks }: Book): string {
  if (Object.hasOwn(playbooks, name))
    return `rehearsals.yaml has none of ${name}: give --trigger FILE to rehearse it all the same.`;
  const known = [...rehearsals.map(({ rehearsal }) => rehearsal), ...Object.keys(playbooks)];
  return `There is no playbook and no rehearsal ${name}${didYouMean(name, known)}.`;
}

const STYLES = {
  plain: [],
  faint: ["dim"],
  good: ["green"],
  warning: ["yellow"],
  bad: ["red"],
  strong: ["bold"],
} as const satisfies Record<Tone, readonly Parameters<typeof styleText>[0][]>;

const COLUMNS = { min: 60, usual: 100, max: 140 };

/** Colours only where somebody looks. */
function terminal(): Paper {
  const { stdout } = process;
  const columns = Math.min(Math.max(stdout.columns ?? COLUMNS.usual, COLUMNS.min), COLUMNS.max);
  return {
    columns,
    paint: (tone, text) =>
      STYLES[tone].reduce((painted: string, style) => styleText(style, painted, { stream: stdout }), text),
  };
}

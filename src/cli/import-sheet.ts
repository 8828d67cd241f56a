import type { Db } from "#db/client.ts";
import { findCurrentRelease } from "#db/releases.ts";
import { peopleByMail } from "#db/workspaces.ts";
import type { Book } from "#domain/book.ts";
import { calendarOf } from "#domain/progress.ts";
import { printSheetProblem, type SheetProblem } from "#import/problems.ts";
import { readPlaybook } from "#import/read-rows.ts";
import { readImport } from "#import/sheet-import.ts";
import type { ImportUnder } from "#services/import-opening.ts";
import { importRows, type RowsImported, type Watch } from "#services/import-rows.ts";
import { planImport, type ImportPlan } from "#services/plan-import.ts";
import { releaseOf } from "#services/release-of.ts";
import type { Context, QueueWork } from "#src/context.ts";
import { planLines, problemsLine } from "./import-words.ts";
import { actingAs, workspaceFor } from "./person.ts";

export type SheetOptions = {
  readonly as?: string;
  readonly workspace?: string;
  readonly playbook?: string;
  readonly delimiter: string;
  readonly allowSecondRuns?: true;
};

export type SheetFile = { readonly file: string; readonly bytes: Uint8Array; readonly now: Date };

/** What a file was found to be. */
export type Checked = {
  /** Null: it has problems, and nothing of it is imported. */
  readonly plan: ImportPlan | null;
  readonly under: ImportUnder;
  readonly ctx: Omit<Context, "queue" | "now">;
  /** Problems, or what is to be looked at before it is imported. */
  readonly errors: readonly string[];
  readonly output: readonly string[];
};

/** Checks a sheet against the current release, the people and what is there by now. Writes nothing. */
export async function checkSheet(db: Db, sheet: SheetFile, options: SheetOptions): Promise<Checked> {
  const workspace = await workspaceFor(db, options.workspace);
  const { ctx } = await actingAs(db, workspace, options.as);
  const { file, bytes, now } = sheet;
  const release = await findCurrentRelease(db, workspace);
  if (!release) throw new Error("There is no release yet: the first start of Baton makes it.");
  const book = await releaseOf(db, workspace, release.number);
  const people = await peopleByMail(db, workspace, null);
  const playbook = playbookFor(options.playbook, book);
  const read = readImport(bytes, options.delimiter, { book, people, now, playbook });
  const under = { book, release: release.number };
  const foreseeing: Context = { ...ctx, now, queue: nothingQueued };
  const plan = await planImport(foreseeing, read, {
    ...under,
    allowSecondRuns: options.allowSecondRuns ?? false,
  });
  const print = (problem: SheetProblem) => printSheetProblem(file, problem);
  if (plan.problems.length > 0) {
    const errors = [...plan.problems.map(print), "", problemsLine(file, plan.problems)];
    return { plan: null, under, ctx, errors, output: [] };
  }
  const mails = new Map([...people].map(([mail, { id }]) => [id, mail]));
  const output = planLines(plan, {
    now,
    mailOf: (id) => mails.get(id) ?? id,
    calendarOf: ({ calendar }) => calendarOf(book, calendar),
  });
  return { plan, under, ctx, errors: plan.warnings.map((one) => `warning: ${print(one)}`), output };
}

export type Applying = Watch & { readonly now: () => Date; readonly queue: QueueWork };

/** Imports what was checked and found right. */
export function applySheet(checked: Checked, { now, queue, ...watch }: Applying): Promise<RowsImported> {
  const { plan, ctx, under } = checked;
  if (!plan) throw new Error("A sheet with problems is not imported");
  return importRows(() => ({ ...ctx, now: now(), queue }), plan.rows, under, watch);
}

function playbookFor(name: string | undefined, book: Book): string | null {
  if (name === undefined) return null;
  const read = readPlaybook(name, book);
  if (!read.ok) throw new Error(`--playbook: ${read.message}`);
  return read.value.playbook;
}

/** Nothing is written, so nothing follows. */
const nothingQueued: QueueWork = async () => () => [];

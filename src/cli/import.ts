import { once } from "node:events";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { stdin, stderr } from "node:process";
import { createInterface } from "node:readline/promises";
import type { Db } from "#db/client.ts";
import { allowSending, startBoss } from "#jobs/boss.ts";
import { queueWork } from "#jobs/run-work.ts";
import { newLog } from "#src/log.ts";
import { clockOf } from "./clock-of.ts";
import { withDatabase } from "./database.ts";
import { applySheet, checkSheet, type Checked, type SheetOptions } from "./import-sheet.ts";
import { amount } from "./import-words.ts";
import { showProgress } from "./progress.ts";
import { STOPPED, stopOnSignal } from "./stop-on-signal.ts";

type Options = SheetOptions & { apply?: true; yes?: true };

const FILE_BYTES_MAX = 20_000_000;

/** `baton import <file>`: says what would come of it, with every problem by its cell; with `--apply` it imports. */
export async function importFile(path: string, options: Options): Promise<void> {
  const bytes = await read(path);
  await withDatabase(async (db, url) => {
    const now = await clockOf(db);
    const checked = await checkSheet(db, { file: basename(path), bytes, now: now() }, options);
    for (const line of checked.errors) console.error(line);
    for (const line of checked.output) console.log(line);
    if (!checked.plan) {
      process.exitCode = 1;
      return;
    }
    if (checked.plan.rows.length === 0) return;
    if (!options.apply) {
      console.log("\nThis was a dry run, and nothing is imported yet: the same with --apply imports it.");
      return;
    }
    if (stdin.isTTY && !options.yes && !(await isConfirmed(checked.plan.rows.length))) {
      console.log("Nothing was imported.");
      return;
    }
    await apply(db, url, checked, now);
  });
}

async function apply(db: Db, url: string, checked: Checked, now: () => Date): Promise<void> {
  const total = checked.plan?.rows.length ?? 0;
  const log = newLog("error");
  const boss = await startBoss(url, log, { workers: false });
  const stopping = stopOnSignal();
  const progress = showProgress(total, "imported", stderr, () => performance.now());
  try {
    await allowSending(db.sql);
    const { imported, wereThere, left } = await applySheet(checked, {
      now,
      queue: queueWork(boss),
      done: (rows) => progress.step(rows),
      isStopped: stopping.isAsked,
    });
    progress.end();
    console.log(
      `${amount(imported)} imported.${wereThere > 0 ? ` ${amount(wereThere)} were there by then.` : ""}`,
    );
    if (left === 0) return;
    console.log(`${amount(left)} left: the same command goes on where this one stopped.`);
    process.exitCode = STOPPED;
  } finally {
    stopping.end();
    await boss.stop({ graceful: false });
  }
}

async function read(path: string): Promise<Buffer> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw new Error(`There is no file ${path}`);
  if (found.size > FILE_BYTES_MAX) {
    throw new Error(
      `${path} has ${found.size} bytes, and at most ${FILE_BYTES_MAX} are read: cut it into several files`,
    );
  }
  return readFile(path);
}

async function isConfirmed(rows: number): Promise<boolean> {
  const asked = createInterface({ input: stdin, output: stderr });
  // Ctrl-C and Ctrl-D close it without an answer.
  const closed = once(asked, "close").then(() => "no");
  const answered = asked.question(`\nImport ${amount(rows)}? (yes or no) `).catch(() => "no");
  const answer = await Promise.race([answered, closed]);
  asked.close();
  return /^y(es)?$/i.test(answer.trim());
}

import { stderr } from "node:process";
import type { Db } from "#db/client.ts";
import { countPastTriggers, type Place, type Stretch } from "#db/past-triggers.ts";
import { findCurrentRelease } from "#db/releases.ts";
import type { Book } from "#domain/book.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { releaseOf } from "#services/release-of.ts";
import { releaseToReplay } from "#services/release-to-replay.ts";
import { replayRelease } from "#services/replay-release.ts";
import { releaseRefusalText } from "#views/release-words.ts";
import { verdictOn } from "./check.ts";
import { clockOf } from "./clock-of.ts";
import { withDatabase } from "./database.ts";
import { workspaceFor } from "./person.ts";
import { showProgress } from "./progress.ts";
import { instantOf, type Since } from "./replay-options.ts";
import { dataOf } from "./replay-data.ts";
import { linesOf, nothingLines, type Candidate } from "./replay-words.ts";
import { STOPPED, stopOnSignal } from "./stop-on-signal.ts";

type Options = { book?: string; since: Since; after?: Place; json?: true; workspace?: string };

/** `baton replay [release]`: what a release would have decided about the triggers of the past. Changes nothing. */
export async function replay(number: number | undefined, options: Options): Promise<void> {
  if (number !== undefined && options.book !== undefined)
    throw new Error("Give a release or --book, not both: one of them is replayed.");
  const read = options.book === undefined ? null : await readFolder(options.book);
  if (options.book !== undefined && !read) {
    process.exitCode = 1;
    return;
  }
  await withDatabase(async (db) => {
    const workspace = await workspaceFor(db, options.workspace ?? read?.book.workspace.workspace);
    const candidate = read ?? (await storedRelease(db, workspace, number));
    await over(db, workspace, candidate, options);
  });
}

async function over(db: Db, workspace: WorkspaceId, candidate: Candidate, options: Options): Promise<void> {
  const now = (await clockOf(db))();
  const { timezone } = candidate.book.workspace;
  const from = options.after ?? { receivedAt: instantOf(options.since, now, timezone), id: "" as const };
  if (from.receivedAt > now) throw new Error("There is no history yet of a day to come.");
  const stretch: Stretch = { from, until: now };
  const before = await countPastTriggers(db, workspace, stretch);
  if (before.decided === 0 && !options.json) {
    for (const line of nothingLines(candidate, stretch, before)) console.log(line);
    return;
  }
  const current = await currentBook(db, workspace, candidate);
  const stopping = stopOnSignal();
  const progress = showProgress(before.decided, "replayed", stderr, () => performance.now());
  try {
    const result = await replayRelease(
      { db, workspace },
      { book: candidate.book, current: current?.book ?? null, stretch },
      { done: (triggers) => progress.step(triggers), isStopped: stopping.isAsked },
    );
    progress.end();
    const page = { candidate, current: current?.number ?? null, stretch, ...before, ...result };
    const lines = options.json ? [JSON.stringify(dataOf(page), null, 2)] : linesOf(page);
    console.log(lines.join("\n"));
    if (result.next) process.exitCode = STOPPED;
  } finally {
    stopping.end();
  }
}

/** Null: it has mistakes, which were said. */
async function readFolder(folder: string): Promise<Candidate | null> {
  // Baton runs in another environment than this: what is missing here tells nothing.
  const { book, errors } = await verdictOn(folder, new Date(), (name) => name);
  for (const line of errors) console.error(line);
  return book && { book, number: null, name: `The book in ${folder}`, argument: `--book ${folder}` };
}

async function storedRelease(db: Db, workspace: WorkspaceId, number: number | undefined): Promise<Candidate> {
  const found = await releaseToReplay({ db, workspace }, number ?? null);
  if (found.ok)
    return {
      book: found.book,
      number: found.number,
      name: `Release ${found.number} (${found.standing})`,
      argument: String(found.number),
    };
  const { refusal } = found;
  if (refusal.code === "no-such-release") throw new Error(releaseRefusalText(refusal));
  throw new Error(
    `No draft waits to be published. Give a release, such as baton replay ${refusal.current}, or the files of a folder: baton replay --book config`,
  );
}

/** What is decided by today, to tell what the candidate changes from what has changed since; null: it is the same. */
async function currentBook(
  db: Db,
  workspace: WorkspaceId,
  { number }: Candidate,
): Promise<{ number: number; book: Book } | null> {
  const current = await findCurrentRelease(db, workspace);
  if (!current || current.number === number) return null;
  return { number: current.number, book: await releaseOf(db, workspace, current.number) };
}

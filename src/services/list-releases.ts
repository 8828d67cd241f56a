import { changeLines } from "#book/diff.ts";
import { inWorkspace } from "#db/client.ts";
import { openRunsByVersion, readReleaseState, releaseRequests, type StoredRequest } from "#db/release-log.ts";
import { releaseHeads, type ReleaseHead } from "#db/releases.ts";
import { changesBetween } from "./draft-release.ts";
import type { ReleaseContext } from "./release-context.ts";
import { releaseOf } from "./release-of.ts";

/** A playbook of the current release. */
export type PlaybookLine = {
  readonly key: string;
  readonly title: string;
  readonly version: number;
  readonly tasks: number;
  /** Open runs, and how many of them follow another version. */
  readonly openRuns: number;
  readonly openOnOthers: number;
  /** There are more than were counted. */
  readonly isMore: boolean;
};

/** A release with what it would change. */
export type ReleaseShown = ReleaseHead & {
  readonly changes: readonly string[];
  /** What waits for an answer about it; null: nobody has asked. */
  readonly request: StoredRequest | null;
};

export type ReleasesListed = {
  readonly current: ReleaseHead;
  readonly playbooks: readonly PlaybookLine[];
  /** Those that wait for their publication: the newest first. */
  readonly waiting: readonly ReleaseShown[];
  readonly moreWaiting: number;
};

const WAITING_MAX = 3;

/** The current release's playbooks, and the releases that wait. */
export async function listReleases(ctx: ReleaseContext): Promise<ReleasesListed> {
  const { heads, current, requests, open } = await read(ctx);
  if (!current) throw new Error(`Workspace ${ctx.workspace} has no current release`);
  const book = await releaseOf(ctx.db, ctx.workspace, current.number);
  const newestPublished = Math.max(
    ...heads.filter(({ publishedAt }) => publishedAt).map(({ number }) => number),
  );
  const asked = (number: number) => requests.find((request) => request.number === number) ?? null;
  // A draft that was overtaken by a later release waits only where somebody has asked for it.
  const waiting = heads.filter(
    ({ number, publishedAt }) => asked(number) || (publishedAt === null && number > newestPublished),
  );
  const shown: ReleaseShown[] = [];
  for (const head of waiting.slice(0, WAITING_MAX)) {
    shown.push({
      ...head,
      changes: await linesBetween(ctx, current.number, head.number),
      request: asked(head.number),
    });
  }
  return {
    current,
    waiting: shown,
    moreWaiting: waiting.length - shown.length,
    playbooks: Object.values(book.playbooks).map(({ playbook: key, title, stages }) => {
      const version = current.versions[key] ?? 1;
      const runs = open.filter((one) => one.playbook === key);
      const sum = (some: typeof runs) => some.reduce((total, one) => total + one.runs, 0);
      return {
        key,
        title,
        version,
        tasks: stages.reduce((total, { tasks }) => total + tasks.length, 0),
        openRuns: sum(runs),
        openOnOthers: sum(runs.filter((one) => one.version !== version)),
        isMore: runs.some((one) => one.isMore),
      };
    }),
  };
}

/** One release, with what making it current would change. Null: there is none of that number. */
export async function showRelease(
  ctx: ReleaseContext,
  number: number,
): Promise<{ readonly release: ReleaseShown; readonly current: number } | null> {
  const { heads, current, requests } = await read(ctx, number);
  const [head] = heads;
  if (!head || !current) return null;
  return {
    current: current.number,
    release: {
      ...head,
      changes: await linesBetween(ctx, current.number, number),
      request: requests.find((request) => request.number === number) ?? null,
    },
  };
}

function read(ctx: ReleaseContext, only: number | null = null) {
  return inWorkspace(ctx.db, ctx.workspace, async (tx) => {
    const state = await readReleaseState(tx, ctx.workspace);
    const [current] = await releaseHeads(tx, ctx.workspace, state.current);
    return {
      current,
      heads: await releaseHeads(tx, ctx.workspace, only),
      requests: await releaseRequests(tx, ctx.workspace),
      open: only === null ? await openRunsByVersion(tx, ctx.workspace) : [],
    };
  });
}

async function linesBetween(ctx: ReleaseContext, from: number, to: number): Promise<readonly string[]> {
  return from === to ? [] : changeLines(await changesBetween(ctx.db, ctx.workspace, from, to));
}

import type { Context } from "#src/context.ts";
import { isFailedClaim } from "#db/faults.ts";
import { onlyIntoLive } from "#db/merges.ts";
import { readRun } from "#db/runs.ts";
import type { RunId } from "#domain/ids.ts";
import type { Decision } from "#domain/narrate.ts";
import { isLive } from "#domain/run.ts";
import { changeRun, type Request } from "./change-run.ts";
import type { NewText } from "./new-text.ts";

/** `run` ends and `into` goes on in its stead; `note` is what was written about it. */
export type MergeRequest = Omit<Request, "ask" | "texts" | "also"> & {
  readonly into: RunId;
  readonly note: NewText | null;
};

const TRIES_MAX = 3;

/**
 * Ends a run in favour of another of the same sale. Its deal's keys and evidence follow by a job, and so does what comes
 * for it later. Asked again, it answers as before.
 */
export async function mergeRuns(ctx: Context, { into, note, ...request }: MergeRequest): Promise<Decision> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const { read: other } = await readRun(ctx.db, ctx.workspace, into, null);
    if (!other) return { ok: false, refusal: { code: "cannot-merge", why: "unknown" } };
    const { owner, parent } = other.run;
    const target = { run: into, owner, isLive: isLive(other.run), isPart: parent !== null };
    try {
      return await changeRun(ctx, {
        ...request,
        ask: { type: "merge-run", into: target, note: note?.ref ?? null },
        texts: note ? [note] : [],
        also: (tx) => onlyIntoLive(tx, ctx.workspace, into),
      });
    } catch (error) {
      // The other ended between our look at it and our write: the next try sees that.
      if (!isFailedClaim(error, "the other run is open")) throw error;
    }
  }
  throw new Error(
    `Run ${into} was open ${TRIES_MAX} times when it was looked at, and over when ${request.run} was merged into it`,
  );
}

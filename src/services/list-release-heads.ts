import { inWorkspace } from "#db/client.ts";
import { readReleaseState } from "#db/release-log.ts";
import { releaseHeadsBefore, type ReleaseHead } from "#db/releases.ts";
import type { ReleaseContext } from "./release-context.ts";

/** Releases without their books, the newest first; `next` is where the page ended. */
export function listReleaseHeads(
  ctx: ReleaseContext,
  { after, limit }: { readonly after: number | null; readonly limit: number },
): Promise<{
  readonly releases: readonly ReleaseHead[];
  readonly current: number;
  readonly next: number | null;
}> {
  return inWorkspace(ctx.db, ctx.workspace, async (tx) => {
    const { current } = await readReleaseState(tx, ctx.workspace);
    const heads = await releaseHeadsBefore(tx, ctx.workspace, { before: after, limit: limit + 1 });
    const releases = heads.slice(0, limit);
    return { releases, current, next: heads.length > limit ? (releases.at(-1)?.number ?? null) : null };
  });
}

import { inWorkspace } from "#db/client.ts";
import { readReleaseState } from "#db/release-log.ts";
import { releaseHeads } from "#db/releases.ts";
import type { Book } from "#domain/book.ts";
import type { Context } from "#src/context.ts";
import { releaseOf } from "./release-of.ts";

export type ReleaseFound =
  | {
      readonly ok: true;
      readonly number: number;
      readonly standing: "draft" | "current" | "published before";
      readonly book: Book;
    }
  | {
      readonly ok: false;
      readonly refusal:
        | { readonly code: "no-such-release"; readonly number: number }
        | { readonly code: "no-draft"; readonly current: number };
    };

/** The release of that number; without one, the newest draft that waits to be published. */
export async function releaseToReplay(
  { db, workspace }: Pick<Context, "db" | "workspace">,
  number: number | null,
): Promise<ReleaseFound> {
  const { heads, current } = await inWorkspace(db, workspace, async (tx) => ({
    heads: await releaseHeads(tx, workspace, number),
    ...(await readReleaseState(tx, workspace)),
  }));
  const head = number === null ? heads.find((one) => isWaiting(one, current)) : heads[0];
  if (!head)
    return {
      ok: false,
      refusal: number === null ? { code: "no-draft", current } : { code: "no-such-release", number },
    };
  return {
    ok: true,
    number: head.number,
    standing: head.publishedAt === null ? "draft" : head.number === current ? "current" : "published before",
    book: await releaseOf(db, workspace, head.number),
  };
}

/** One that is older than what is current was passed over. */
function isWaiting(head: { number: number; publishedAt: Date | null }, current: number): boolean {
  return head.publishedAt === null && head.number > current;
}

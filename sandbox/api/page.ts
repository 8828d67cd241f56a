import { SlackError } from "../slack-error.ts";

/** One page of a list, and the cursor of the next (empty at the end). */
export function pageOf<T>(
  items: readonly T[],
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit?: number | undefined },
  limitDefault = 100,
): { readonly items: readonly T[]; readonly response_metadata: { readonly next_cursor: string } } {
  const from = cursor ? decode(cursor) : 0;
  const size = Math.min(Math.max(limit ?? limitDefault, 1), 1000);
  const next = from + size;
  return {
    items: items.slice(from, next),
    response_metadata: {
      next_cursor: next < items.length ? Buffer.from(`next:${next}`).toString("base64") : "",
    },
  };
}

function decode(cursor: string): number {
  const found = /^next:(\d+)$/.exec(Buffer.from(cursor, "base64").toString("utf8"));
  if (!found) throw new SlackError("invalid_cursor");
  return Number(found[1]);
}

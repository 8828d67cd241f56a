import type { WebClient } from "@slack/web-api";
import { z } from "zod";

/** Marks our messages in their metadata, which nobody but apps sees. */
const EVENT_TYPE = "baton_message";

/** Slack's clock and the database's may differ by this much. */
const SKEW_MS = 60_000;
const PAGE = 200;
const PAGES_MAX = 10;

const FoundSchema = z.object({
  ts: z.string(),
  metadata: z.object({
    event_type: z.literal(EVENT_TYPE),
    event_payload: z.object({ key: z.string(), version: z.int() }),
  }),
});

/** What a post carries so that it can be found again: Slack takes no key that keeps it from posting twice. */
export function keyMetadata(key: string, version: number) {
  return { event_type: EVENT_TYPE, event_payload: { key, version } };
}

export type Posted = { readonly ts: string; readonly version: number };

/** Looks for a message with that key that was posted since then: in the channel, or in the thread of `threadTs`. */
export async function findPosted(
  client: WebClient,
  { key, channel, threadTs, since }: { key: string; channel: string; threadTs: string | null; since: Date },
): Promise<Posted | null> {
  const oldest = String((since.getTime() - SKEW_MS) / 1000);
  let cursor = "";
  for (let page = 0; page < PAGES_MAX; page++) {
    const range = { channel, oldest, include_all_metadata: true, limit: PAGE, ...(cursor && { cursor }) };
    const { messages = [], response_metadata } = threadTs
      ? await client.conversations.replies({ ...range, ts: threadTs })
      : await client.conversations.history(range);
    const found = messages
      .map((one) => FoundSchema.safeParse(one).data)
      .find((one) => one?.metadata.event_payload.key === key);
    if (found) return { ts: found.ts, version: found.metadata.event_payload.version };
    cursor = response_metadata?.next_cursor ?? "";
    if (!cursor) break;
  }
  return null;
}

import type { Lease } from "#db/lanes.ts";
import { beginPost, type DueMessage } from "#db/slack-messages.ts";
import { call, mayCall, type Call, type LaneDeps, type Outcome } from "./calling.ts";
import { conversationFor } from "./conversation.ts";
import { findPosted, keyMetadata, type Posted } from "./find-posted.ts";
import type { Grip } from "./grip.ts";
import { renderMessage } from "./render.ts";

/** Shows one message as its run is now: changes it in Slack, or posts it where it isn't there yet. */
export function showMessage(deps: LaneDeps, lease: Lease, grip: Grip, due: DueMessage): Promise<Outcome> {
  const { channel, ts } = due;
  return channel && ts ? update(deps, lease, grip, due, { channel, ts }) : post(deps, lease, grip, due);
}

async function update(
  deps: LaneDeps,
  { workspace }: Lease,
  grip: Grip,
  due: DueMessage,
  at: { channel: string; ts: string },
): Promise<Outcome> {
  const { db, client, now } = deps;
  if (!(await mayCall(deps, workspace, "update", due.pressing)))
    return { outcome: "later", method: "update" };
  const { message, version } = await renderMessage(db, workspace, due, now());
  if (!grip.holds()) return { outcome: "lost" };
  const updated = await call(deps, workspace, "update", () => client.chat.update({ ...at, ...message }));
  if (updated.ok) return { outcome: "updated", ...at, version };
  const { why } = updated;
  return why.outcome === "refused" && why.error === "message_not_found" ? { outcome: "gone" } : why;
}

async function post(deps: LaneDeps, lease: Lease, grip: Grip, due: DueMessage): Promise<Outcome> {
  const { db, client, now, pace } = deps;
  const { workspace } = lease;
  // Slack takes messages to people who have left, and nobody reads them.
  if (!due.recipient_active)
    return { outcome: "refused", method: "post", error: "user_disabled", details: [] };
  const conversation = await conversationFor(deps, lease, due);
  if (!conversation.ok) return conversation.why;
  const channel = conversation.value;
  const earlier = await lookForEarlier(deps, lease, due, channel);
  if (!earlier.ok) return earlier.why;
  if (earlier.value) return { outcome: "found", channel, ...earlier.value };
  if (!(await mayCall(deps, workspace, "post", due.pressing))) return { outcome: "later", method: "post" };
  const { message, version } = await renderMessage(db, workspace, due, now());
  if (!grip.holds()) return { outcome: "lost" };
  const renewedAt = performance.now();
  if (!(await beginPost(db, lease, due.id, { leaseMs: pace.leaseMs, nextPostMs: pace.postsMs })))
    return { outcome: "lost" };
  grip.renewed(renewedAt);
  if (!grip.holds()) return { outcome: "lost" };
  const posted = await call(deps, workspace, "post", () =>
    client.chat.postMessage({
      channel,
      ...message,
      ...(due.kind === "stage" && due.card_ts && { thread_ts: due.card_ts }),
      metadata: keyMetadata(due.id, version),
      unfurl_links: false,
      unfurl_media: false,
    }),
  );
  return posted.ok ? { outcome: "posted", channel, ts: String(posted.value.ts), version } : posted.why;
}

/** What an earlier try came to whose end nobody heard. Null: there was none, or it posted nothing. */
async function lookForEarlier(
  deps: LaneDeps,
  { workspace }: Lease,
  due: DueMessage,
  channel: string,
): Promise<Call<Posted | null>> {
  const since = due.sending_since;
  if (!since) return { ok: true, value: null };
  const threadTs = due.kind === "stage" ? due.card_ts : null;
  const method = threadTs ? "replies" : "history";
  if (!(await mayCall(deps, workspace, method, due.pressing)))
    return { ok: false, why: { outcome: "later", method } };
  return call(deps, workspace, method, () =>
    findPosted(deps.client, { key: due.id, channel, threadTs, since }),
  );
}

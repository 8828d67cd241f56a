import type { Lane } from "#db/lanes.ts";
import type { DueMessage } from "#db/slack-messages.ts";
import { UserIdSchema } from "#src/ids.ts";
import { call, mayCall, type Call, type LaneDeps } from "./calling.ts";

const KNOWN_MAX = 10_000;

/** Where a message is posted: its lane names a channel, or a person, whose conversation with us is opened first. */
export async function conversationFor(
  deps: LaneDeps,
  { workspace, lane }: Lane,
  due: DueMessage,
): Promise<Call<string>> {
  if (!UserIdSchema.safeParse(lane).success) return { ok: true, value: lane };
  const { client, conversations } = deps;
  const key = `${workspace}/${lane}`;
  const known = conversations.get(key);
  if (known) return { ok: true, value: known };
  if (!(await mayCall(deps, workspace, "open", due.pressing)))
    return { ok: false, why: { outcome: "later", method: "open" } };
  const opened = await call(deps, workspace, "open", () => client.conversations.open({ users: lane }));
  if (!opened.ok) return opened;
  const channel = String(opened.value.channel?.id);
  if (conversations.size >= KNOWN_MAX) conversations.clear();
  conversations.set(key, channel);
  return { ok: true, value: channel };
}

import { App } from "@slack/bolt";
import type { Db } from "#db/client.ts";
import { boltLog } from "#slack/bolt-log.ts";
import { slackClient } from "#slack/client.ts";
import { slackPatience, socketDoor } from "#slack/doors.ts";
import { newLog } from "#src/log.ts";
import type { SlackWorkspace } from "./slack.ts";

const ACTION = "bare.press.v1";
const CHANNEL = "C0123456789";

/** The least that an app can do with a press and not lose it: one durable insert, then the acknowledgement. */
export async function startBareApp(db: Db, slack: SlackWorkspace) {
  await db.sql`create schema if not exists bench`;
  await db.sql`create table bench.presses (key text primary key, pressed_at timestamptz not null)`;
  const log = newLog("silent");
  const door = socketDoor({ ...slack, log, patience: slackPatience });
  const client = slackClient({ token: slack.botToken, slackApiUrl: slack.apiUrl });
  const { user_id: botUserId = "", bot_id: botId = "" } = await client.auth.test();
  const app = new App({
    receiver: door.receiver,
    socketMode: true,
    authorize: async () => ({ botToken: slack.botToken, botUserId, botId }),
    clientOptions: { slackApiUrl: slack.apiUrl },
    logger: boltLog(log),
    convoStore: false,
  });
  app.action(ACTION, async ({ ack, body }) => {
    const key = "trigger_id" in body ? body.trigger_id : "";
    await db.sql`insert into bench.presses (key, pressed_at) values (${key}, now())`;
    await ack();
  });
  await door.connect();
  const button = { type: "button", text: { type: "plain_text", text: "Press" }, action_id: ACTION } as const;
  const { ts = "" } = await client.chat.postMessage({
    channel: CHANNEL,
    text: "Press",
    blocks: [{ type: "actions", elements: [button] }],
  });
  return {
    /** Where its button is. */
    press: { channel: CHANNEL, ts, action_id: ACTION },
    stop: () => door.disconnect(),
  };
}

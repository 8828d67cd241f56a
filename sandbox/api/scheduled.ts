import type { ChatDeleteScheduledMessageResponse, ChatScheduleMessageResponse } from "@slack/web-api";
import { z } from "zod";
import { SlackError } from "../slack-error.ts";
import { nextId } from "../world.ts";
import { say } from "./chat.ts";
import { cut, messageBlocks } from "./content.ts";
import { channelOrThrow, writableChannel } from "./find.ts";
import { method, nested, whole } from "./method.ts";

const AHEAD_S_MAX = 120 * 24 * 3600;

const schedule = method(
  { scopes: ["chat:write"], tier: 3 },
  z.object({
    channel: z.string(),
    post_at: whole,
    text: z.string().optional(),
    blocks: nested(z.unknown()).optional(),
    thread_ts: z.string().optional(),
  }),
  (slack, args) => {
    const channel = writableChannel(slack, args.channel);
    const blocks = args.blocks === undefined ? [] : messageBlocks(args.blocks);
    if (!args.text && blocks.length === 0) throw new SlackError("no_text");
    const wait = args.post_at * 1000 - slack.clock.now();
    if (wait <= 0) throw new SlackError("time_in_past");
    if (wait > AHEAD_S_MAX * 1000) throw new SlackError("time_too_far");
    const id = nextId(slack.world, "Q");
    const text = cut(args.text ?? "");
    const threadTs = args.thread_ts ?? null;
    const cancel = slack.clock.after(wait, () => {
      slack.scheduled.delete(id);
      say(slack, {
        channel: channel.id,
        threadTs,
        text,
        blocks,
        metadata: null,
        isBroadcast: false,
        visibleTo: null,
      });
    });
    slack.scheduled.set(id, { channel: channel.id, cancel });
    return {
      ok: true,
      channel: channel.id,
      scheduled_message_id: id,
      post_at: args.post_at,
    } satisfies ChatScheduleMessageResponse;
  },
);

const remove = method(
  { scopes: ["chat:write"], tier: 3 },
  z.object({ channel: z.string(), scheduled_message_id: z.string() }),
  (slack, args) => {
    const channel = channelOrThrow(slack, args.channel);
    const found = slack.scheduled.get(args.scheduled_message_id);
    if (found?.channel !== channel.id) throw new SlackError("invalid_scheduled_message_id");
    found.cancel();
    slack.scheduled.delete(args.scheduled_message_id);
    return { ok: true } satisfies ChatDeleteScheduledMessageResponse;
  },
);

export const scheduledMethods = { "chat.scheduleMessage": schedule, "chat.deleteScheduledMessage": remove };

import { z } from "zod";
import { cut, messageBlocks } from "../api/content.ts";
import { say } from "../api/chat.ts";
import { SlackError } from "../slack-error.ts";
import type { Slack } from "../slack.ts";
import type { Channel, User } from "../world.ts";
import { encodeText } from "./encode.ts";
import { type ActAnswer, channelName, channelOf, failureName, person, slackbotTells } from "./person.ts";

export const CommandInput = z.strictObject({
  user: z.string(),
  channel: z.string(),
  /** The whole line: `/onboard status acme`. */
  text: z.string().max(16_000),
});

const AckSchema = z.union([
  z.object({
    text: z.string().optional(),
    blocks: z.unknown().optional(),
    response_type: z.string().optional(),
  }),
  z.string().transform((text) => ({ text, blocks: undefined, response_type: undefined })),
]);

/** A person types a slash command; the acknowledgement's text is shown to them. */
export async function typeCommand(slack: Slack, input: z.infer<typeof CommandInput>): Promise<ActAnswer> {
  const user = person(slack, input.user);
  const channel = channelOf(slack, user, input.channel);
  const [name = "", ...rest] = input.text.trimStart().split(/(?<=^\S+)\s+/);
  const command = slack.app.commands.find((one) => one.command === name.trim());
  if (!command) {
    slackbotTells(slack, user, channel, `${name} is not a valid command.`);
    return { ok: false, error: "unknown_command", ackMs: 0 };
  }
  const typed = rest.join(" ").trim();
  const target = { user: user.id, channel: channel.id, threadTs: null, messageTs: null };
  const acked = await slack.ask("slash_commands", {
    token: "sandbox-verification",
    team_id: user.teamId,
    team_domain: slack.world.team.domain,
    channel_id: channel.id,
    channel_name: channelName(channel),
    user_id: user.id,
    user_name: user.name,
    command: command.command,
    text: command.should_escape ? encodeText(slack.world, typed, true) : typed,
    api_app_id: slack.world.bot.appId,
    is_enterprise_install: "false",
    response_url: slack.responseUrls.issue("commands", target),
    trigger_id: slack.triggers.issue(user.id),
  });
  if (!acked.ok) return failed(slack, user, channel, command.command, failureName(acked.error), acked.ackMs);
  try {
    showAck(slack, user, channel, acked.ack);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return failed(slack, user, channel, command.command, error.code, acked.ackMs);
  }
  return acked;
}

function showAck(slack: Slack, user: User, channel: Channel, ack: unknown): void {
  const answer = AckSchema.safeParse(ack ?? {});
  if (!answer.success || (!answer.data.text && answer.data.blocks === undefined)) return;
  const { text = "", blocks, response_type } = answer.data;
  say(slack, {
    channel: channel.id,
    threadTs: null,
    text: cut(text),
    blocks: blocks === undefined ? [] : messageBlocks(blocks),
    metadata: null,
    isBroadcast: false,
    visibleTo: response_type === "in_channel" ? null : user.id,
  });
}

function failed(
  slack: Slack,
  user: User,
  channel: Channel,
  command: string,
  error: string,
  ackMs: number,
): ActAnswer {
  slackbotTells(slack, user, channel, `${command} failed with the error "${error}"`);
  return { ok: false, error, ackMs };
}

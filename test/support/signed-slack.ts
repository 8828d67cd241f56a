import { createHmac } from "node:crypto";
import { Hono } from "hono";
import type { UserId } from "#domain/ids.ts";
import { serve } from "#src/http.ts";
import { fields, type ActionId, type modalIds } from "#views/ids.ts";
import { ONBOARDING, type Bot } from "./bot.ts";

type FormId = (typeof modalIds)[keyof typeof modalIds];

/** Who does something in Slack, and of which team they are. */
export type Hand = { readonly id: UserId; readonly team: string };

/**
 * What Slack posts to the bot, signed as Slack signs it, also for what nobody is shown: an old message's button, or a form that was
 * kept open. Each answers with the key that the intent is known by.
 */
export type SignedSlack = {
  press(by: Hand, action: ActionId, value: string): Promise<string>;
  submit(
    by: Hand,
    form: FormId,
    about: object,
    values: Partial<Record<keyof typeof fields, string>>,
  ): Promise<string>;
  say(by: Hand, text: string): Promise<string>;
  stop(): Promise<void>;
};

const CHOSEN: ReadonlySet<string> = new Set([
  "duration",
  "choice",
  "target",
  "waitingOn",
  "stage",
  "role",
  "needed",
  "into",
]);

export async function signedSlack(bot: Bot, team: string): Promise<SignedSlack> {
  // Answers that only the asker sees go here.
  const sink = await serve(
    new Hono().post("/*", (c) => c.text("ok")),
    null,
    "127.0.0.1",
    0,
  );
  const response_url = `http://127.0.0.1:${sink.port}/answer`;
  let number = 0;
  const next = () => `${++number}.signed.test`;

  async function post(form: Readonly<Record<string, string>>): Promise<void> {
    const body = new URLSearchParams(form).toString();
    const seconds = String(Math.floor(Date.now() / 1000));
    const mac = createHmac("sha256", bot.sandbox.signingSecret).update(`v0:${seconds}:${body}`).digest("hex");
    const answer = await fetch(bot.requestUrl, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": seconds,
        "x-slack-signature": `v0=${mac}`,
      },
      body,
    });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`Slack was answered with ${answer.status}: ${text}`);
  }
  const userOf = (by: Hand) => ({ user: { id: by.id, team_id: by.team }, team: { id: team } });

  return {
    async press(by, action_id, value) {
      const key = next();
      const message_ts = "1700000000.000100";
      const payload = {
        type: "block_actions",
        ...userOf(by),
        trigger_id: key,
        response_url,
        channel: { id: ONBOARDING },
        container: { type: "message", channel_id: ONBOARDING, message_ts, is_ephemeral: false },
        actions: [{ type: "button", action_id, block_id: "b", value, action_ts: message_ts }],
      };
      await post({ payload: JSON.stringify(payload) });
      return key;
    },
    async submit(by, callback_id, about, values) {
      const key = next();
      const state = Object.entries(values).map(([name, value]) => {
        const field = new Map(Object.entries(fields)).get(name);
        if (!field) throw new Error(`No form has a field ${name}`);
        return [field.block_id, { [field.action_id]: entered(name, value) }] as const;
      });
      const view = {
        id: key,
        type: "modal",
        callback_id,
        private_metadata: JSON.stringify(about),
        blocks: [],
        state: { values: Object.fromEntries(state) },
      };
      await post({
        payload: JSON.stringify({ type: "view_submission", ...userOf(by), trigger_id: key, view }),
      });
      return key;
    },
    async say(by, text) {
      const key = next();
      const who = { user_id: by.id, team_id: by.team };
      await post({
        command: "/onboard",
        text,
        ...who,
        channel_id: ONBOARDING,
        trigger_id: key,
        response_url,
      });
      return key;
    },
    stop: () => sink.stop(),
  };
}

/** What was entered, as each kind of element has it. */
function entered(name: string, value: string): object {
  if (name === "person") return { selected_user: value };
  if (name === "review") return { selected_date: value };
  if (name === "due") return { selected_date_time: Math.floor(Date.parse(value) / 1000) };
  return CHOSEN.has(name) ? { selected_option: { value } } : { value };
}

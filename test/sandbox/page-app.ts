import type { App } from "@slack/bolt";
import type { KnownBlock, ModalView } from "@slack/types";
import { newHttpApp, onboarding } from "./support.ts";

/** A name that would run, call everybody or turn bold wherever it is not treated as text. */
export const NASTY = `<script>window.harmed = true</script><img src=x onerror="window.harmed = true"> <!channel> & Sons`;

/** A sandbox with an app that has a bit of everything, and a message with a thread in its channel. */
export async function newPageApp() {
  const started = await newHttpApp(register, {
    actions: [
      { label: "Move time on", hint: "To the next deadline.", run: async () => "It is five o'clock" },
    ],
  });
  const root = await started.app.client.chat.postMessage({
    channel: onboarding,
    text: "Example client",
    blocks: [
      { type: "header", text: { type: "plain_text", text: NASTY } },
      {
        type: "section",
        text: {
          type: "mrkdwn",
          text: `*Owner* ${escape(NASTY)} due <!date^1767225600^{date_num} {time}|never>`,
        },
      },
      { type: "section", fields: [mrkdwn("*Due*\nsoon"), mrkdwn("*Owner*\n<@U00000CSM01>")] },
      actions(button("Hand off", "handoff"), confirmed(button("Cancel it", "cancel"))),
    ],
  });
  const ts = root.ts ?? "";
  await started.app.client.chat.postMessage({
    channel: onboarding,
    thread_ts: ts,
    text: "A checklist",
    blocks: [{ type: "section", text: mrkdwn("*First task*"), accessory: button("Claim", "claim") }],
  });
  return { ...started, ts };
}

function register(app: App): void {
  app.command("/example", ({ ack, command }) => ack(`You said: ${command.text}`));
  app.action("handoff", async ({ ack, body, client }) => {
    if ("trigger_id" in body) await client.views.open({ trigger_id: body.trigger_id, view: modal });
    await ack();
  });
  app.action("cancel", async ({ ack, respond }) => {
    await ack();
    await respond({ response_type: "in_channel", replace_original: false, text: "It was cancelled" });
  });
  app.action("claim", async ({ ack, body, client }) => {
    await ack();
    if (body.type !== "block_actions" || !body.channel || !body.message) return;
    const blocks: KnownBlock[] = [
      { type: "section", text: mrkdwn(`*First task* · <@${body.user.id}> has it`) },
      actions(button("Done", "done")),
    ];
    await client.chat.update({
      channel: body.channel.id,
      ts: body.message["ts"],
      text: "A checklist",
      blocks,
    });
  });
  app.view("handoff", async ({ ack, view, client, body }) => {
    const note = view.state.values["note"]?.["text"]?.value ?? "";
    if (note.length < 5) return ack({ response_action: "errors", errors: { note: "Say a little more" } });
    await ack();
    const to = view.state.values["to"]?.["user"]?.selected_user ?? "nobody";
    await client.chat.postEphemeral({
      channel: onboarding,
      user: body.user.id,
      text: `Offered to <@${to}>: ${note}`,
    });
  });
  app.event("app_home_opened", async ({ event, client }) => {
    await client.views.publish({
      user_id: event.user,
      view: {
        type: "home",
        blocks: [{ type: "header", text: { type: "plain_text", text: "What needs you" } }],
      },
    });
  });
}

const modal: ModalView = {
  type: "modal",
  callback_id: "handoff",
  title: { type: "plain_text", text: "Hand it off" },
  submit: { type: "plain_text", text: "Offer" },
  blocks: [
    {
      type: "input",
      block_id: "to",
      label: { type: "plain_text", text: "Who takes it" },
      element: { type: "users_select", action_id: "user" },
    },
    {
      type: "input",
      block_id: "note",
      label: { type: "plain_text", text: "Note" },
      element: { type: "plain_text_input", action_id: "text", multiline: true },
    },
    {
      type: "input",
      block_id: "extras",
      optional: true,
      label: { type: "plain_text", text: "And" },
      element: {
        type: "checkboxes",
        action_id: "extras",
        options: [{ text: { type: "plain_text", text: "Tell the client" }, value: "client" }],
      },
    },
  ],
};

function mrkdwn(text: string) {
  return { type: "mrkdwn" as const, text };
}

function actions(...elements: ReturnType<typeof button>[]): KnownBlock {
  return { type: "actions", elements };
}

function button(text: string, action_id: string) {
  return {
    type: "button" as const,
    action_id,
    value: action_id,
    text: { type: "plain_text" as const, text },
  };
}

function confirmed<B extends ReturnType<typeof button>>(one: B) {
  const plain = (text: string) => ({ type: "plain_text" as const, text });
  return {
    ...one,
    confirm: { title: plain("Sure?"), text: plain("It ends."), confirm: plain("Yes"), deny: plain("No") },
  };
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

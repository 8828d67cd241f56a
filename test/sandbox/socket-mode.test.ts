import { expect, test } from "vitest";
import { bot, csm1, newApp, onboarding } from "./support.ts";

test("a slash command reaches the app, and its acknowledgement is shown to the person who typed it alone", async () => {
  const { people } = await newApp((app) => {
    app.command("/example", ({ ack, command }) => ack(`You said: ${command.text}`));
  });
  const answer = await people.command({
    user: csm1,
    channel: onboarding,
    text: "/example ask @csm-2 in #onboarding & <b>",
  });
  expect(answer).toMatchObject({ ok: true });
  const said = "You said: ask <@U00000CSM02|csm-2> in <#C0123456789|onboarding> &amp; &lt;b&gt;";
  expect(await people.messages({ channel: onboarding, user: csm1 })).toMatchObject([
    { text: said, ephemeral: true },
  ]);
  expect(await people.messages({ channel: onboarding })).toEqual([]);
});

test("a button opens a modal, whose values reach the app in the shape of their kind", async () => {
  const { people, app } = await newApp((app) => {
    app.action("open", async ({ ack, body, client }) => {
      await ack();
      if (!("trigger_id" in body)) return;
      await client.views.open({
        trigger_id: body.trigger_id,
        view: {
          type: "modal",
          callback_id: "form",
          title: { type: "plain_text", text: "Form" },
          submit: { type: "plain_text", text: "Send" },
          blocks: [
            {
              type: "input",
              block_id: "who",
              label: { type: "plain_text", text: "Who" },
              element: { type: "users_select", action_id: "pick" },
            },
            {
              type: "input",
              block_id: "note",
              optional: true,
              label: { type: "plain_text", text: "Note" },
              element: { type: "plain_text_input", action_id: "text" },
            },
          ],
        },
      });
    });
    app.view("form", async ({ ack, view, client }) => {
      await ack();
      const { who, note } = view.state.values;
      await client.chat.postMessage({
        channel: onboarding,
        text: `${who?.["pick"]?.selected_user} ${note?.["text"]?.value}`,
      });
    });
  });
  const posted = await app.client.chat.postMessage({
    channel: onboarding,
    text: "Press",
    blocks: [
      {
        type: "actions",
        elements: [
          { type: "button", action_id: "open", text: { type: "plain_text", text: "Open" }, value: "1" },
        ],
      },
    ],
  });
  await people.click({ user: csm1, channel: onboarding, ts: posted.ts ?? "", action_id: "open" });
  const view = await people.until(async () => (await people.state(csm1)).view);
  expect(view.view.title.text).toBe("Form");

  const incomplete = await people.submit({ user: csm1, view_id: view.id });
  expect(incomplete).toMatchObject({ ok: false, errors: { who: "Please complete this required field." } });
  expect(
    await people.submit({ user: csm1, view_id: view.id, values: { who: { pick: csm1 } } }),
  ).toMatchObject({ ok: true });
  expect((await people.state(csm1)).view).toBeNull();
  await people.until(async () =>
    (await people.messages({ channel: onboarding })).some((one) => one.text === `${csm1} null`),
  );
});

test("a mention reaches the app, which answers in the thread to that person alone", async () => {
  const { people } = await newApp((app) => {
    app.event("app_mention", async ({ event, client }) => {
      await client.chat.postEphemeral({
        channel: event.channel,
        user: event.user ?? "",
        text: `Heard: ${event.text}`,
        thread_ts: event.ts,
      });
    });
  });
  const { ts } = await people.mention({ user: csm1, channel: onboarding, text: "help" });
  const heard = await people.until(async () =>
    (await people.messages({ channel: onboarding, user: csm1 })).find((one) => one.ephemeral),
  );
  expect(heard).toMatchObject({ text: `Heard: <@${bot}> help`, threadTs: ts, user: bot });
});

test("App Home shows what the app publishes when a person opens it", async () => {
  const { people } = await newApp((app) => {
    app.event("app_home_opened", async ({ event, client }) => {
      await client.views.publish({
        user_id: event.user,
        view: {
          type: "home",
          blocks: [{ type: "section", text: { type: "mrkdwn", text: `Hello <@${event.user}>` } }],
        },
      });
    });
  });
  await people.home(csm1);
  const home = await people.until(async () => (await people.state(csm1)).home);
  expect(home.blocks).toMatchObject([{ text: { text: `Hello <@${csm1}>` } }]);
});

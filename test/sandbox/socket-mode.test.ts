import { expect, test } from "vitest";
import { bot, buttonBlocks, csm1, newClock, newSandbox, newSocketApp, onboarding } from "./support.ts";

test("a slash command reaches the app, and its answer is shown to the person who typed it alone", async () => {
  const { people } = await newSocketApp((app) => {
    app.command("/example", ({ ack, command }) => ack(`You said: ${command.text}`));
  });
  const text = "/example ask @csm-2 in #onboarding & <b>";
  expect(await people.command({ user: csm1, channel: onboarding, text })).toMatchObject({ ok: true });
  const said = "You said: ask <@U00000CSM02|csm-2> in <#C0123456789|onboarding> &amp; &lt;b&gt;";
  expect(await people.messages({ channel: onboarding, user: csm1 })).toMatchObject([
    { text: said, ephemeral: true },
  ]);
  expect(await people.messages({ channel: onboarding })).toEqual([]);
});

test("a command that asked for no escaping arrives as it was typed", async () => {
  const { people } = await newSocketApp((app) => {
    app.command("/plain", ({ ack, command }) => ack(command.text));
  });
  await people.command({ user: csm1, channel: onboarding, text: "/plain ask @csm-2 & <b>" });
  expect(await people.messages({ channel: onboarding, user: csm1 })).toMatchObject([
    { text: "ask @csm-2 & <b>" },
  ]);
});

test("a button opens a modal, whose values reach the app in the shape of their kind", async () => {
  const { people, app } = await newSocketApp((app) => {
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
      const text = `${who?.["pick"]?.selected_user} ${note?.["text"]?.value}`;
      await client.chat.postMessage({ channel: onboarding, text });
    });
  });
  const { ts = "" } = await app.client.chat.postMessage({
    channel: onboarding,
    text: "Hi",
    blocks: buttonBlocks("open"),
  });
  await people.click({ user: csm1, channel: onboarding, ts, action_id: "open" });
  const view = await people.until(async () => (await people.state(csm1)).view);
  expect(view.view.title.text).toBe("Form");

  const incomplete = await people.submit({ user: csm1, view_id: view.id });
  expect(incomplete).toMatchObject({ ok: false, errors: { who: "Please complete this required field." } });
  const complete = await people.submit({ user: csm1, view_id: view.id, values: { who: { pick: csm1 } } });
  expect(complete).toMatchObject({ ok: true });
  expect((await people.state(csm1)).view).toBeNull();
  await people.until(async () =>
    (await people.messages({ channel: onboarding })).some((one) => one.text === `${csm1} null`),
  );
});

test("a mention reaches the app, which can answer in the thread to that person alone", async () => {
  const { people } = await newSocketApp((app) => {
    app.event("app_mention", async ({ event, client }) => {
      const { channel, user = "", text, thread_ts = event.ts } = event;
      await client.chat.postEphemeral({ channel, user, text: `Heard: ${text}`, thread_ts });
    });
  });
  const root = await people.message({ user: csm1, channel: onboarding, text: "A thread begins" });
  await people.mention({ user: csm1, channel: onboarding, text: "help", thread_ts: root.ts });
  const heard = await people.until(async () =>
    (await people.messages({ channel: onboarding, user: csm1 })).find((one) => one.ephemeral),
  );
  expect(heard).toMatchObject({ text: `Heard: <@${bot}> help`, threadTs: root.ts, user: bot });
});

test("App Home shows what the app publishes when a person opens it", async () => {
  const { people } = await newSocketApp((app) => {
    app.event("app_home_opened", async ({ event, client }) => {
      const text = { type: "mrkdwn" as const, text: `Hello <@${event.user}>` };
      await client.views.publish({
        user_id: event.user,
        view: { type: "home", blocks: [{ type: "section", text }] },
      });
    });
  });
  await people.home(csm1);
  const home = await people.until(async () => (await people.state(csm1)).home);
  expect(home.blocks).toMatchObject([{ text: { text: `Hello <@${csm1}>` } }]);
});

test("the app hears when a person is deactivated", async () => {
  const heard: unknown[] = [];
  const { people } = await newSocketApp((app) => {
    app.event("user_change", async ({ event }) => void heard.push(event.user));
  });
  await people.deactivate(csm1);
  await people.until(() => heard.length > 0);
  expect(heard).toMatchObject([{ id: csm1, deleted: true }]);
});

test("a command that is not acknowledged within three seconds fails in front of the person", async () => {
  const clock = newClock();
  let isRunning = false;
  const { people } = await newSocketApp(
    (app) => {
      app.command("/example", async () => void (isRunning = true));
    },
    { clock },
  );
  const answering = people.command({ user: csm1, channel: onboarding, text: "/example" });
  await people.until(() => isRunning);
  clock.advance(3000);
  expect(await answering).toMatchObject({ ok: false, error: "operation_timeout", ackMs: 3000 });
  expect(await people.messages({ channel: onboarding, user: csm1 })).toMatchObject([
    { user: "USLACKBOT", text: '/example failed with the error "operation_timeout"' },
  ]);
});

test("a command fails at once when no app is connected", async () => {
  const { people } = await newSandbox();
  const answer = await people.command({ user: csm1, channel: onboarding, text: "/example" });
  expect(answer).toMatchObject({ ok: false, error: "dispatch_failed" });
});

test("an event that nobody took is sent again after one minute, as the same event", async () => {
  const clock = newClock();
  const heard: string[] = [];
  const { people, sandbox, app } = await newSocketApp(
    (app) => {
      app.event("app_mention", async ({ body }) => void heard.push(body.event_id));
    },
    { clock },
  );
  await app.stop();
  await people.until(() => sandbox.connections() === 0);
  await people.mention({ user: csm1, channel: onboarding, text: "help" });
  clock.advance(0); // the first retry, at once
  await people.until(async () => (await people.deliveries()).length === 2);
  await app.start();
  clock.advance(60_000);
  await people.until(() => heard.length > 0);
  const tries = await people.deliveries();
  expect(tries.map(({ attempt, ok }) => ({ attempt, ok }))).toEqual([
    { attempt: 0, ok: false },
    { attempt: 1, ok: false },
    { attempt: 2, ok: true },
  ]);
  expect(new Set(tries.map((one) => one.envelopeId)).size).toBe(1);
});

test("an envelope can be sent once more, unchanged", async () => {
  const triggers: string[] = [];
  const { people } = await newSocketApp((app) => {
    app.command("/example", async ({ ack, body }) => {
      triggers.push(body.trigger_id);
      await ack();
    });
  });
  await people.command({ user: csm1, channel: onboarding, text: "/example" });
  expect(await people.resend()).toMatchObject({ ok: true });
  expect(triggers).toHaveLength(2);
  expect(new Set(triggers).size).toBe(1);
});

test("a connection is told to come back, and the ticket it used is worth nothing any more", async () => {
  const { people, sandbox, call } = await newSocketApp(() => {});
  expect(sandbox.connections()).toBe(1);
  await people.disconnect();
  await people.until(() => sandbox.connections() === 0);
  const { url } = await call("apps.connections.open", {}, sandbox.appToken);
  const connect = () =>
    new Promise((resolve) => {
      const socket = new WebSocket(String(url));
      socket.addEventListener("message", ({ data }) => {
        resolve(JSON.parse(String(data)).type);
        socket.close();
      });
      socket.addEventListener("error", () => resolve("refused"));
    });
  expect(await connect()).toBe("hello");
  expect(await connect()).toBe("refused");
});

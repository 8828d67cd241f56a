import { createServer, type IncomingMessage } from "node:http";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { buttonBlocks, csm1, newClock, newHttpApp, newSandbox, onboarding, portOf } from "./support.ts";

test("commands, buttons and events reach the app by signed requests to one address", async () => {
  const heard: string[] = [];
  const { people, app } = await newHttpApp((app) => {
    app.command("/example", ({ ack, command }) => ack({ text: command.text, response_type: "in_channel" }));
    app.action("press", async ({ ack, body, action, respond }) => {
      await ack();
      heard.push(`${body.type} ${"value" in action ? action.value : ""}`);
      await respond("Only you see this");
    });
    app.event("app_mention", async ({ event }) => void heard.push(event.type));
  });
  await people.command({ user: csm1, channel: onboarding, text: "/example hello" });
  expect(await people.messages({ channel: onboarding })).toMatchObject([{ text: "hello" }]);

  const { ts = "" } = await app.client.chat.postMessage({
    channel: onboarding,
    text: "Hi",
    blocks: buttonBlocks("press"),
  });
  expect(await people.click({ user: csm1, channel: onboarding, ts, action_id: "press" })).toMatchObject({
    ok: true,
  });
  await people.mention({ user: csm1, channel: onboarding, text: "help" });
  await people.until(() => heard.length === 2);
  expect(heard.sort()).toEqual(["app_mention", "block_actions 1"]);
  const mine = await people.until(async () =>
    (await people.messages({ channel: onboarding, user: csm1 })).find((one) => one.ephemeral),
  );
  expect(mine.text).toBe("Only you see this");
});

test("a request whose signature is wrong is refused by the app, and the person is told", async () => {
  const { requestUrl } = await newHttpApp((app) => {
    app.command("/example", ({ ack }) => ack());
  });
  const { people } = await newSandbox({ signingSecret: "another secret", transport: { requestUrl } });
  const answer = await people.command({ user: csm1, channel: onboarding, text: "/example" });
  expect(answer).toMatchObject({ ok: false, error: "dispatch_failed" });
});

test("an event is tried again at once, after one minute and after five, and then no more", async () => {
  const clock = newClock();
  const { people, tries } = await failingApp(clock, {});
  await people.mention({ user: csm1, channel: onboarding, text: "help" });
  const waits = [0, 60_000, 300_000, 3_600_000];
  for (const [index, wait] of waits.entries()) {
    await people.until(async () => (await people.deliveries()).length === Math.min(index + 1, 4));
    clock.advance(wait);
  }
  await people.until(() => tries.length === 4);
  expect(tries.map(({ headers }) => [headers["x-slack-retry-num"], headers["x-slack-retry-reason"]])).toEqual(
    [
      [undefined, undefined],
      ["1", "http_error"],
      ["2", "http_error"],
      ["3", "http_error"],
    ],
  );
});

test("an event is not tried again when the app asks for that", async () => {
  const clock = newClock();
  const { people, tries } = await failingApp(clock, { "x-slack-no-retry": "1" });
  await people.mention({ user: csm1, channel: onboarding, text: "help" });
  await people.until(async () => (await people.deliveries()).length === 1);
  clock.advance(3_600_000);
  expect(tries).toHaveLength(1);
});

/** An app that answers every request with 500. */
async function failingApp(clock: ReturnType<typeof newClock>, headers: Record<string, string>) {
  const tries: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    tries.push(request);
    response.writeHead(500, headers).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const transport = { requestUrl: `http://127.0.0.1:${portOf(server.address())}/` };
  return { ...(await newSandbox({ clock, transport })), tries };
}

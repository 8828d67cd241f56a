import type { BlockAction } from "@slack/bolt";
import { expect, test } from "vitest";
import { buttonBlocks, csm1, newClock, newSocketApp, onboarding } from "./support.ts";

/** Presses a button and gives back how to answer to its response_url. */
async function pressed() {
  const clock = newClock();
  const urls: string[] = [];
  const started = await newSocketApp(
    (app) => {
      app.action<BlockAction>("press", async ({ ack, body }) => {
        await ack();
        urls.push(body.response_url ?? "");
      });
    },
    { clock },
  );
  const posted = await started.call("chat.postMessage", {
    channel: onboarding,
    text: "Hi",
    blocks: buttonBlocks("press"),
  });
  await started.people.click({
    user: csm1,
    channel: onboarding,
    ts: String(posted["ts"]),
    action_id: "press",
  });
  const respond = async (body: object) => {
    const response = await fetch(urls[0] ?? "", { method: "POST", body: JSON.stringify(body) });
    return { status: response.status, text: await response.text() };
  };
  return { ...started, respond, clock };
}

test("an answer is for the one person, unless it says otherwise", async () => {
  const { people, respond } = await pressed();
  expect(await respond({ text: "For you" })).toEqual({ status: 200, text: "ok" });
  await respond({ text: "For all", response_type: "in_channel" });
  expect((await people.messages({ channel: onboarding })).map((one) => one.text)).toEqual(["Hi", "For all"]);
  expect(await people.messages({ channel: onboarding, user: csm1 })).toHaveLength(3);
});

test("an answer can take the place of the message, or take it away", async () => {
  const { people, respond } = await pressed();
  await respond({ text: "Instead", replace_original: true });
  expect(await people.messages({ channel: onboarding })).toMatchObject([{ text: "Instead", blocks: [] }]);
  await respond({ delete_original: true });
  expect(await people.messages({ channel: onboarding })).toEqual([]);
});

test("five answers are taken, and none after half an hour", async () => {
  const first = await pressed();
  for (let count = 0; count < 5; count += 1)
    expect(await first.respond({ text: "Hi" })).toMatchObject({ status: 200 });
  expect(await first.respond({ text: "Hi" })).toEqual({
    status: 404,
    text: '{"ok":false,"error":"used_url"}',
  });
  const second = await pressed();
  second.clock.advance(30 * 60_000 + 1);
  expect(await second.respond({ text: "Hi" })).toEqual({
    status: 404,
    text: '{"ok":false,"error":"expired_url"}',
  });
});

test("bad blocks are refused in plain text", async () => {
  const { respond } = await pressed();
  expect(await respond({ blocks: [{ type: "banner" }] })).toEqual({ status: 400, text: "invalid_blocks" });
});

import { expect, test } from "vitest";
import { buttonBlocks, csm1, csm2, gone, newSandbox, onboarding, shared, stranger } from "./support.ts";

const blocks = [{ type: "section", text: { type: "mrkdwn", text: "In blocks" } }];
const metadata = { event_type: "example", event_payload: { key: "k" } };

test("history has a channel's messages, newest first, without replies and ephemeral ones", async () => {
  const { call } = await newSandbox();
  const { ts } = await call("chat.postMessage", { channel: onboarding, text: "First" });
  await call("chat.postMessage", { channel: onboarding, text: "Reply", thread_ts: ts });
  await call("chat.postEphemeral", { channel: onboarding, user: csm1, text: "Secret" });
  await call("chat.postMessage", { channel: onboarding, text: "Second" });
  expect(await call("conversations.history", { channel: onboarding })).toMatchObject({
    messages: [{ text: "Second" }, { text: "First", reply_count: 1, thread_ts: ts }],
  });
  expect(await call("conversations.replies", { channel: onboarding, ts })).toMatchObject({
    messages: [{ text: "First" }, { text: "Reply", thread_ts: ts }],
  });
});

test("metadata is kept, and told only when asked for", async () => {
  const { call } = await newSandbox();
  await call("chat.postMessage", { channel: onboarding, text: "Hi", metadata });
  const plain = await call("conversations.history", { channel: onboarding });
  expect(JSON.stringify(plain)).not.toContain("event_payload");
  const full = await call("conversations.history", { channel: onboarding, include_all_metadata: true });
  expect(full).toMatchObject({ messages: [{ metadata }] });
});

test.for([
  { given: { text: "New" }, becomes: { text: "New", blocks: [], edited: true } },
  { given: { blocks: [], text: "New" }, becomes: { text: "New", blocks: [], edited: true } },
  {
    given: { text: "New", blocks },
    becomes: { text: "New", blocks: [{ text: { text: "In blocks" } }], edited: false },
  },
  {
    given: { metadata, blocks },
    becomes: { text: "", blocks: [{ text: { text: "In blocks" } }], edited: false },
  },
])("an update to %j shows %j", async ({ given, becomes }) => {
  const { call, people } = await newSandbox();
  const { ts } = await call("chat.postMessage", {
    channel: onboarding,
    text: "Old",
    blocks: buttonBlocks("press"),
  });
  expect(await call("chat.update", { channel: onboarding, ts, ...given })).toMatchObject({ ok: true });
  const [shown] = await people.messages({ channel: onboarding });
  expect(shown).toMatchObject(becomes);
  expect(shown?.blocks).toHaveLength(becomes.blocks.length);
});

test("only the app's own lasting messages can be updated", async () => {
  const { call, people } = await newSandbox();
  const { message_ts } = await call("chat.postEphemeral", {
    channel: onboarding,
    user: csm1,
    text: "Secret",
  });
  const theirs = await people.message({ user: csm1, channel: onboarding, text: "Mine" });
  const update = (ts: unknown) => call("chat.update", { channel: onboarding, ts, text: "New" });
  expect(await update(message_ts)).toMatchObject({ error: "message_not_found" });
  expect(await update(theirs.ts)).toMatchObject({ error: "cant_update_message" });
});

test("an archived channel takes no message and no update", async () => {
  const { call, people } = await newSandbox();
  const { ts } = await call("chat.postMessage", { channel: onboarding, text: "Hi" });
  await people.archive(onboarding);
  expect(await call("chat.postMessage", { channel: onboarding, text: "Hi" })).toMatchObject({
    error: "is_archived",
  });
  expect(await call("chat.update", { channel: onboarding, ts, text: "New" })).toMatchObject({
    error: "is_inactive",
  });
});

test("the app writes only where it is a member", async () => {
  const { call, people } = await newSandbox();
  await people.setMember(onboarding, "U00000BOT01", false);
  expect(await call("chat.postMessage", { channel: onboarding, text: "Hi" })).toMatchObject({
    error: "not_in_channel",
  });
});

test("a message to a person opens their conversation with the app, which nobody else sees", async () => {
  const { call, people } = await newSandbox();
  const { channel } = await call("chat.postMessage", { channel: csm1, text: "For you" });
  expect(await call("conversations.open", { users: csm1 })).toMatchObject({ channel: { id: channel } });
  expect(await people.state(csm1)).toMatchObject({ dm: channel });
  expect((await people.snapshot(csm1)).messages).toMatchObject([{ text: "For you" }]);
  expect((await people.snapshot(csm2)).messages).toEqual([]);
});

test("a message to a deactivated person is taken without a word", async () => {
  const { call } = await newSandbox();
  expect(await call("chat.postMessage", { channel: gone, text: "Anybody there?" })).toMatchObject({
    ok: true,
  });
});

test("an ephemeral message in a thread shows only where there is a thread already", async () => {
  const { call, people } = await newSandbox();
  const { ts } = await call("chat.postMessage", { channel: onboarding, text: "Root" });
  await call("chat.postEphemeral", { channel: onboarding, user: csm1, text: "Secret", thread_ts: ts });
  const seen = async () =>
    (await people.messages({ channel: onboarding, user: csm1 })).map((one) => one.text);
  expect(await seen()).toEqual(["Root"]);
  await call("chat.postMessage", { channel: onboarding, text: "Reply", thread_ts: ts });
  expect(await seen()).toEqual(["Root", "Secret", "Reply"]);
});

test("a stranger sees the channels they share and no other", async () => {
  const { people } = await newSandbox();
  expect((await people.snapshot(stranger)).channels.map((one) => one.id)).toEqual([shared]);
  const listening = people.message({ user: stranger, channel: onboarding, text: "Hi" });
  await expect(listening).rejects.toMatchObject({ code: "no_such_channel" });
});

test.for([
  ["ask @csm-2, not @csm-22", "ask <@U00000CSM02>, not @csm-22"],
  ["@Example CSM One in #onboarding-reports", "<@U00000CSM01> in <#C0123456790|onboarding-reports>"],
  ["R&D <!channel>", "R&amp;D &lt;!channel&gt;"],
  ["<@U00000CSM02> R&amp;D", "<@U00000CSM02> R&amp;D"],
] satisfies [string, string][])("a person's %j is told to apps as %j", async ([text, told]) => {
  const { people } = await newSandbox();
  await people.message({ user: csm1, channel: onboarding, text });
  expect(await people.messages({ channel: onboarding })).toMatchObject([{ text: told }]);
});

test("a permalink leads to the message on the page", async () => {
  const { call, sandbox } = await newSandbox();
  const { ts } = await call("chat.postMessage", { channel: onboarding, text: "Root" });
  const reply = await call("chat.postMessage", { channel: onboarding, text: "Reply", thread_ts: ts });
  const link = async (message_ts: unknown) =>
    (await call("chat.getPermalink", { channel: onboarding, message_ts }))["permalink"];
  expect(await link(ts)).toBe(`${sandbox.url}/archives/${onboarding}/p${String(ts).replace(".", "")}`);
  expect(await link(reply["ts"])).toContain(`?thread_ts=${String(ts)}&cid=${onboarding}`);
});

test("a deleted message is gone, and its reply no longer counts", async () => {
  const { call, people } = await newSandbox();
  const { ts } = await call("chat.postMessage", { channel: onboarding, text: "Root" });
  const reply = await call("chat.postMessage", { channel: onboarding, text: "Reply", thread_ts: ts });
  await call("chat.delete", { channel: onboarding, ts: reply["ts"] });
  expect(await people.messages({ channel: onboarding })).toHaveLength(1);
  const { messages } = await call("conversations.history", { channel: onboarding });
  expect(JSON.stringify(messages)).not.toContain("reply_count");
});

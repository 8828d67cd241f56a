import { WebClient } from "@slack/web-api";
import { expect, test } from "vitest";
import { csm1, gone, newSandbox, onboarding, stranger } from "./support.ts";

test("the official client is understood, with its form-encoded arguments", async () => {
  const { sandbox } = await newSandbox();
  const client = new WebClient(sandbox.botToken, { slackApiUrl: sandbox.apiUrl });
  expect(await client.auth.test()).toMatchObject({ ok: true, team: "Acme SaaS", bot_id: "B00000BOT01" });
  const posted = await client.chat.postMessage({
    channel: onboarding,
    text: "Hi",
    blocks: [{ type: "divider" }],
    metadata: { event_type: "example", event_payload: { key: "k" } },
  });
  expect(posted.message).toMatchObject({
    text: "Hi",
    blocks: [{ type: "divider", block_id: expect.any(String) }],
  });
});

test.for([
  { given: "no token", token: "", method: "auth.test", error: "not_authed" },
  { given: "a token of nobody", token: "xoxb-unknown", method: "auth.test", error: "invalid_auth" },
  { given: "a method that Slack doesn't have", method: "chat.shout", error: "unknown_method" },
  {
    given: "the bot's token for a connection",
    method: "apps.connections.open",
    error: "not_allowed_token_type",
  },
  { given: "no channel", method: "chat.postMessage", args: { text: "Hi" }, error: "invalid_arguments" },
  {
    given: "no such channel",
    method: "chat.postMessage",
    args: { channel: "C0", text: "Hi" },
    error: "channel_not_found",
  },
  { given: "no text", method: "chat.postMessage", args: { channel: onboarding }, error: "no_text" },
  { given: "no such person", method: "users.info", args: { user: "U0" }, error: "user_not_found" },
  {
    given: "an address of nobody",
    method: "users.lookupByEmail",
    args: { email: "x@acme.example" },
    error: "users_not_found",
  },
  { given: "nobody to talk to", method: "conversations.open", error: "users_list_not_supplied" },
  {
    given: "a deactivated person to talk to",
    method: "conversations.open",
    args: { users: gone },
    error: "user_disabled",
  },
  {
    given: "a cursor made up",
    method: "conversations.history",
    args: { channel: onboarding, cursor: "x" },
    error: "invalid_cursor",
  },
] satisfies { given: string; method: string; token?: string; args?: object; error: string }[])(
  "$method with $given answers $error",
  async ({ method, token, args = {}, error }) => {
    const { call } = await newSandbox();
    expect(await call(method, args, token)).toMatchObject({ status: 200, ok: false, error });
  },
);

test("a method whose scope the manifest doesn't ask for says which one is missing", async () => {
  const { call } = await newSandbox();
  expect(await call("reactions.add", { channel: onboarding, timestamp: "1.1", name: "eyes" })).toMatchObject({
    error: "missing_scope",
    needed: "reactions:write",
    provided: expect.stringContaining("chat:write"),
  });
});

test("a withdrawn token is refused until the app is installed again", async () => {
  const { call, people } = await newSandbox();
  await people.setInstallation("token_revoked");
  expect(await call("auth.test")).toMatchObject({ error: "token_revoked" });
  await people.setInstallation("installed");
  expect(await call("auth.test")).toMatchObject({ ok: true });
});

test("people are found by address and id, with their zone; deactivated ones and strangers not by address", async () => {
  const { call } = await newSandbox();
  expect(await call("users.lookupByEmail", { email: "CSM-1@acme.example" })).toMatchObject({
    user: { id: csm1, tz: "Europe/Berlin", profile: { email: "csm-1@acme.example" }, is_bot: false },
  });
  expect(await call("users.info", { user: gone })).toMatchObject({ user: { deleted: true } });
  expect(await call("users.info", { user: stranger })).toMatchObject({ user: { is_stranger: true } });
  for (const email of ["gone@acme.example", "stranger@partner.example"])
    expect(await call("users.lookupByEmail", { email })).toMatchObject({ error: "users_not_found" });
});

test("a long list comes in pages", async () => {
  const { call } = await newSandbox();
  const first = await call("users.list", { limit: 9 });
  const { next_cursor: cursor } = Object(first["response_metadata"]);
  const second = await call("users.list", { limit: 9, cursor });
  expect(first["members"]).toHaveLength(9);
  expect(second).toMatchObject({ members: expect.any(Array), response_metadata: { next_cursor: "" } });
});

test("the log keeps every call with its answer, and no token", async () => {
  const { call, people, sandbox } = await newSandbox();
  await call("chat.postMessage", { channel: onboarding, text: "Hi", token: sandbox.botToken });
  expect(await people.calls("chat.postMessage")).toMatchObject([
    { args: { channel: onboarding, text: "Hi" }, status: 200, answer: { ok: true } },
  ]);
  expect(JSON.stringify(await people.log())).not.toContain(sandbox.botToken);
});

import { expect, test } from "vitest";
import { newSandbox, onboarding } from "./support.ts";

const plain = (text: string) => ({ type: "plain_text", text });
const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
const button = (id: string, extra: object = {}) => ({
  type: "button",
  action_id: id,
  text: plain("Press"),
  ...extra,
});
const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const select = (options: object[]) => ({
  type: "actions",
  elements: [{ type: "static_select", action_id: "pick", options }],
});

test.for([
  [
    "51 blocks",
    many(51, () => ({ type: "divider" })),
    "no more than 50 items allowed [json-pointer:/blocks]",
  ],
  [
    "a long section",
    [section("x".repeat(3001))],
    "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
  ],
  ["an empty section", [section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"],
  ["a section of nothing", [{ type: "section" }], "missing required field: text [json-pointer:/blocks/0]"],
  [
    "a long header",
    [{ type: "header", text: plain("x".repeat(151)) }],
    "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
  ],
  [
    "26 buttons",
    [{ type: "actions", elements: many(26, (index) => button(`b${index}`)) }],
    "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
  ],
  [
    "a long button",
    [{ type: "actions", elements: [{ ...button("b"), text: plain("x".repeat(76)) }] }],
    "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
  ],
  [
    "a long value",
    [{ type: "actions", elements: [button("b", { value: "x".repeat(2001) })] }],
    "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
  ],
  [
    "two buttons of one id",
    [{ type: "actions", elements: [button("b"), button("b")] }],
    "duplicate action_id in the same block [json-pointer:/blocks/0]",
  ],
  [
    "101 options",
    [select(many(101, (index) => ({ text: plain("x"), value: `${index}` })))],
    "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
  ],
  [
    "a menu of nothing",
    [select([])],
    "no fewer than 1 items allowed [json-pointer:/blocks/0/elements/0/options]",
  ],
  [
    "a field nobody knows",
    [{ type: "divider", colour: "red" }],
    "invalid additional property: colour [json-pointer:/blocks/0]",
  ],
  ["a block nobody knows", [{ type: "banner" }], "unsupported type: banner [json-pointer:/blocks/0/type]"],
] satisfies [string, object[], string][])(
  "%s is refused as Slack refuses it",
  async ([, blocks, problem]) => {
    const { call } = await newSandbox();
    expect(await call("chat.postMessage", { channel: onboarding, text: "Hi", blocks })).toMatchObject({
      ok: false,
      error: "invalid_blocks",
      errors: [problem],
      response_metadata: { messages: [`[ERROR] ${problem}`] },
    });
  },
);

test("blocks that together say more than 12,000 characters are too long, though each is within its limit", async () => {
  const { call } = await newSandbox();
  const blocks = many(5, () => section("x".repeat(2500)));
  expect(await call("chat.postMessage", { channel: onboarding, blocks })).toMatchObject({
    error: "msg_blocks_too_long",
  });
});

test("blocks that are no list are no blocks", async () => {
  const { call } = await newSandbox();
  const answer = await call("chat.postMessage", { channel: onboarding, blocks: "not json" });
  expect(answer).toMatchObject({ error: "invalid_blocks_format" });
});

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseMrkdwn, type Inline } from "#sandbox/page/mrkdwn.ts";
import { escapeMrkdwn, link, oneLine, plain, quote } from "#views/text.ts";
import { count, durationText, listed, mention, roleName, spanText, when } from "#views/words.ts";
import { owner } from "#test/support/people.ts";

const nasty = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({
    unit: fc.constantFrom("*", "_", "~", "`", "<", ">", "&", "!", "@", "|", "\n", " ", "a", "😀", "\u202E"),
  }),
  fc.constantFrom(
    "<!channel>",
    "<@U0OWNER>",
    "*bold* _it_ ~no~ `code`",
    "```x```",
    "https://a.example/?x=<b>&_y_",
  ),
);

function kindsIn(mrkdwn: string): readonly Inline["type"][] {
  return parseMrkdwn(mrkdwn).flatMap((part) =>
    part.type === "preformatted" ? ["code" as const] : part.children.map(({ type }) => type),
  );
}

test("what a person types pings nobody, links nowhere and formats nothing", () => {
  fc.assert(
    fc.property(nasty, (typed) => {
      expect(escapeMrkdwn(typed)).not.toMatch(/[<>*~`]/);
      const kinds = kindsIn(`a ${oneLine(typed.replace(/https?:|:/gi, ""), 200)} b`);
      expect(kinds.filter((kind) => kind !== "text")).toEqual([]);
    }),
  );
});

test("names keep their look, and words their underscores", () => {
  expect(escapeMrkdwn("Acme & Söhne <!channel> *_~ import_users.csv")).toBe(
    "Acme &amp; Söhne &lt;!channel&gt; ✱‗˜ import_users.csv",
  );
});

test("a text that is cut says so, and never grows beyond its limit", () => {
  expect(oneLine("x".repeat(100), 60)).toBe(`${"x".repeat(47)}… (shortened)`);
  fc.assert(
    fc.property(
      fc.oneof(nasty, fc.string({ unit: fc.constantFrom("&", "<", "\n", "😀"), maxLength: 500 })),
      (typed) => {
        expect(oneLine(typed, 60).length).toBeLessThanOrEqual(60);
        expect(plain(typed, 60).length).toBeLessThanOrEqual(60);
        expect(quote(typed, 300).length).toBeLessThanOrEqual(300);
      },
    ),
  );
});

test("a header is never empty, since Slack refuses that", () => {
  expect(plain(" \n ", 150)).toBe("–");
});

test("a quoted note keeps its lines and its addresses", () => {
  const note = "See https://notes.example/a_b_?c=1&d=2\n*not* bold";
  expect(quote(note, 500)).toBe("> See <https://notes.example/a_b_?c=1&amp;d=2>\n> ✱not✱ bold");
});

test("an address is quoted whole or not at all", () => {
  expect(quote(`See https://notes.example/${"a".repeat(300)}`, 200)).toBe("> See… (shortened)");
});

test("a note of very many lines is cut after twenty", () => {
  expect(quote("line\n".repeat(1000), 500).split("\n")).toHaveLength(20);
});

test("only web addresses become links", () => {
  expect(link("https://wiki.acme.example/a|b?x=1&y=2", "Wiki")).toBe(
    "<https://wiki.acme.example/a%7Cb?x=1&amp;y=2|Wiki>",
  );
  expect(link("javascript:alert(1)", "Wiki")).toBe("Wiki");
});

test("an instant is shown in the reader's zone, with UTC where that is unknown", () => {
  expect(when(new Date("2026-11-24T15:00:00Z"))).toBe(
    "<!date^1795532400^{date_short_pretty} at {time}|2026-11-24 15:00 UTC>",
  );
});

test.for([
  { ms: 0, said: "less than a minute" },
  { ms: 60_000, said: "1 minute" },
  { ms: 3_600_000 * 5, said: "5 hours" },
  { ms: 86_400_000 * 2 + 3_600_000 * 3 + 60_000, said: "2 days 3 hours" },
  { ms: 86_400_000 + 60_000, said: "1 day" },
])("$ms milliseconds are said as $said", ({ ms, said }) => {
  expect(spanText(ms)).toBe(said);
});

test("amounts, durations, lists, roles and people read as people say them", () => {
  expect(count(1, "task")).toBe("1 task");
  expect(durationText({ amount: 1, unit: "business days" })).toBe("1 business day");
  expect(listed(["a"], 3)).toBe("a");
  expect(listed(["a", "b"], 3)).toBe("a and b");
  expect(listed(["a", "b", "c", "d"], 2)).toBe("a, b and 2 more");
  expect(roleName("customer-success")).toBe("customer success");
  expect(mention(owner.id)).toBe("<@U0OWNER>");
});

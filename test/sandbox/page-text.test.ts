import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayOf, millisAt, slackDate, wallClockOf, whenOf } from "#sandbox/page/dates.ts";
import { safeUrl } from "#sandbox/page/entities.ts";
import { withEmoji } from "#sandbox/page/emoji.ts";
import { type Inline, parseMrkdwn, type Paragraph } from "#sandbox/page/mrkdwn.ts";
import { hashOf, permalinkOf, placeOf } from "#sandbox/page/place.ts";

describe("mrkdwn is read as Slack reads it", () => {
  test.for([
    ["*bold* _it_ ~gone~ `code`", "<b>bold</b> <i>it</i> <s>gone</s> <code>code</code>"],
    ["a *b _c_ d* e", "a <b>b <i>c</i> d</b> e"],
    ["2*3*4 and snake_case_name", "2*3*4 and snake_case_name"],
    ["* not bold* nor * this *", "* not bold* nor * this *"],
    ["**", "**"],
    ["*a `*` b*", "<b>a <code>*</code> b</b>"],
    ["<@U1> in <#C1|general>", "<user U1> in <channel C1>"],
    ["<!channel> <!here> <!subteam^S1|@team>", "<call channel> <call here> <call team>"],
    ["&lt;!channel&gt; &amp;amp;", "<!channel> &amp;"],
    ["<https://a.example/?x=1&amp;y=2|the page>", "<link https://a.example/?x=1&y=2 the page>"],
    ["see https://a.example/x.", "see <link https://a.example/x https://a.example/x>."],
    ["`https://a.example`", "<code>https://a.example</code>"],
    ["<!date^1767225600^{date_num} at {time}|soon>", "<date 1767225600 {date_num} at {time}>"],
    ["<!date^soon^{date}|in a while>", "in a while"],
    [":white_check_mark: :no_such_thing: 10:30:00", "✅ :no_such_thing: 10:30:00"],
    ["one\ntwo", "one<br>two"],
    ["a\n&gt; said\n&gt; so\nb", "a | <quote>said<br>so</quote> | b"],
    ["x ```a *b*\n&lt;c&gt;``` y", "x  | <pre>a *b*\n<c></pre> |  y"],
    ["```never closed", "```never closed"],
  ])("%j", ([source, shown]) => {
    expect(source === undefined ? "" : parseMrkdwn(source).map(drawParagraph).join(" | ")).toBe(shown);
  });

  test("a verbatim text has no links but those it marks", () => {
    expect(parseMrkdwn("https://a.example", true).map(drawParagraph)).toEqual(["https://a.example"]);
  });

  test("no text makes it fail or lose a word that is not markup", () => {
    const words = fc.array(
      fc.constantFrom(
        "word",
        "*",
        "_",
        "~",
        "`",
        "```",
        "<@U1>",
        "<https://a.example|x>",
        "<",
        "\n",
        " ",
        "&lt;",
        ":x:",
      ),
    );
    fc.assert(
      fc.property(words, (parts) => {
        const source = parts.join("");
        const shown = parseMrkdwn(source).map(drawParagraph).join("");
        expect(shown.split("word").length).toBe(source.split("word").length);
      }),
    );
  });
});

test("only addresses that can't run anything are followed", () => {
  expect(safeUrl("https://a.example")).toBe("https://a.example");
  for (const url of ["javascript:alert(1)", "data:text/html,x", "//a.example", "https://", "vbscript:x"])
    expect(safeUrl(url)).toBeNull();
});

test("shortcodes in a plain text become emoji, and prototypes stay out of it", () => {
  expect(withEmoji(":tada: :constructor: a:b:c")).toBe("🎉 :constructor: a:b:c");
});

describe("dates are shown in the viewer's own zone", () => {
  const now = Date.parse("2026-11-22T14:00:00Z");
  const at = (iso: string) => Date.parse(iso) / 1000;

  test.for([
    ["{date_short_pretty} at {time}", "2026-11-22T16:30:00Z", "Europe/Berlin", "Today at 5:30 PM"],
    ["{date_short_pretty} at {time}", "2026-11-22T16:30:00Z", "Asia/Tokyo", "Tomorrow at 1:30 AM"],
    ["due {date_short_pretty}", "2026-11-22T16:30:00Z", "Asia/Tokyo", "due tomorrow"],
    ["{date_short_pretty}", "2026-12-01T12:00:00Z", "Etc/UTC", "Dec 1, 2026"],
    ["{date_long}", "2026-12-01T12:00:00Z", "Etc/UTC", "Tuesday, December 1st, 2026"],
    ["{date}", "2026-12-02T12:00:00Z", "Etc/UTC", "December 2nd, 2026"],
    ["{date_num} {time_secs}", "2026-12-02T12:00:01Z", "Etc/UTC", "2026-12-02 12:00:01 PM"],
    ["{ago}", "2026-11-22T13:00:00Z", "Etc/UTC", "1 hour ago"],
    ["{unknown}", "2026-11-22T13:00:00Z", "Etc/UTC", "{unknown}"],
  ] as const)("%s of %s in %s is %s", ([template, iso, zone, shown]) => {
    expect(slackDate(template, at(iso), zone, now)).toBe(shown);
  });

  test("messages of a day stand under its name", () => {
    expect(dayOf(Date.parse("2026-11-21T23:30:00Z"), "Etc/UTC", now)).toBe("Yesterday");
    expect(dayOf(Date.parse("2026-11-21T23:30:00Z"), "Asia/Tokyo", Date.parse("2026-11-30T00:00:00Z"))).toBe(
      "Sunday, November 22nd",
    );
    expect(whenOf(Date.parse("2026-11-22T14:02:00Z"), "Etc/UTC", now)).toBe("today at 2:02 PM");
  });
});

describe("addresses", () => {
  test.for(["#", "#home", "#messages", "#C123", "#C123/1700000000.000100"])(
    "%s leads to a place and back",
    (hash) => {
      expect(hashOf(placeOf(hash))).toBe(hash);
    },
  );

  test("a permalink names its message, and nothing else is taken for one", () => {
    expect(permalinkOf("/archives/C123/p1700000000000100")).toEqual({
      channel: "C123",
      ts: "1700000000.000100",
    });
    expect(permalinkOf("/archives/C123")).toBeNull();
    expect(permalinkOf("/")).toBeNull();
  });
});

function drawParagraph(paragraph: Paragraph): string {
  if (paragraph.type === "preformatted") return `<pre>${paragraph.text}</pre>`;
  const text = paragraph.children.map(drawInline).join("");
  return paragraph.type === "quote" ? `<quote>${text}</quote>` : text;
}

function drawInline(node: Inline): string {
  switch (node.type) {
    case "text":
      return node.text;
    case "break":
      return "<br>";
    case "code":
      return `<code>${node.text}</code>`;
    case "link":
      return `<link ${node.url} ${node.label}>`;
    case "user":
    case "channel":
      return `<${node.type} ${node.id}>`;
    case "broadcast":
      return `<call ${node.name}>`;
    case "date":
      return `<date ${node.seconds} ${node.template}>`;
    default:
      return `<${node.type.charAt(0)}>${node.children.map(drawInline).join("")}</${node.type.charAt(0)}>`;
  }
}

describe("a date and time is chosen on the viewer's own clock", () => {
  test.for([
    ["2026-12-01T14:30", "America/New_York", "2026-12-01T19:30:00.000Z"],
    ["2026-07-01T09:00", "Europe/Berlin", "2026-07-01T07:00:00.000Z"],
    ["2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:30:00.000Z"],
    ["2026-10-25T00:15", "Europe/Berlin", "2026-10-24T22:15:00.000Z"],
  ])("%s in %s", ([wallClock = "", zone = "", instant]) => {
    const millis = millisAt(wallClock, zone);
    expect(millis === null ? null : new Date(millis).toISOString()).toBe(instant);
  });

  test("and is what the control shows again, in any zone", () => {
    const zones = fc.constantFrom("UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Apia");
    const minutes = fc.integer({ min: 29_000_000, max: 31_000_000 });
    fc.assert(
      fc.property(minutes, zones, (minute, zone) => {
        const shown = wallClockOf(minute * 60_000, zone);
        expect(wallClockOf(millisAt(shown, zone) ?? 0, zone)).toBe(shown);
      }),
    );
    expect(millisAt("", "UTC")).toBeNull();
  });
});

import { describe, test } from "vitest";
import { expectProblem } from "../book-folder.ts";
import type { Mistake } from "../book-folder.ts";

const calendar = (change: string) => `
calendars:
  office: { timezone: Europe/Berlin, hours: { mon-fri: ["09:00-17:00"] } }
  other: ${change}`;

const open = `hours: { mon: ["09:00-17:00"] }`;

const mondays = Array.from({ length: 52 }, (_, week) =>
  new Date(Date.UTC(2026, 0, 5 + 7 * week)).toISOString().slice(0, 10),
);

describe("a mistake in calendars.yaml is found where it stands", () => {
  test.for<Mistake>([
    [
      "no time zone",
      calendar(`{ timezone: ‸Europe/Belrin, ${open} }`),
      '"Europe/Belrin" is no time zone; did you mean "Europe/Berlin"?',
    ],
    ["a calendar that never opens", calendar("{ timezone: UTC, hours: ‸{} }"), "this calendar never opens"],
    ["days without hours", calendar("{ timezone: UTC, hours: ‸{ mon: [] } }"), "this calendar never opens"],
    [
      "a calendar whose every day is a holiday",
      calendar(
        `{ timezone: UTC, hours: { mon: ["09:00-17:00"] }, holidays: ‸{ add: [${mondays.join(", ")}] } }`,
      ),
      "this calendar never opens in 2026: every day of its hours is a holiday",
    ],
    [
      "a day that isn't one",
      calendar('{ timezone: UTC, hours: { ‸monday: ["09:00-17:00"] } }'),
      '"monday" is no day; write mon, or mon-fri',
    ],
    [
      "hours that end before they begin",
      calendar('{ timezone: UTC, hours: { mon: [‸"17:00-09:00"] } }'),
      '"17:00-09:00" is never open; write from-to on one day, such as "09:00-17:00"',
    ],
    [
      "hours that overlap",
      calendar('{ timezone: UTC, hours: ‸{ mon-fri: ["09:00-17:00"], fri: ["16:00-18:00"] } }'),
      "fri 16:00-18:00 overlaps 09:00-17:00",
    ],
    [
      "a holiday that is no date",
      calendar(`{ timezone: UTC, ${open}, holidays: { add: [‸2026-02-30] } }`),
      "this is no date, such as 2026-12-24",
    ],
    [
      "an unknown country",
      calendar(`{ timezone: UTC, ${open}, holidays: { country: ‸XX } }`),
      '"XX" is no country whose holidays are known; write two letters, such as DE',
    ],
    [
      "an unknown region",
      calendar(`{ timezone: UTC, ${open}, holidays: { country: BE, region: ‸XX } }`),
      '"XX" is no region of BE; known: ',
    ],
  ])("%s", ([, marked, message]) => expectProblem("calendars.yaml", marked, message));
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Calendar, Duration } from "#domain/book.ts";
import { addDuration, businessSecondsBetween, isOpen, moveDue, nextOpen, partOf } from "#domain/calendar.ts";

const weekdays = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: "09:00", to: "17:00" }));
// 2026-05-01 is a Friday, 2026-12-24 a Thursday, 2026-12-25 a Friday.
const berlin: Calendar = {
  timezone: "Europe/Berlin",
  hours: weekdays,
  holidays: ["2026-05-01", "2026-12-24", "2026-12-25"],
};
const newYork: Calendar = { timezone: "America/New_York", hours: weekdays, holidays: [] };
const withLunch: Calendar = {
  timezone: "Europe/Berlin",
  hours: [1, 2, 3, 4, 5].flatMap((weekday) => [
    { weekday, from: "13:00", to: "17:00" },
    { weekday, from: "09:00", to: "12:00" },
  ]),
  holidays: [],
};
const aroundTheClock: Calendar = {
  timezone: "America/New_York",
  hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: "00:00", to: "24:00" })),
  holidays: [],
};

describe("a duration in business days", () => {
  // Monday 2 March 2026; Berlin is UTC+1 until 29 March.
  test.for([
    [
      "starts in the morning: closing on the next working day",
      "2026-03-02T09:00:00+01:00",
      1,
      "2026-03-03T17:00:00+01:00",
    ],
    [
      "starts before opening: that day is the start day",
      "2026-03-02T06:00:00+01:00",
      1,
      "2026-03-03T17:00:00+01:00",
    ],
    [
      "starts at closing: counts as the next working day",
      "2026-03-02T17:00:00+01:00",
      1,
      "2026-03-04T17:00:00+01:00",
    ],
    [
      "starts after closing: counts as the next working day",
      "2026-03-02T22:30:00+01:00",
      2,
      "2026-03-05T17:00:00+01:00",
    ],
    [
      "starts on Friday evening: counts as Monday",
      "2026-03-06T19:00:00+01:00",
      1,
      "2026-03-10T17:00:00+01:00",
    ],
    ["starts on Saturday: counts as Monday", "2026-03-07T10:00:00+01:00", 2, "2026-03-11T17:00:00+01:00"],
    ["goes over a weekend", "2026-03-05T10:00:00+01:00", 2, "2026-03-09T17:00:00+01:00"],
    ["goes over the change to summer time", "2026-03-27T10:00:00+01:00", 1, "2026-03-30T17:00:00+02:00"],
    ["would end on a holiday: moves on", "2026-04-30T10:00:00+02:00", 1, "2026-05-04T17:00:00+02:00"],
    [
      "starts on a holiday: counts as the next working day",
      "2026-12-24T10:00:00+01:00",
      1,
      "2026-12-29T17:00:00+01:00",
    ],
  ] as const)("%s", ([, from, amount, due]) => {
    expect(addDuration(berlin, new Date(from), { amount, unit: "business days" })).toEqual(new Date(due));
  });

  test("ends at the last closing of a day with a break", () => {
    const from = new Date("2026-03-02T12:30:00+01:00");
    const due = addDuration(withLunch, from, { amount: 1, unit: "business days" });
    expect(due).toEqual(new Date("2026-03-03T17:00:00+01:00"));
  });
});

describe("a duration in business hours", () => {
  test.for([
    [
      "a working day's worth ends at closing, not at the next opening",
      "2026-03-02T09:00:00+01:00",
      8,
      "2026-03-02T17:00:00+01:00",
    ],
    [
      "starts outside hours: counted from the next opening",
      "2026-03-07T23:00:00+01:00",
      4,
      "2026-03-09T13:00:00+01:00",
    ],
    ["goes on in the next morning", "2026-03-02T16:00:00+01:00", 2, "2026-03-03T10:00:00+01:00"],
    ["leaves holidays out", "2026-12-23T16:00:00+01:00", 2, "2026-12-28T10:00:00+01:00"],
  ] as const)("%s", ([, from, amount, due]) => {
    expect(addDuration(berlin, new Date(from), { amount, unit: "business hours" })).toEqual(new Date(due));
  });

  test("leaves breaks out", () => {
    const from = new Date("2026-03-02T11:00:00+01:00");
    const due = addDuration(withLunch, from, { amount: 2, unit: "business hours" });
    expect(due).toEqual(new Date("2026-03-02T14:00:00+01:00"));
  });

  test("added to an instant, the working time between is that duration again", () => {
    fc.assert(
      fc.property(anyCalendar, anyInstant, fc.integer({ min: 1, max: 400 }), (calendar, from, amount) => {
        const due = addDuration(calendar, from, { amount, unit: "business hours" });
        expect(businessSecondsBetween(calendar, from, due)).toBe(amount * 3600);
      }),
    );
  });

  test("two durations one after the other are their sum", () => {
    const hours = fc.integer({ min: 1, max: 100 });
    fc.assert(
      fc.property(anyCalendar, anyInstant, hours, hours, (calendar, from, a, b) => {
        const inTwoSteps = addDuration(
          calendar,
          addDuration(calendar, from, businessHours(a)),
          businessHours(b),
        );
        expect(inTwoSteps).toEqual(addDuration(calendar, from, businessHours(a + b)));
      }),
    );
  });
});

describe("a duration on the wall clock", () => {
  test.for([
    [
      "a day keeps the time of day over a change of the clocks",
      { amount: 1, unit: "days" },
      "2026-03-29T17:00:00+02:00",
    ],
    ["24 hours do not", { amount: 24, unit: "hours" }, "2026-03-29T18:00:00+02:00"],
    ["minutes pass at night as well", { amount: 10, unit: "minutes" }, "2026-03-28T17:10:00+01:00"],
    ["seconds too", { amount: 30, unit: "seconds" }, "2026-03-28T17:00:30+01:00"],
    ["nothing is at once", { amount: 0, unit: "minutes" }, "2026-03-28T17:00:00+01:00"],
  ] satisfies [string, Duration, string][])("%s", ([, duration, due]) => {
    expect(addDuration(berlin, new Date("2026-03-28T17:00:00+01:00"), duration)).toEqual(new Date(due));
  });
});

describe("opening hours", () => {
  test.for([
    ["Berlin in winter", berlin, "2026-03-27T08:00:00Z", "2026-03-27T16:00:00Z"],
    ["Berlin in summer", berlin, "2026-03-30T07:00:00Z", "2026-03-30T15:00:00Z"],
    ["New York in winter", newYork, "2026-03-06T14:00:00Z", "2026-03-06T22:00:00Z"],
    ["New York in summer", newYork, "2026-03-09T13:00:00Z", "2026-03-09T21:00:00Z"],
  ] as const)("%s are 09:00 to 17:00 of the wall clock", ([, calendar, opens, closes]) => {
    const before = new Date(new Date(opens).getTime() - 1);
    const last = new Date(new Date(closes).getTime() - 1);
    expect([before, new Date(opens), last, new Date(closes)].map((at) => isOpen(calendar, at))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(nextOpen(calendar, before)).toEqual(new Date(opens));
    expect(nextOpen(calendar, last)).toEqual(last);
  });

  test.for([
    ["23 hours on the day that summer time begins", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", 23],
    ["25 hours on the day that it ends", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z", 25],
  ] as const)("around the clock is %s", ([, from, to, hours]) => {
    expect(businessSecondsBetween(aroundTheClock, new Date(from), new Date(to))).toBe(hours * 3600);
  });

  test("on a holiday nothing is open", () => {
    expect(isOpen(berlin, new Date("2026-05-01T10:00:00+02:00"))).toBe(false);
    expect(nextOpen(berlin, new Date("2026-05-01T10:00:00+02:00"))).toEqual(
      new Date("2026-05-04T09:00:00+02:00"),
    );
  });

  test("a calendar that never opens is refused rather than searched for ever", () => {
    const never = { ...berlin, hours: [{ weekday: 1, from: "17:00", to: "09:00" }] };
    expect(() => nextOpen(never, new Date("2026-03-02T10:00:00Z"))).toThrow("never opens");
    expect(() => isOpen({ ...berlin, hours: [] }, new Date("2026-03-02T10:00:00Z"))).toThrow("never opens");
  });
});

describe("every calendar", () => {
  test("never answers with an instant in the past, and a longer duration or a later start never ends earlier", () => {
    const unit = fc.constantFrom<Duration["unit"]>("business days", "business hours", "days", "hours");
    const amount = fc.integer({ min: 0, max: 200 });
    const delay = fc.integer({ min: 0, max: 20 * 86_400_000 });
    fc.assert(
      fc.property(anyCalendar, anyInstant, delay, unit, amount, (calendar, from, delay, unit, amount) => {
        const due = addDuration(calendar, from, { amount, unit });
        expect(due.getTime()).toBeGreaterThanOrEqual(from.getTime());
        const longer = addDuration(calendar, from, { amount: amount + 1, unit });
        expect(longer.getTime()).toBeGreaterThan(due.getTime());
        const later = addDuration(calendar, new Date(from.getTime() + delay), { amount, unit });
        expect(later.getTime()).toBeGreaterThanOrEqual(due.getTime());
      }),
    );
  });

  test("moves what is due by so many business days, and by so many more, as by their sum, and never to the same day", () => {
    const days = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(anyCalendar, anyInstant, fc.boolean(), days, days, (calendar, at, isAtClose, a, b) => {
        const later = (amount: number) => ({ amount, unit: "business days" }) as const;
        const due = isAtClose ? addDuration(calendar, at, later(1)) : at;
        const moved = moveDue(calendar, due, later(a));
        expect(moveDue(calendar, moved, later(b))).toEqual(moveDue(calendar, due, later(a + b)));
        expect(moveDue(calendar, moved, later(1)).getTime()).toBeGreaterThan(moved.getTime());
        // Of a close as of any time of the day that it closes.
        if (isAtClose) expect(moved).toEqual(addDuration(calendar, at, later(1 + a)));
        const after = moveDue(calendar, new Date(due.getTime() + 3_600_000), later(a));
        expect(after.getTime()).toBeGreaterThanOrEqual(moved.getTime());
      }),
      { numRuns: 50 },
    );
  });

  test("working time adds up: from a to b and from b to c is from a to c, and backwards there is none", () => {
    fc.assert(
      fc.property(anyCalendar, fc.tuple(anyInstant, anyInstant, anyInstant), (calendar, instants) => {
        const [a, b, c] = instants.sort((x, y) => x.getTime() - y.getTime());
        const parts = businessSecondsBetween(calendar, a, b) + businessSecondsBetween(calendar, b, c);
        expect(parts).toBeCloseTo(businessSecondsBetween(calendar, a, c), 5);
        if (a < c) expect(businessSecondsBetween(calendar, c, a)).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  test("is open at the next opening", () => {
    fc.assert(
      fc.property(anyCalendar, anyInstant, (calendar, at) => isOpen(calendar, nextOpen(calendar, at))),
    );
  });
});

describe("a reminder at a part of the SLA", () => {
  const from = new Date("2026-03-06T13:00:00+01:00");

  test("counts working time when the SLA does", () => {
    const due = addDuration(berlin, from, businessHours(8));
    expect(partOf(berlin, from, due, 50, businessHours(8))).toEqual(new Date("2026-03-06T17:00:00+01:00"));
    expect(partOf(berlin, from, due, 75, businessHours(8))).toEqual(new Date("2026-03-09T11:00:00+01:00"));
    expect(partOf(berlin, from, due, 100, businessHours(8))).toEqual(due);
  });

  test("counts plain time when the SLA does", () => {
    const due = new Date("2026-03-08T13:00:00+01:00");
    expect(partOf(berlin, from, due, 50, { amount: 2, unit: "days" })).toEqual(
      new Date("2026-03-07T13:00:00+01:00"),
    );
  });

  test("counts plain time when a person moved the due date to where nobody works before it", () => {
    const saturday = new Date("2026-03-07T10:00:00+01:00");
    const sunday = new Date("2026-03-08T10:00:00+01:00");
    expect(partOf(berlin, saturday, sunday, 50, businessHours(8))).toEqual(
      new Date("2026-03-07T22:00:00+01:00"),
    );
  });

  test("lies between the start and the due time", () => {
    fc.assert(
      fc.property(
        anyCalendar,
        anyInstant,
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 1, max: 50 }),
        (calendar, from, percent, amount) => {
          const due = addDuration(calendar, from, { amount, unit: "business days" });
          const at = partOf(calendar, from, due, percent, { amount, unit: "business days" });
          expect(at.getTime()).toBeGreaterThanOrEqual(from.getTime());
          expect(at.getTime()).toBeLessThanOrEqual(due.getTime());
        },
      ),
    );
  });
});

function businessHours(amount: number): Duration {
  return { amount, unit: "business hours" };
}

const anyInstant = fc.date({ min: new Date("2025-01-01"), max: new Date("2027-12-31"), noInvalidDate: true });
const anyCalendar = fc.constantFrom(berlin, newYork, withLunch, aroundTheClock);

import { expect, test } from "vitest";
import { parseDuration } from "#domain/durations.ts";

test.for([
  ["2 business days", { amount: 2, unit: "business days" }],
  ["1 business day", { amount: 1, unit: "business days" }],
  ["4 business hours", { amount: 4, unit: "business hours" }],
  ["10 days", { amount: 10, unit: "days" }],
  ["12 hours", { amount: 12, unit: "hours" }],
  ["30s", { amount: 30, unit: "seconds" }],
  ["10m", { amount: 10, unit: "minutes" }],
  ["0m", { amount: 0, unit: "minutes" }],
  [" 1h ", { amount: 1, unit: "hours" }],
] as const)("%s is a duration", ([text, duration]) => {
  expect(parseDuration(text)).toEqual(duration);
});

test.for([
  "",
  "2",
  "days",
  "two days",
  "-1 days",
  "1.5 hours",
  "2 business minutes",
  "1 day 2 hours",
  "12345678 days",
])("%j is none", (text) => {
  expect(parseDuration(text)).toBeNull();
});

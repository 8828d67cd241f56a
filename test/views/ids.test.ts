import { expect, test } from "vitest";
import { actionIds, fields, modalIds } from "#views/ids.ts";

const all = [
  ...Object.values(actionIds),
  ...Object.values(modalIds),
  ...Object.values(fields).map(({ action_id }) => action_id),
];

test("every id says what it is about, what it asks, and its version", () => {
  for (const id of all) expect(id).toMatch(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*\.v\d+$/);
});

test("no two things in Slack share an id", () => {
  expect(new Set(all).size).toBe(all.length);
});

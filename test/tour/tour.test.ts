import { expect, test } from "vitest";
import { playTour } from "#demo/tour.ts";

test("the whole story, from a signed deal to a finished onboarding, is seen in Slack and in Postgres", async () => {
  const told: string[] = [];
  const complete = await playTour((line) => told.push(line));
  expect(complete, told.slice(-20).join("\n")).toBe(true);
}, 300_000);

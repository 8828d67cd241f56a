import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { HOOK_PATIENCE_MS, HOOK_TYPES, hookJobs, hookPace, pauseAfter } from "#domain/hooks.ts";
import { WebhookIdSchema } from "#src/ids.ts";
import { eventsOf, kickoff, opened, RUN } from "#test/support/domain.ts";
import { csmOne } from "#test/support/people.ts";

const ALL = { id: WebhookIdSchema.parse("whk_all000000000"), types: [] };
const CLAIMS = { id: WebhookIdSchema.parse("whk_claims000000"), types: ["task-claimed"] };

test("the manual says of every event what a webhook is sent", () => {
  const manual = readFileSync("docs/webhooks.md", "utf8");
  const lines = manual.split("\n").filter((line) => line.startsWith("| `"));
  const told = lines.flatMap((line) =>
    [...(line.split("|")[1] ?? "").matchAll(/`([a-z-]+)`/g)].map(([, type]) => type),
  );
  expect(new Set(told)).toEqual(new Set([...HOOK_TYPES, "ping"]));
});

test("tries of one event begin soon, end with an hour between them, and are about forty in a day", () => {
  const pauses: number[] = [];
  for (let ms = 0; ms < HOOK_PATIENCE_MS;) {
    const pause = pauseAfter(pauses.length + 1, hookPace, { retryAfterMs: null, jitter: 0.5 });
    pauses.push(pause);
    ms += pause;
  }
  expect(pauses.slice(0, 3)).toEqual([5000, 10_000, 20_000]);
  expect(pauses.at(-1)).toBe(3_600_000);
  expect(pauses.length).toBeLessThan(40);
});

test.for([
  { attempt: 1, retryAfterMs: 60_000, pause: 60_000 },
  { attempt: 9, retryAfterMs: 1000, pause: 1_280_000 },
  { attempt: 1, retryAfterMs: 86_400_000, pause: 3_600_000 },
])(
  "a receiver that asks for $retryAfterMs ms after try $attempt is left alone for $pause",
  ({ attempt, retryAfterMs, pause }) => {
    expect(pauseAfter(attempt, hookPace, { retryAfterMs, jitter: 0.5 })).toBe(pause);
  },
);

test("each webhook is told of the events that it asked for, each once; one that names none, of all", () => {
  const events = eventsOf(opened(), csmOne.claims(kickoff));
  const jobs = hookJobs([ALL, CLAIMS], events, { simulated: false });
  const claimed = events.find(({ type }) => type === "task-claimed");
  expect(jobs.filter(({ webhook }) => webhook === ALL.id).map(({ seq }) => seq)).toEqual(
    events.map(({ seq }) => seq),
  );
  expect(jobs.filter(({ webhook }) => webhook === CLAIMS.id)).toEqual([
    { queue: "hook", webhook: CLAIMS.id, run: RUN, seq: claimed?.seq, attempt: 1, since: null, afterMs: 0 },
  ]);
});

test("of a rehearsal nobody is told", () => {
  const events = eventsOf(opened(), csmOne.claims(kickoff));
  expect(hookJobs([ALL], events, { simulated: true })).toEqual([]);
});

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { CHAIN_START, chainHash, decode, encode } from "#db/event-codec.ts";
import { EVENT_VERSION, type Happening } from "#domain/event.ts";
import { replay } from "#domain/evolve.ts";

// Logs that earlier versions wrote, byte for byte: whatever the code becomes, it must still read them as what they were.
// test/golden/README.md says how one is made.

const FOLDER = new URL("../golden/", import.meta.url);
const logs = readdirSync(FOLDER).flatMap((name) => {
  const [, log, version] = /^(version-(\d+)(?:-[a-z]+)?)\.jsonl$/.exec(name) ?? [];
  return log === undefined ? [] : [{ log, version: Number(version) }];
});
const ofToday = logs.filter(({ version }) => version === EVENT_VERSION);

test("there is a log of every version that events were ever written in", () => {
  const versions = new Set(logs.map(({ version }) => version));
  expect([...versions].toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: EVENT_VERSION }, (_, index) => index + 1),
  );
});

describe.for(logs)("the log $log", ({ log, version }) => {
  const links = lines(log);
  const events = links.map(({ body }) => decode(body));

  test("is an unbroken chain of the bytes that were written", () => {
    let before = CHAIN_START;
    for (const { body, hash } of links) {
      before = chainHash(before, body);
      expect(before.toString("hex")).toBe(hash);
    }
  });

  test("gives the run that it gave then, in the words of today", () => {
    const run: unknown = JSON.parse(read(`${log}.run.json`));
    expect(JSON.parse(JSON.stringify(replay(events)))).toMatchObject(z.object({}).loose().parse(run));
  });

  test("says of each event in which shape it was written", () => {
    expect(new Set(events.map((event) => event.version))).toEqual(new Set([version]));
  });
});

test("what is written today is written as its logs have it", () => {
  for (const { log } of ofToday) {
    for (const { body } of lines(log)) expect(encode(decode(body))).toBe(body);
  }
});

test("today's logs have every type of event", () => {
  const types = new Set(ofToday.flatMap(({ log }) => lines(log).map(({ body }) => decode(body).type)));
  expect(types).toEqual(new Set(Object.keys(everyType)));
});

/** The compiler asks for a new type here. */
const everyType: Record<Happening["type"], true> = {
  "run-opened": true,
  "task-ready": true,
  "task-claimed": true,
  "task-assigned": true,
  "task-given-back": true,
  "task-done": true,
  "task-skipped": true,
  "handoff-offered": true,
  "handoff-accepted": true,
  "handoff-declined": true,
  "handoff-withdrawn": true,
  "handoff-expired": true,
  "task-reminded": true,
  "task-overdue": true,
  "task-escalated": true,
  "task-acknowledged": true,
  "task-snoozed": true,
  "run-overdue": true,
  "exception-opened": true,
  "exception-closed": true,
  "run-cancelled": true,
  "run-completed": true,
  "task-approved": true,
  "task-rejected": true,
  "task-attempted": true,
  "late-result-kept": true,
  "task-watched": true,
  "child-opened": true,
  "signal-received": true,
  "task-succeeded": true,
  "task-waived": true,
  "task-failed": true,
  "task-blocked": true,
  "task-unblocked": true,
  "task-extended": true,
  "exception-overdue": true,
  "run-paused": true,
  "deadlines-suspended": true,
  "run-resumed": true,
  "pause-review-due": true,
  "run-assigned": true,
  "run-moved": true,
  "run-absorbed": true,
  "run-due-changed": true,
  "due-changed": true,
  "task-added": true,
  "task-reopened": true,
  "task-unskipped": true,
  "approval-recalled": true,
  "task-recorded": true,
};

const LineSchema = z.object({ body: z.string(), hash: z.string() });

function lines(log: string) {
  const text = read(`${log}.jsonl`);
  return text
    .trimEnd()
    .split("\n")
    .map((line) => LineSchema.parse(JSON.parse(line)));
}

function read(name: string): string {
  return readFileSync(new URL(name, FOLDER), "utf8");
}

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { CHAIN_START, chainHash, decode, encode } from "#db/event-codec.ts";
import { EVENT_VERSION, type Happening } from "#domain/event.ts";
import { replay } from "#domain/evolve.ts";

// Logs that earlier versions wrote, byte for byte: whatever the code becomes, it must still read them as what they were.
// test/golden/README.md says how one is made.

const FOLDER = new URL("../golden/", import.meta.url);
const versions = readdirSync(FOLDER)
  .flatMap((name) => /^version-(\d+)\.jsonl$/.exec(name)?.[1] ?? [])
  .map(Number);

test("there is a log of every version that events were ever written in", () => {
  expect(versions.toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: EVENT_VERSION }, (_, index) => index + 1),
  );
});

describe.for(versions)("the log of version %i", (version) => {
  const links = lines(version);
  const events = links.map(({ body }) => decode(body));

  test("is an unbroken chain of the bytes that were written", () => {
    let before = CHAIN_START;
    for (const { body, hash } of links) {
      before = chainHash(before, body);
      expect(before.toString("hex")).toBe(hash);
    }
  });

  test("gives the run that it gave then", () => {
    const run: unknown = JSON.parse(read(`version-${version}.run.json`));
    expect(JSON.parse(JSON.stringify(replay(events)))).toEqual(run);
  });
});

test("what is written today is written as its log has it", () => {
  for (const { body } of lines(EVENT_VERSION)) expect(encode(decode(body))).toBe(body);
});

test("today's log has every type of event", () => {
  const types = new Set(lines(EVENT_VERSION).map(({ body }) => decode(body).type));
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
  "run-completed": true,
};

const LineSchema = z.object({ body: z.string(), hash: z.string() });

function lines(version: number) {
  const text = read(`version-${version}.jsonl`);
  return text
    .trimEnd()
    .split("\n")
    .map((line) => LineSchema.parse(JSON.parse(line)));
}

function read(name: string): string {
  return readFileSync(new URL(name, FOLDER), "utf8");
}

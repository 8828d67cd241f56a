import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { retryDelayMs } from "#domain/decide-reports.ts";
import { taskIdOf } from "#domain/ids.ts";
import type { AskOf } from "#domain/intent.ts";
import {
  automation,
  deadlineOn,
  effects,
  eventsOf,
  meets,
  play,
  refusalOf,
  reports,
  RUN,
  started,
  taskIn,
  taskSpec,
  text,
  typesOf,
} from "#test/support/domain.ts";
import { MONDAY, operator, owner } from "#test/support/people.ts";

const provision = taskIdOf(RUN, 1);
const after = taskIdOf(RUN, 2);
const calls = (some = {}) => taskSpec("provision", { work: automation(), role: "system", ...some });
const running = started(calls({ onFailure: "fail_closed" }), taskSpec("next", { after: ["provision"] }));
const inSeconds = (seconds: number) => new Date(MONDAY.getTime() + seconds * 1000);

describe("a call", () => {
  test("starts by itself, as one job, and is looked after from then", () => {
    expect(taskIn(running, provision, "running")).toMatchObject({ execution: 1, attempt: 1, nextAt: null });
    // An attempt's own time, and half a minute for its job.
    expect(deadlineOn(running, "watchdog", provision).at).toEqual(inSeconds(60));
  });

  test("that works keeps what it gave, and what waits for it starts", () => {
    const run = play(running, worked(1, 1));
    expect(taskIn(run, provision, "done")).toMatchObject({ results: { tenant: "t-1" }, doneBy: null });
    expect(taskIn(run, after, "ready").execution).toBe(1);
  });

  test("that fails is made again after its pause, as one job", () => {
    const run = play(running, failed(1, 1));
    expect(taskIn(run, provision, "running")).toMatchObject({ attempt: 2, nextAt: inSeconds(5) });
    expect(effects(running, failed(1, 1)).jobs).toEqual([
      { queue: "call", task: provision, execution: 1, attempt: 2, afterMs: 5000 },
    ]);
    expect(deadlineOn(run, "watchdog", provision).at).toEqual(inSeconds(65));
  });

  test("that fails for the last time closes its gate, and says what came of each try", () => {
    const events = eventsOf(play(running, failed(1, 1), failed(1, 2)), failed(1, 3));
    expect(typesOf(events)).toEqual(["task-attempted", "exception-opened", "task-failed"]);
    expect(events[1]).toMatchObject({
      data: {
        type: "transient",
        reason: "The last of 3 tries failed: it answered 503",
        gate: "operators",
        openedBy: null,
      },
    });
  });

  test("that can't work whatever is tried fails at once", () => {
    const run = play(running, failed(1, 1, { permanent: true, failure: "data_mismatch" }));
    expect(run).toMatchObject({
      status: "blocked",
      exceptions: [{ type: "data_mismatch", task: provision }],
    });
  });

  test("that may fail open is waived on record, and the run goes on", () => {
    const open = started(calls(), taskSpec("next", { after: ["provision"] }));
    const run = play(open, failed(1, 1, { permanent: true }));
    expect(run).toMatchObject({ status: "active", exceptions: [] });
    expect(taskIn(run, provision, "waived").waivedBy).toBeNull();
    expect(taskIn(run, after, "ready").execution).toBe(1);
  });

  test("begins a new execution when its gate is opened, and the old one's results are only kept", () => {
    const again = play(running, failed(1, 1, { permanent: true }), operator.opensGate(provision, "resume"));
    expect(taskIn(again, provision, "running")).toMatchObject({ execution: 2, attempt: 1 });
    expect(typesOf(eventsOf(again, worked(1, 1)))).toEqual(["late-result-kept"]);
    expect(taskIn(play(again, worked(1, 1), worked(2, 1)), provision, "done").execution).toBe(2);
  });

  test("whose job was lost is put back by its watchdog, as the attempt that it was", () => {
    const retried = play(running, failed(1, 1));
    expect(effects(retried, meets("watchdog", provision)).jobs).toEqual([
      { queue: "call", task: provision, execution: 1, attempt: 2, afterMs: 0 },
    ]);
    const watched = play(retried, meets("watchdog", provision));
    expect(deadlineOn(watched, "watchdog", provision).at).toEqual(inSeconds(65 + 60));
  });

  test.for([
    { what: "claimed", step: owner.claims(provision) },
    { what: "done by hand", step: owner.completes(provision) },
    { what: "assigned", step: owner.assigns(provision, operator) },
    { what: "approved", step: operator.approves(provision) },
    { what: "blocked", step: owner.blocks(provision) },
  ])("is never $what: people open its gate when it has failed", ({ step }) => {
    expect(refusalOf(running, step)).toMatchObject({ kind: "automation" });
  });
});

describe("the pause before a call is made again", () => {
  const retry = { limit: 9, delayMs: 1000, backoff: "exponential", maxDelayMs: 10_000 } as const;
  test.for([
    { what: "doubles each time", attempt: 3, jitter: 1, retryAfterMs: null, pause: 4000 },
    { what: "stops growing at its cap", attempt: 9, jitter: 1, retryAfterMs: null, pause: 10_000 },
    { what: "is spread down to half", attempt: 3, jitter: 0, retryAfterMs: null, pause: 2000 },
    { what: "obeys what the receiver asks for", attempt: 1, jitter: 0, retryAfterMs: 60_000, pause: 60_000 },
    { what: "but no longer than an hour", attempt: 1, jitter: 0, retryAfterMs: 9e9, pause: 3_600_000 },
    { what: "and is never cut by it", attempt: 3, jitter: 1, retryAfterMs: 10, pause: 4000 },
  ])("$what", ({ pause, ...of }) => {
    expect(retryDelayMs(retry, of)).toBe(pause);
  });

  test("stays the same where the book says fixed", () => {
    const fixed = { ...retry, backoff: "fixed" } as const;
    expect(retryDelayMs(fixed, { attempt: 7, jitter: 1, retryAfterMs: null })).toBe(1000);
  });

  test("is always between half of what it has grown to and all of it, whatever the attempt", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, jitter) => {
          const pause = retryDelayMs(retry, { attempt, jitter, retryAfterMs: null });
          const grown = Math.min(1000 * 2 ** Math.min(attempt - 1, 40), 10_000);
          expect(pause).toBeGreaterThanOrEqual(Math.floor(grown / 2));
          expect(pause).toBeLessThanOrEqual(grown);
        },
      ),
    );
  });
});

function worked(execution: number, attempt: number) {
  return reports({ ...made(execution, attempt), status: 200, ok: true, results: { tenant: "t-1" } });
}

function failed(
  execution: number,
  attempt: number,
  some: Partial<Extract<AskOf<"report-attempt">, { ok: false }>> = {},
) {
  return reports({
    ...made(execution, attempt),
    status: 503,
    ok: false,
    problem: "it answered 503",
    failure: "transient",
    permanent: false,
    retryAfterMs: null,
    jitter: 1,
    ...some,
  });
}

function made(execution: number, attempt: number) {
  const exchange = text("what was said");
  return { type: "report-attempt", task: provision, execution, attempt, tookMs: 12, exchange } as const;
}

import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decode } from "#db/event-codec.ts";
import { readRun } from "#db/runs.ts";
import { replay } from "#domain/evolve.ts";
import type { RunId, UserId } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import { openOffers, type Run } from "#domain/run.ts";
import { alarmOf, type Task, type TextRef } from "#domain/task.ts";
import { unreachable } from "#domain/unreachable.ts";
import { changeRun } from "#services/change-run.ts";
import { newText } from "#services/new-text.ts";
import { sweepDeadlines } from "#services/sweep-deadlines.ts";
import { verifyAudit } from "#services/verify-audit.ts";
import { openedRun, runNow } from "#test/support/intake.ts";
import { testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";

// The domain holds its promises over random histories by itself; here the same is asked of what is stored.

const RUNS = 10;

const somebody = fc.constantFrom(
  ...["csm-1", "csm-2", "ps-1", "ps-2", "sec-1", "support-1", "ops", "founder"].map(
    (name) => `${name}@acme.example`,
  ),
);
const anyMove = fc.record({
  /** So many people ask at the same instant. */
  who: fc.array(somebody, { minLength: 1, maxLength: 3 }),
  to: somebody,
  what: fc.constantFrom(
    ...([
      "claim",
      "claim",
      "done",
      "done",
      "done",
      "sweep",
      "sweep",
      "accept",
      "hand-off",
      "hand-off-run",
    ] as const),
    ...(["assign", "give-back", "decline", "withdraw", "acknowledge", "snooze"] as const),
  ),
  pick: fc.nat({ max: 20 }),
  typed: fc.constantFrom(null, "As agreed", 'Ünïcödé 🎉 " \\ \u2028'),
  passedMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 * 86_400_000 })),
});
type Move = typeof anyMove extends fc.Arbitrary<infer T> ? T : never;

let at: TestWorkspace;
beforeAll(async () => {
  at = await testWorkspace();
});
afterAll(() => at.drop());

test("whatever people do, at whatever time: what is stored is what its events say, and the audit proves it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyMove, { minLength: 10, maxLength: 30, size: "max" }), async (moves) => {
      let now = TUESDAY;
      const id = await openedRun(at, { now });
      for (const [index, move] of moves.entries()) {
        now = new Date(now.getTime() + move.passedMs);
        await play(id, move, `${id} ${index}`, now);
      }
      const { read } = await readRun(at.db, at.id, id, null);
      expect(read && inOrder(read.run)).toEqual(inOrder(await replayed(id)));
    }),
    { numRuns: RUNS },
  );
  const { runs, broken } = await verifyAudit(at.context("system"), () => {});
  expect([runs, broken]).toEqual([expect.any(Number), []]);
  expect(runs).toBeGreaterThanOrEqual(RUNS);
});

async function play(id: RunId, move: Move, key: string, now: Date): Promise<void> {
  const { what } = move;
  if (what === "sweep") {
    await sweepDeadlines({ ...at.context("system"), now }, () => at.context("system", now));
    return;
  }
  const run = await runNow(at, id);
  await Promise.all(
    move.who.map((email, index) => {
      const text = newText(at.user(email), move.typed);
      const { ask, apt } = askFor(run, { ...move, what }, text?.ref ?? null);
      // The first is somebody who may, most of the time; the others ask the same at the same instant.
      const who = (index === 0 && people().find((one) => at.user(one) === apt)) || email;
      return changeRun(at.context(who, now), {
        run: id,
        key: `${key} ${index}`,
        ask,
        texts: text ? [text] : [],
      });
    }),
  );
}

/** What is asked, and who could ask for it. */
function askFor(
  run: Run,
  { what, to, pick }: Move & { what: Exclude<Move["what"], "sweep"> },
  typed: TextRef | null,
): { ask: Ask; apt: UserId } {
  const ready = run.tasks.filter(({ status }) => status === "ready");
  const held = run.tasks.filter((task) => task.status === "claimed");
  const late = run.tasks.filter((task) => alarmOf(task) !== null);
  const task = (some: readonly Task[]) => (some[pick % some.length] ?? run.tasks[0])?.id ?? unheard();
  const holder = held[pick % held.length]?.assignee ?? run.owner;
  const offers = openOffers(run);
  const offer = offers[pick % offers.length]?.offer;
  const handoff = offer?.handoff ?? run.ownedBy;
  const told = at.user("ops@acme.example");
  switch (what) {
    case "claim":
      return { ask: { type: "claim-task", task: task(ready) }, apt: run.owner };
    case "done":
      return { ask: { type: "complete-task", task: task(held), evidence: typed }, apt: holder };
    case "give-back":
      return { ask: { type: "give-back-task", task: task(held), reason: typed }, apt: holder };
    case "hand-off":
      return { ask: { type: "hand-off-task", task: task(held), to: at.user(to), note: typed }, apt: holder };
    case "hand-off-run":
      return { ask: { type: "hand-off-run", to: at.user(to), note: typed }, apt: run.owner };
    case "assign":
      return { ask: { type: "assign-task", task: task(ready), to: at.user(to) }, apt: run.owner };
    case "accept":
      return { ask: { type: "accept-handoff", handoff }, apt: offer?.to ?? run.owner };
    case "decline":
      return { ask: { type: "decline-handoff", handoff, reason: typed }, apt: offer?.to ?? run.owner };
    case "withdraw":
      return { ask: { type: "withdraw-handoff", handoff }, apt: offer?.by ?? run.owner };
    case "acknowledge":
      return { ask: { type: "acknowledge-task", task: task(late) }, apt: told };
    case "snooze": {
      const duration = { amount: 2, unit: "business hours" } as const;
      return { ask: { type: "snooze-task", task: task(late), duration }, apt: told };
    }
    default:
      return unreachable(what);
  }
}

function unheard(): never {
  throw new Error("A run without tasks");
}

function people(): string[] {
  return at.book.workspace.people.map(({ email }) => email);
}

async function replayed(id: RunId): Promise<Run> {
  const rows = await at.rows`select body from baton.events where run_id = ${id} order by seq`;
  return replay(rows.map(({ body }) => decode(String(body))));
}

/** Deadlines are a set. */
function inOrder(run: Run): Run {
  return { ...run, deadlines: run.deadlines.toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
}

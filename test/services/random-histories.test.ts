import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decode } from "#db/event-codec.ts";
import { readRun } from "#db/runs.ts";
import { replay } from "#domain/evolve.ts";
import type { Book } from "#domain/book.ts";
import { exceptionIdOf, type RunId, type TaskId, type UserId } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import { openOffers, requireTask, type Run } from "#domain/run.ts";
import { alarmOf, isOpen, isOver, type Task, type TextRef } from "#domain/task.ts";
import { unreachable } from "#domain/unreachable.ts";
import { changeRun } from "#services/change-run.ts";
import { newText } from "#services/new-text.ts";
import { sweepDeadlines } from "#services/sweep-deadlines.ts";
import { verifyAudit } from "#services/verify-audit.ts";
import { automation, taskSpec } from "#test/support/domain.ts";
import { openedRun, runNow } from "#test/support/intake.ts";
import { testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";

// The domain holds its promises over random histories by itself; here the same is asked of what is stored.

const RUNS = 8;

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
    ...(["assign", "give-back", "decline", "withdraw", "acknowledge", "snooze", "cancel"] as const),
    ...(["call", "call", "call", "child", "signal", "approve", "approve", "reject"] as const),
    ...(["block", "block-run", "open-gate", "open-gate", "open-gate"] as const),
    ...(["pause", "pause", "resume", "resume", "resume", "add", "skip", "unskip", "reopen"] as const),
    ...(["change-due", "change-run-due", "move-dues", "restore-dues", "assign-run", "absorb"] as const),
  ),
  pick: fc.nat({ max: 20 }),
  typed: fc.constantFrom(null, "As agreed", 'Ünïcödé 🎉 " \\ \u2028'),
  passedMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 * 86_400_000 })),
});
type Move = typeof anyMove extends fc.Arbitrary<infer T> ? T : never;

let at: TestWorkspace;
beforeAll(async () => {
  at = await testWorkspace(withEveryKind);
});
afterAll(() => at.drop());

test("whatever people do, at whatever time: what is stored is what its events say, and the audit proves it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyMove, { minLength: 10, maxLength: 25, size: "max" }), async (moves) => {
      let now = TUESDAY;
      const id = await openedRun(at, { now });
      for (const [index, move] of moves.entries()) {
        now = new Date(now.getTime() + move.passedMs);
        await play(id, move, `${id} ${index}`, now);
      }
      const { read } = await readRun(at.db, at.id, id, null);
      expect(read && inOrder(read.run)).toEqual(inOrder(await replayed(id)));
      // What is late in this run would be swept with the next one's.
      const end = { type: "cancel-run", reason: "The story is told", note: null } as const;
      await changeRun(at.context("system", now), { run: id, key: `${id} end`, ask: end });
    }),
    // To shrink it would mean many more runs in the database than there is time for.
    { numRuns: RUNS, endOnFailure: true },
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
      const { ask, apt } = askFor(run, { ...move, what }, text?.ref ?? null, now);
      // The first is somebody who may, most of the time; the others ask the same at the same instant.
      const first = index === 0 && people().find((one) => at.user(one) === apt);
      const who = apt === "system" ? apt : first || email;
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
  now: Date,
): { ask: Ask; apt: UserId | "system" } {
  const ready = run.tasks.filter(({ status }) => status === "ready");
  const held = run.tasks.filter((task) => task.status === "claimed");
  const late = run.tasks.filter((task) => alarmOf(task) !== null);
  const task = (some: readonly Task[]) => (some[pick % some.length] ?? run.tasks[0])?.id ?? unheard();
  const holder = held[pick % held.length]?.assignee ?? run.owner;
  const offers = openOffers(run);
  const offer = offers[pick % offers.length]?.offer;
  const handoff = offer?.handoff ?? run.ownedBy;
  const told = at.user("ops@acme.example");
  const lead = at.user("founder@acme.example");
  const systems = (kind: Task["work"]["kind"]) =>
    run.tasks.filter((one) => one.work.kind === kind && one.status !== "pending");
  const asked = run.tasks.filter(({ work, status }) => work.kind === "approval" && status === "ready");
  const open = run.tasks.filter((one) => one.status === "claimed" || one.status === "waiting");
  const later = new Date(now.getTime() + (pick + 1) * 7 * 3_600_000);
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
    case "approve":
      return { ask: { type: "approve-task", task: task(asked), note: typed }, apt: lead };
    case "reject":
      return { ask: { type: "reject-task", task: task(asked), reason: typed }, apt: lead };
    case "block":
      return { ask: { type: "block-task", task: task(open), reason: typed }, apt: run.owner };
    case "block-run":
      return { ask: { type: "block-run", reason: typed }, apt: run.owner };
    case "open-gate":
      return { ask: openingOf(run, pick, typed), apt: told };
    case "call":
      return { ask: attemptOf(task(systems("automation")), run, pick), apt: "system" };
    case "child": {
      const state = pick % 3 === 0 ? "cancelled" : pick % 3 === 1 ? "open" : "completed";
      const parent = { task: task(systems("run")), execution: 1 + (pick % 2), child: run.id };
      return { ask: { type: "report-child", ...parent, state }, apt: "system" };
    }
    case "signal": {
      const tasks = run.tasks.filter(({ work }) => work.kind === "wait").map(({ id }) => id);
      const unread = pick % 5 === 0 ? tasks.map((id) => ({ task: id, error: "no such field" })) : [];
      const trigger = run.trigger ?? unheard();
      const heard = unread.length > 0 ? [] : tasks;
      return {
        ask: { type: "receive-signal", trigger, signal: "form.submitted", tasks: heard, unread },
        apt: "system",
      };
    }
    case "pause": {
      const on = (["client", "vendor", "us"] as const)[pick % 3] ?? "us";
      return { ask: { type: "pause-run", on, reviewAt: later, reason: typed }, apt: run.owner };
    }
    case "resume":
      return { ask: { type: "resume-run" }, apt: run.owner };
    case "add": {
      const role = pick % 2 === 0 ? "customer-success" : "security";
      const sla = pick % 3 === 0 ? null : ({ amount: pick, unit: "business hours" } as const);
      const required = pick % 4 < 2;
      return {
        ask: { type: "add-task", title: "Call them 🎉", stage: pick % 3, role, sla, required },
        apt: run.owner,
      };
    }
    case "skip":
      return {
        ask: { type: "skip-task", task: task(run.tasks.filter((one) => !isOver(one))), reason: typed },
        apt: run.owner,
      };
    case "unskip":
      return {
        ask: {
          type: "unskip-task",
          task: task(run.tasks.filter((one) => one.status === "skipped" && one.left !== null)),
        },
        apt: run.owner,
      };
    case "reopen":
      return {
        ask: { type: "reopen-task", task: task(run.tasks.filter(isOver)), reason: typed },
        apt: run.owner,
      };
    case "change-due":
      return {
        ask: { type: "change-due", task: task(run.tasks.filter(isOpen)), dueAt: later },
        apt: run.owner,
      };
    case "change-run-due":
      return { ask: { type: "change-run-due", dueAt: later }, apt: run.owner };
    case "move-dues":
      return { ask: { type: "move-dues", later: { amount: pick, unit: "business days" } }, apt: run.owner };
    case "restore-dues": {
      const earlier = (now: Date) => new Date(now.getTime() - pick * 3_600_000);
      const ofTasks = run.tasks.flatMap((one) =>
        isOpen(one) && one.due ? [{ task: one.id, was: earlier(one.due.at), now: one.due.at }] : [],
      );
      const ofRun = run.dueAt ? [{ task: null, was: earlier(run.dueAt), now: run.dueAt }] : [];
      return { ask: { type: "restore-dues", dues: [...ofTasks, ...ofRun] }, apt: run.owner };
    }
    case "assign-run":
      return { ask: { type: "assign-run", to: at.user(to) }, apt: run.owner };
    case "absorb":
      return {
        ask: { type: "absorb-run", from: run.id, deal: run.deal, mergedBy: at.user(to) },
        apt: "system",
      };
    case "cancel":
      // Seldom: nothing follows it.
      return pick === 0
        ? { ask: { type: "cancel-run", reason: "The deal was lost", note: null }, apt: "system" }
        : { ask: { type: "claim-task", task: task(ready) }, apt: run.owner };
    default:
      return unreachable(what);
  }
}

function openingOf(run: Run, pick: number, typed: TextRef | null): Ask {
  const exception = run.exceptions[pick % run.exceptions.length];
  const choice = (["resume", "skip", "reroute", "resume"] as const)[pick % 4] ?? "resume";
  const others = run.tasks.filter(({ id, status }) => id !== exception?.task && status !== "claimed");
  return {
    type: "open-gate",
    exception: exception?.id ?? exceptionIdOf(run.id, 1),
    choice,
    to: others[pick % others.length]?.id ?? null,
    cause: typed,
    prevention: typed,
  };
}

/** Mostly of the attempt that is under way. */
function attemptOf(task: TaskId, run: Run, pick: number): Ask {
  const called = requireTask(run, task);
  const attempt = called.status === "running" ? called.attempt : 1;
  const execution = called.execution - (pick === 7 ? 1 : 0);
  const made = { type: "report-attempt", task, execution, attempt, tookMs: 12, exchange: null } as const;
  if (called.work.kind !== "automation" || pick % 3 > 0) {
    return { ...made, status: 200, ok: true, results: { tenant: "t-1", seats: 25, "with space": null } };
  }
  const failed = { ok: false, problem: "it answered 503", failure: "transient" } as const;
  const pause = { permanent: pick === 9, retryAfterMs: null, jitter: 0.5 };
  return { ...made, ...failed, ...pause, status: 503 };
}

/** The example's playbook for large clients, with tasks of every kind instead of its own. */
function withEveryKind(book: Book): Book {
  const { enterprise } = book.playbooks;
  if (!enterprise) throw new Error("The example book has no playbook enterprise");
  const spec = (key: string, some: Parameters<typeof taskSpec>[1] = {}) =>
    taskSpec(key, { calendar: enterprise.calendar, onFailure: "fail_closed", after: [], ...some });
  const wait = {
    kind: "wait",
    signal: { type: "form.submitted", when: null },
    timeout: { amount: 2, unit: "days" },
  } as const;
  const stages = [
    {
      stage: "Begin",
      tasks: [
        spec("claimed"),
        spec("given", { work: { kind: "human", mode: "auto" }, onFailure: "fail_open" }),
        spec("called", { work: automation(), role: "system" }),
        spec("waited", { work: wait }),
        spec("client", { work: { kind: "client" } }),
        spec("child", { work: { kind: "run", playbook: "migration" }, role: "system" }),
        spec("approved", { work: { kind: "approval", needed: 2 }, role: "operators" }),
      ],
    },
    {
      stage: "Then",
      tasks: [
        spec("after-call", { after: ["called"], when: "results.called.tenant == 't-1'" }),
        spec("never", { after: ["claimed"], when: "client.name == 'Nobody'" }),
        spec("wait-later", { after: ["claimed"], work: wait, onFailure: "fail_open" }),
        spec("given-later", { after: ["claimed"], work: { kind: "human", mode: "auto" } }),
        spec("optional", { required: false, work: automation({ limit: 0 }), onFailure: "fail_open" }),
      ],
    },
    { stage: "End", tasks: [spec("last", { after: null, evidence: "Where is it?" })] },
  ];
  return { ...book, playbooks: { ...book.playbooks, enterprise: { ...enterprise, stages } } };
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

import * as fc from "fast-check";
import type { Actor } from "#domain/actor.ts";
import type { Duration } from "#domain/book.ts";
import { askersOf } from "#domain/decide-approvals.ts";
import { closersOf } from "#domain/decide-gates.ts";
import type { UserId } from "#domain/ids.ts";
import type { Ask, AskOf, Intent } from "#domain/intent.ts";
import { openOffers, requireException, requireTask, type GateChoice, type Run } from "#domain/run.ts";
import { alarmOf, isOpen, isOver, type Results, type Task } from "#domain/task.ts";
import { unreachable } from "#domain/unreachable.ts";
import { ClientIdSchema, DealIdSchema, RunIdSchema, TriggerIdSchema } from "#src/ids.ts";
import { anyDelay } from "./any-playbook.ts";
import { text } from "./domain.ts";
import { everybody, fallback, intentOf, operator, type Somebody } from "./people.ts";

type Asked = Exclude<Ask["type"], "open-run">;

/** One thing that somebody or something asks of a run, chosen before it is known how the run stands by then. */
export type Move = {
  readonly what: Asked;
  /** Asked by somebody who may, of a task for which it makes sense. */
  readonly apt: boolean;
  readonly who: Somebody;
  readonly to: Somebody;
  readonly pick: number;
  /** Picks among the forms that the same thing takes. */
  readonly how: number;
  readonly filled: boolean;
  readonly duration: Duration;
  readonly waits: number;
  readonly away: readonly Somebody[];
};

const anyPerson = fc.constantFrom(...everybody);

export const anyMove: fc.Arbitrary<Move> = fc.record({
  what: fc.constantFrom<Asked>(
    ...([
      "claim-task",
      "claim-task",
      "claim-task",
      "complete-task",
      "complete-task",
      "complete-task",
    ] as const),
    ...(["complete-task", "meet-deadline", "meet-deadline", "meet-deadline", "meet-deadline"] as const),
    ...(["report-attempt", "report-attempt", "report-attempt", "report-child", "report-child"] as const),
    ...(["approve-task", "approve-task", "approve-task", "open-gate", "open-gate", "open-gate"] as const),
    ...(["receive-signal", "receive-signal", "accept-handoff", "reject-task", "block-task"] as const),
    ...(["hand-off-task", "hand-off-run", "assign-task", "give-back-task", "block-run"] as const),
    ...(["decline-handoff", "withdraw-handoff", "acknowledge-task", "snooze-task", "cancel-run"] as const),
    ...(["pause-run", "pause-run", "resume-run", "resume-run", "resume-run", "merge-run"] as const),
    ...(["add-task", "skip-task", "reopen-task", "reopen-task", "assign-run", "absorb-run"] as const),
    ...(["skip-task", "skip-task", "unskip-task", "unskip-task", "unskip-task"] as const),
    ...(["change-due", "change-run-due", "move-dues", "restore-dues", "move-run"] as const),
  ),
  apt: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false)),
  who: anyPerson,
  to: anyPerson,
  pick: fc.nat({ max: 20 }),
  how: fc.nat({ max: 11 }),
  filled: fc.oneof({ weight: 2, arbitrary: fc.constant(true) }, fc.constant(false)),
  duration: anyDelay,
  waits: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 * 86_400_000 })),
  away: fc.subarray(
    everybody.filter(({ id }) => id !== fallback.id),
    { maxLength: 4 },
  ),
});

/** What the move asks of the run as it is now, and who asks. Null: there is nothing of which it could be asked. */
export function intentFor(run: Run, move: Move, now: Date): Intent | null {
  const ask = askFor(run, move, new Date(now.getTime() + move.waits));
  if (!ask) return null;
  const key = `${ask.type} at ${now.toISOString()}`;
  return { ...intentOf(askerOf(run, ask, move), ask), key };
}

const SYSTEMS: Partial<Record<Asked, Actor>> = {
  "meet-deadline": { kind: "system", name: "clock" },
  "report-attempt": { kind: "system", name: "worker" },
  "report-child": { kind: "system", name: "worker" },
  "receive-signal": { kind: "system", name: "routing" },
  "absorb-run": { kind: "system", name: "worker" },
};
/** What a run may ask of another that is part of it, or people of it. */
const FOLLOWS: readonly Asked[] = ["cancel-run", "pause-run", "resume-run", "move-run"];

function askerOf(run: Run, ask: Exclude<Ask, AskOf<"open-run">>, { apt, who, pick }: Move): Actor {
  const system = SYSTEMS[ask.type];
  if (system) return system;
  if (FOLLOWS.includes(ask.type) && pick % 4 === 0) return { kind: "system", name: "worker" };
  return ((apt && everybody.find(({ id }) => id === aptPerson(run, ask))) || who).actor;
}

function askFor(run: Run, move: Move, now: Date): Exclude<Ask, AskOf<"open-run">> | null {
  const { what, apt, to, pick, how, filled, duration } = move;
  const words = filled ? text("as agreed") : null;
  const later = new Date(now.getTime() + (apt ? 1 + how * pick : how - 5) * 3_600_000);
  const task = pickFrom(
    run.tasks.filter((one) => !apt || isAptFor(one, what)),
    pick,
  )?.id;
  const offer = pickFrom(openOffers(run), pick)?.offer.handoff ?? run.ownedBy;
  switch (what) {
    case "claim-task":
    case "acknowledge-task":
    case "unskip-task":
      return task ? { type: what, task } : null;
    case "complete-task":
      return task ? { type: what, task, evidence: words } : null;
    case "give-back-task":
    case "reject-task":
    case "block-task":
      return task ? { type: what, task, reason: words } : null;
    case "approve-task":
      return task ? { type: what, task, note: words } : null;
    case "hand-off-task":
      return task ? { type: what, task, to: to.id, note: words } : null;
    case "assign-task":
      return task ? { type: what, task, to: to.id } : null;
    case "snooze-task":
      return task ? { type: what, task, duration } : null;
    case "hand-off-run":
      return { type: what, to: to.id, note: words };
    case "block-run":
      // Seldom, since nothing starts while it stands.
      return how < 3 ? { type: what, reason: words } : null;
    case "cancel-run":
      return how === 0 && pick > 15
        ? { type: what, reason: "Its parent was cancelled", note: apt ? text("lost") : null }
        : null;
    case "merge-run": {
      const into = how === 1 ? run.id : RunIdSchema.parse("run_other0000000");
      return pick > 17
        ? {
            type: what,
            into: { run: into, owner: how === 1 ? to.id : run.owner, isLive: how !== 2, isPart: how === 3 },
            note: words,
          }
        : null;
    }
    case "absorb-run": {
      const deal = DealIdSchema.parse("dea_000000000002");
      return {
        type: what,
        from: RunIdSchema.parse("run_lesser000000"),
        deal,
        mergedBy: filled ? to.id : null,
      };
    }
    case "move-run":
      return { type: what, client: ClientIdSchema.parse(`cli_00000000000${how % 3}`) };
    case "pause-run": {
      const on = pickFrom(["client", "vendor", "us"] as const, pick) ?? "us";
      return { type: what, on, reviewAt: later, reason: words };
    }
    case "resume-run":
      return { type: what };
    case "assign-run":
      return { type: what, to: to.id };
    case "add-task": {
      const role = how === 9 ? "no-such-role" : how % 2 === 0 ? "security" : "customer-success";
      const required = pick % 2 === 0;
      const sla = filled ? duration : null;
      return { type: what, title: how === 10 ? " " : "Call them", stage: pick % 4, role, sla, required };
    }
    case "skip-task":
    case "reopen-task":
      return task ? { type: what, task, reason: words } : null;
    case "change-due":
      return task ? { type: what, task, dueAt: later } : null;
    case "change-run-due":
      return { type: what, dueAt: later };
    case "move-dues":
      return { type: what, later: duration };
    case "restore-dues": {
      const dues = [null, ...run.tasks].flatMap((one) => {
        const at = one === null ? run.dueAt : isOpen(one) ? one.due?.at : null;
        const was = at && new Date(at.getTime() - (how - 1) * pick * 3_600_000);
        return at && was ? [{ task: one && one.id, was, now: apt ? at : now }] : [];
      });
      return { type: what, dues };
    }
    case "accept-handoff":
    case "withdraw-handoff":
      return { type: what, handoff: offer };
    case "decline-handoff":
      return { type: what, handoff: offer, reason: words };
    case "open-gate":
      return openingOf(run, move);
    case "report-attempt": {
      const called = pickFrom(
        run.tasks.filter((one) => one.work.kind === "automation" && (!apt || one.status === "running")),
        pick,
      );
      return called ? reportOf(called, how) : null;
    }
    case "report-child": {
      const parent = pickFrom(
        run.tasks.filter((one) => one.work.kind === "run" && (!apt || one.status === "running")),
        pick,
      );
      const state = pickFrom(["open", "completed", "completed", "cancelled"] as const, how) ?? "open";
      const execution = Math.max(0, (parent?.execution ?? 0) - (how > 9 ? 1 : 0));
      const child = RunIdSchema.parse(`run_child${String(execution).padStart(7, "0")}`);
      return parent ? { type: what, task: parent.id, execution, child, state } : null;
    }
    case "receive-signal": {
      const waits = run.tasks.filter((one) => one.work.kind === "wait");
      const heard = waits.filter((_, index) => (pick + index) % 3 > 0).map(({ id }) => id);
      const unread = waits.filter(({ id }) => how < 2 && !heard.includes(id)).map((one) => one.id);
      return {
        type: what,
        trigger: TriggerIdSchema.parse(`trg_${String(run.version).padStart(12, "0")}`),
        signal: "x.arrived",
        tasks: heard,
        unread: unread.map((id) => ({ task: id, error: "no such field" })),
      };
    }
    case "meet-deadline": {
      const deadline = pickFrom(run.deadlines, pick);
      return deadline ? { type: what, deadline: deadline.id } : null;
    }
    default:
      return unreachable(what);
  }
}

/** How one attempt went: mostly this one, sometimes one that is over or never was. */
function reportOf(task: Task, how: number): AskOf<"report-attempt"> {
  const attempt = task.status === "running" ? task.attempt : 1;
  const of = {
    type: "report-attempt",
    task: task.id,
    execution: task.execution - (how === 10 ? 1 : 0),
    attempt: attempt - (how === 11 ? 1 : 0),
    tookMs: 12,
    exchange: text("what was said"),
  } as const;
  if (how < 5 || how > 9) {
    const results: Results = how % 2 === 0 ? { plan: "gold" } : {};
    return { ...of, status: 200, ok: true, results };
  }
  const failed = { failure: "transient", permanent: how === 9, jitter: how / 12 } as const;
  return { ...of, ...failed, status: 503, ok: false, problem: "it answered 503", retryAfterMs: null };
}

const CHOICES: readonly GateChoice[] = ["resume", "skip", "reroute", "resume", "reroute", "skip"];

function openingOf(run: Run, { pick, how, filled, apt }: Move): AskOf<"open-gate"> | null {
  const exception = pickFrom(run.exceptions, pick);
  if (!exception) return null;
  const words = filled || apt ? text("what we learned") : null;
  const choice = how === 11 && pick > 10 ? "cancel" : (CHOICES[how % CHOICES.length] ?? "resume");
  const targets = run.tasks.filter(
    ({ id, status }) => !apt || (id !== exception.task && status !== "claimed"),
  );
  const to = pickFrom(targets, pick + how)?.id ?? null;
  return { type: "open-gate", exception: exception.id, choice, to, cause: words, prevention: words };
}

function isAptFor(task: Task, what: Asked): boolean {
  switch (what) {
    case "claim-task":
      return task.status === "ready" && task.work.kind === "human";
    case "acknowledge-task":
    case "snooze-task":
      return alarmOf(task) !== null;
    case "assign-task":
      return task.work.kind === "human" && isOpen(task);
    case "complete-task":
      return task.status === "claimed" || task.status === "waiting";
    case "approve-task":
    case "reject-task":
      return task.status === "ready" && task.work.kind === "approval";
    case "block-task":
      return isOpen(task) && task.status !== "running";
    case "skip-task":
      return !isOver(task) && task.work.kind !== "approval";
    case "unskip-task":
      return task.status === "skipped" && task.left !== null;
    case "reopen-task":
      return isOver(task);
    case "change-due":
      return isOpen(task);
    default:
      return task.status === "claimed";
  }
}

function aptPerson(run: Run, ask: Ask): UserId | null {
  if ("handoff" in ask) {
    const open = openOffers(run).find(({ offer }) => offer.handoff === ask.handoff);
    return ask.type === "withdraw-handoff" ? (open?.offer.by ?? null) : (open?.offer.to ?? null);
  }
  if (ask.type === "open-gate") {
    const exception = requireException(run, ask.exception);
    return exception.gate === null ? run.owner : memberOf(exception.gate, closersOf(run, exception));
  }
  if (!("task" in ask)) return run.owner;
  const task = requireTask(run, ask.task);
  switch (ask.type) {
    case "approve-task":
    case "reject-task": {
      const approvals = task.status === "ready" ? task.approvals : [];
      return memberOf(task.role, [...askersOf(run, task), ...approvals]);
    }
    case "acknowledge-task":
    case "snooze-task":
      return alarmOf(task)?.told[0] ?? run.owner;
    case "assign-task":
    case "skip-task":
    case "unskip-task":
    case "reopen-task":
    case "change-due":
      return run.owner;
    default:
      return task.status === "claimed" ? task.assignee : run.owner;
  }
}

/** Somebody of a role, else an operator, who isn't one of those. */
function memberOf(role: string, not: readonly UserId[]): UserId | null {
  const able = everybody.filter(({ id, actor }) => actor.internal && !not.includes(id));
  return (able.find(({ actor }) => actor.roles.includes(role)) ?? operator).id;
}

function pickFrom<Item>(items: readonly Item[], pick: number): Item | undefined {
  return items[pick % items.length];
}

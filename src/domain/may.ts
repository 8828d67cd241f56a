import { OPERATORS, type Actor } from "./actor.ts";
import type { UserId } from "./ids.ts";
import type { Ask } from "./intent.ts";
import type { Act } from "./operation.ts";
import type { Refusal, WhoMay } from "./refusal.ts";
import { requireException, requireOffer, requireTask, type Run } from "./run.ts";
import { alarmOf, type Task } from "./task.ts";
import { unreachable } from "./unreachable.ts";

/**
 * The one place that says who may do what. Null: they may. Otherwise the refusal, which names who could.
 * Only asked for a task or offer that exists; `run` is null when one is to be opened.
 */
export function may(actor: Actor, ask: Ask, run: Run | null): Refusal | null {
  if (actor.kind === "system") return null;
  const who = actor.internal ? whoMay(ask, run) : internalOnly;
  if (who === "anyone" || allows(who, actor)) return null;
  return { code: "not-allowed", intent: ask.type, who };
}

/** The same for what owners alone may ask of a run of which only its owner is known: of many runs at once, no more is read. */
export function mayOwn(
  actor: Actor,
  intent: "assign-run" | "assign-task" | "move-dues" | "restore-dues",
  owner: UserId,
): Refusal | null {
  if (actor.kind === "system") return null;
  const who: WhoMay = actor.internal ? { kind: "owner", owner } : internalOnly;
  return allows(who, actor) ? null : { code: "not-allowed", intent, who };
}

/**
 * Who may steer an act on many runs that somebody asked for. Stopping it keeps runs from changing, so operators may stop
 * anybody's. Going on with it changes them in the asker's name, and nobody acts in another's.
 */
export function maySteer(actor: Actor, steer: "stop" | "continue", asker: UserId): boolean {
  if (actor.kind === "system") return true;
  if (!actor.internal) return false;
  return actor.id === asker || (steer === "stop" && actor.roles.includes(OPERATORS));
}

/**
 * Whether somebody may undo an act on many runs, which is done once for all of them: who asked for it, while they may still
 * change what it changed, and operators. What went to another owner is theirs by then.
 */
export function mayUndo(actor: Actor, act: Act, asker: UserId): boolean {
  if (actor.kind === "system") return true;
  if (act.kind === "reassign") return mayOwn(actor, "assign-run", act.to) === null;
  return actor.internal && (actor.id === asker || actor.roles.includes(OPERATORS));
}

const internalOnly: WhoMay = { kind: "internal" };

function whoMay(ask: Ask, run: Run | null): WhoMay | "anyone" {
  // A past that somebody writes down may say that others have approved.
  if (ask.type === "open-run") return ask.history ? { kind: "role", role: OPERATORS } : "anyone";
  if (run === null) return "anyone";
  switch (ask.type) {
    case "claim-task":
      return { kind: "role-or-owner", role: requireTask(run, ask.task).role, owner: run.owner };
    case "complete-task": {
      const task = requireTask(run, ask.task);
      // Nobody holds what comes from outside: whoever looks after it may say that it has come.
      return task.status === "waiting"
        ? { kind: "role-or-owner", role: task.role, owner: run.owner }
        : { kind: "assignee-or-owner", assignee: holderOf(task), owner: run.owner };
    }
    case "approve-task":
    case "reject-task":
      return { kind: "role", role: requireTask(run, ask.task).role };
    case "open-gate": {
      const { gate } = requireException(run, ask.exception);
      return gate === null ? { kind: "owner", owner: run.owner } : { kind: "role", role: gate };
    }
    case "block-task":
    case "give-back-task":
    case "hand-off-task":
      return { kind: "assignee-or-owner", assignee: holderOf(requireTask(run, ask.task)), owner: run.owner };
    // What came for the one moves the tasks of the other: whoever answers for one alone may not decide for both.
    case "merge-run":
      return ask.into.owner === null || ask.into.owner === run.owner
        ? { kind: "owner", owner: run.owner }
        : { kind: "role", role: OPERATORS };
    case "assign-task":
    case "hand-off-run":
    case "block-run":
    case "pause-run":
    case "resume-run":
    case "cancel-run":
    case "move-run":
    case "assign-run":
    case "add-task":
    case "skip-task":
    case "unskip-task":
    case "reopen-task":
    case "change-due":
    case "change-run-due":
    case "move-dues":
    case "restore-dues":
      return { kind: "owner", owner: run.owner };
    case "accept-handoff":
    case "decline-handoff":
      return { kind: "person", user: requireOffer(run, ask.handoff).offer.to };
    case "withdraw-handoff": {
      const { by, from } = requireOffer(run, ask.handoff).offer;
      return { kind: "offerer", user: by ?? from };
    }
    case "acknowledge-task":
    case "snooze-task":
      return { kind: "told", people: toldOf(requireTask(run, ask.task)) };
    case "report-attempt":
    case "report-child":
    case "receive-signal":
    case "absorb-run":
    case "meet-deadline":
      return { kind: "system" };
    default:
      return unreachable(ask);
  }
}

function allows(who: WhoMay, actor: Extract<Actor, { kind: "person" }>): boolean {
  const operator = actor.roles.includes(OPERATORS);
  switch (who.kind) {
    case "role":
      return operator || actor.roles.includes(who.role);
    case "role-or-owner":
      return operator || actor.id === who.owner || actor.roles.includes(who.role);
    case "assignee-or-owner":
      return operator || actor.id === who.owner || actor.id === who.assignee;
    case "owner":
      return operator || actor.id === who.owner;
    case "offerer":
      return operator || actor.id === who.user;
    case "person":
      return actor.id === who.user;
    case "told":
      return operator || who.people.includes(actor.id);
    case "system":
    case "internal":
      return false;
    default:
      return unreachable(who);
  }
}

function holderOf(task: Task) {
  if (task.status === "blocked") return task.hold?.assignee ?? null;
  return task.status === "claimed" || task.status === "done" ? task.assignee : null;
}

function toldOf(task: Task) {
  return alarmOf(task)?.told ?? [];
}

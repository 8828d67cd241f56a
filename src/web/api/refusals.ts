import type { IntentType } from "#domain/intent.ts";
import type { UserId } from "#domain/ids.ts";
import type { Refusal, WhoMay } from "#domain/refusal.ts";
import { unreachable } from "#domain/unreachable.ts";
import type { Problem, ProblemKind } from "./problem.ts";

// How a refusal is told to a program: which problem it is, why in plain words, and at which field of the body.

type Told = {
  readonly kind: ProblemKind;
  readonly detail: string;
  /** The field of the body that it is about. */
  readonly field?: string;
};

/** A refusal of what was asked as a problem; its code stays what it is in Baton. */
export function refusalProblem(refusal: Refusal, asked?: IntentType): Problem {
  const { kind, detail, field: said } = tell(refusal);
  const field = said === DATES.duration ? (DURATIONS[asked ?? ""] ?? said) : said;
  return { kind, detail, code: refusal.code, ...(field && { errors: [{ pointer: `#/${field}`, detail }] }) };
}

function tell(refusal: Refusal): Told {
  switch (refusal.code) {
    case "not-found":
      return { kind: "not-found", detail: `There is no such ${ENTITIES[refusal.entity]}.` };
    case "not-allowed":
      return { kind: "not-allowed", detail: notAllowed(refusal.intent, refusal.who) };
    case "own-work":
      return {
        kind: "not-allowed",
        detail: `Nobody judges what they asked for or did: another of the role ${refusal.role} can.`,
      };
    case "version-changed":
      return { kind: "version-changed", detail: `It is at version ${refusal.version} now. Read it again.` };
    case "run-over":
      return conflict("The run is over: nothing in it changes any more.");
    case "run-paused":
      return conflict("The run is paused, and its due times don't count. Resume it first.");
    case "task-pending":
      return conflict(`The task has not started: it waits for ${listed(refusal.waitsFor) || "its turn"}.`);
    case "task-taken":
      return conflict(`${refusal.assignee} has the task already.`);
    case "task-not-claimed":
      return conflict("Nobody has the task yet. Claim it first.");
    case "task-over":
      return conflict(`The task is ${refusal.status} already${refusal.by ? `, by ${refusal.by}` : ""}.`);
    case "task-not-over":
      return conflict("The task is not over, so there is nothing to do once more.");
    case "task-gated":
      return conflict(`The task is behind a closed gate, which the role ${refusal.role} opens.`);
    case "wrong-kind":
      return conflict(`That does not fit a task of the kind ${refusal.kind}.`);
    case "gate-standing":
      return conflict("It is behind a closed gate already.");
    case "exception-over":
      return conflict("The exception is settled already.");
    case "offer-open":
      return conflict(`It is offered to ${refusal.to} already. Withdraw that offer first.`);
    case "offer-over":
      return conflict("The offer is over: it was answered, withdrawn or ran out.");
    case "already-theirs":
      return { ...conflict(`${refusal.to} has it already.`), field: "to" };
    case "nothing-overdue":
      return conflict("The task is not overdue: there is nothing to acknowledge or snooze.");
    case "deadline-moved":
      return conflict("The deadline has moved or is over.");
    case "changed-since":
      return conflict("It has changed since then: nothing is as it was to be put back from.");
    case "skip-stands":
      return conflict("It was not skipped by hand, or what came of that can't be taken back. Reopen it.");
    case "no-due":
      return conflict("It has no due time.");
    case "too-many-tasks":
      return conflict(`A run has ${refusal.max} tasks at most.`);
    case "not-a-target":
      return { ...conflict("That task is under way. Name one that is not."), field: "to" };
    case "cannot-merge":
      return { ...MERGES[refusal.why], field: "into" };
    case "cannot-move":
      return conflict("It is part of another run, and for the same client. Move that one.");
    case "no-such-client":
      return { kind: "not-found", detail: "There is no such client.", field: "client" };
    case "cannot-take-work":
      return invalid("to", `${refusal.user} can't take work: ${CANNOT[refusal.why]}.`);
    case "words-missing":
      return invalid(FIELDS[refusal.what], `Say it in words: ${refusal.what}.`);
    case "evidence-missing":
      return invalid("evidence", `The task asks: ${refusal.question}`);
    case "date-past":
      return invalid(DATES[refusal.field], "That is past already.");
    case "date-far":
      return invalid(DATES[refusal.field], "That is further away than anybody plans.");
    case "no-such-role":
      return invalid("role", `There is no role ${refusal.role} in this workspace.`);
    case "no-such-stage":
      return invalid("stage", "The run has no such stage.");
    default:
      return unreachable(refusal);
  }
}

function conflict(detail: string): Told {
  return { kind: "conflict", detail };
}

function invalid(field: string, detail: string): Told {
  return { kind: "invalid", detail, field };
}

const ENTITIES = {
  run: "run",
  task: "task",
  handoff: "offer",
  deadline: "deadline",
  exception: "exception",
} as const;

const MERGES: Readonly<Record<Extract<Refusal, { code: "cannot-merge" }>["why"], Told>> = {
  same: conflict("A run can't be merged into itself."),
  over: conflict("The run that it is to go into is over."),
  part: conflict("One of the runs is part of another run."),
  unknown: { kind: "not-found", detail: "There is no such run to merge it into." },
};

const CANNOT = {
  unknown: "they are not known in this workspace",
  deactivated: "their account is deactivated",
  outside: "they belong to another organisation",
} as const;

const FIELDS = {
  reason: "reason",
  cause: "cause",
  prevention: "prevention",
  target: "to",
  title: "title",
} as const;

const DATES = { due: "dueAt", review: "reviewAt", duration: "later" } as const;
/** What else a duration is called in a body. */
const DURATIONS: Readonly<Record<string, string>> = { "add-task": "sla", "snooze-task": "for" };

const IRREGULAR: Partial<Readonly<Record<IntentType, string>>> = {
  "change-due": "change when the task is due",
  "change-run-due": "change when the run is due",
  "move-dues": "move the run's due times",
  "restore-dues": "move the run's due times back",
  "accept-handoff": "accept the offer",
  "decline-handoff": "decline the offer",
  "withdraw-handoff": "withdraw the offer",
  "add-task": "add a task",
};

/** An intent in words: `pause-run` is to pause the run. */
function actOf(intent: IntentType): string {
  return IRREGULAR[intent] ?? intent.replaceAll("-", " ").replace(/ (run|task|gate)$/, " the $1");
}

/** Who could do it, so that the program can say whom to ask. */
function notAllowed(intent: IntentType, who: WhoMay): string {
  const act = actOf(intent);
  switch (who.kind) {
    case "role":
      return `Only the role ${who.role} and operators can ${act}.`;
    case "role-or-owner":
      return `Only the role ${who.role}, the owner ${who.owner} and operators can ${act}.`;
    case "assignee-or-owner":
      return `Only ${holder(who.assignee)}the owner ${who.owner} and operators can ${act}.`;
    case "owner":
      return `Only the owner ${who.owner} and operators can ${act}.`;
    case "person":
      return `Only ${who.user} was asked, so only they can ${act}.`;
    case "offerer":
      return `Only ${who.user}, who made the offer, and operators can ${act}.`;
    case "told":
      return who.people.length > 0
        ? `Only those who were called about it can ${act}: ${listed(who.people)}.`
        : "It is not overdue: there is nothing to acknowledge or snooze.";
    case "system":
      return "This happens by itself, at its time.";
    case "internal":
      return "People of another organisation can look, and change nothing.";
    default:
      return unreachable(who);
  }
}

function holder(assignee: UserId | null): string {
  return assignee ? `${assignee}, who has it, ` : "";
}

function listed(items: readonly string[]): string {
  return items.join(", ");
}

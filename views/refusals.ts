import type { IntentType } from "#domain/intent.ts";
import type { TaskId, UserId } from "#domain/ids.ts";
import type { Refusal, WhoMay } from "#domain/refusal.ts";
import { taskOf, type Run } from "#domain/run.ts";
import { unreachable } from "#domain/unreachable.ts";
import { fields } from "./ids.ts";
import { titleOf } from "./task-words.ts";
import { oneLine, plain } from "./text.ts";
import { listed, mention, roleName } from "./words.ts";

/** Why nothing happened and whom to ask. `run` is the run that was asked, as it is now. */
export function refusalText(refusal: Refusal, run: Run | null): string {
  const words = reasonFor(refusal, run);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function reasonFor(refusal: Refusal, run: Run | null): string {
  const task = (id: TaskId) => taskWords(run, id);
  switch (refusal.code) {
    case "not-found":
      return `I can't find that ${ENTITIES[refusal.entity]} any more. Nothing was changed.`;
    case "not-allowed":
      return notAllowed(refusal.intent, refusal.who);
    case "run-over":
      return "This onboarding is completed, so nothing in it changes any more.";
    case "task-pending": {
      const before = refusal.waitsFor.map(task);
      return before.length > 0
        ? `${task(refusal.task)} can't start yet. It waits for ${listed(before, 3)}.`
        : `${task(refusal.task)} hasn't started yet.`;
    }
    case "task-taken":
      return `${mention(refusal.assignee)} has ${task(refusal.task)} already. Ask them to hand it off if you should do it.`;
    case "task-not-claimed":
      return `Nobody has ${task(refusal.task)} yet. Claim it first.`;
    case "task-over":
      return refusal.by
        ? `${task(refusal.task)} is done already, by ${mention(refusal.by)}.`
        : `${task(refusal.task)} was skipped when the onboarding was completed.`;
    case "evidence-missing":
      return `${task(refusal.task)} needs an answer before it is done: ${oneLine(refusal.question, 300)}`;
    case "offer-open":
      return `It is offered to ${mention(refusal.to)} already. Wait for their answer, or withdraw that offer first.`;
    case "offer-over":
      return "This offer is over: it was answered, withdrawn or ran out. Nothing was changed.";
    case "already-theirs":
      return `${mention(refusal.to)} has it already. Choose somebody else.`;
    case "cannot-take-work":
      return `${mention(refusal.user)} can't take work: ${CANNOT[refusal.why]}. Choose somebody else.`;
    case "nothing-overdue":
      return `${task(refusal.task)} isn't overdue, so there is nothing to acknowledge or snooze.`;
    case "deadline-moved":
      return "That deadline has moved or is over. Nothing was changed.";
    default:
      return unreachable(refusal);
  }
}

/** What a modal shows at the field that was filled in wrongly; null where the refusal is about no field. Plain text. */
export function fieldErrors(refusal: Refusal): Record<string, string> | null {
  switch (refusal.code) {
    case "evidence-missing":
      return { [fields.evidence.block_id]: plain(`Please answer: ${refusal.question}`, 150) };
    case "already-theirs":
      return { [fields.person.block_id]: "They have it already. Choose somebody else." };
    case "cannot-take-work":
      return { [fields.person.block_id]: `They can't take work: ${CANNOT[refusal.why]}.` };
    case "not-found":
    case "not-allowed":
    case "run-over":
    case "task-pending":
    case "task-taken":
    case "task-not-claimed":
    case "task-over":
    case "offer-open":
    case "offer-over":
    case "nothing-overdue":
    case "deadline-moved":
      return null;
    default:
      return unreachable(refusal);
  }
}

const ENTITIES = { run: "onboarding", task: "task", handoff: "offer", deadline: "deadline" } as const;

const CANNOT = {
  unknown: "I don't know them as a member of this workspace",
  deactivated: "their account is deactivated",
  outside: "they belong to another organisation",
} as const;

function notAllowed(intent: IntentType, who: WhoMay): string {
  const act = ACTS[intent];
  switch (who.kind) {
    case "role-or-owner":
      return `Only ${roleName(who.role)} and the owner can ${act}. Ask ${mention(who.owner)}, who owns the onboarding.`;
    case "assignee-or-owner":
      return `Only ${holders(who.assignee, who.owner)} can ${act}. Ask them.`;
    case "owner":
      return `Only the owner can ${act}. Ask ${mention(who.owner)}.`;
    case "person":
      return `Only ${mention(who.user)} was asked, so only they can ${act}.`;
    case "offerer":
      return `Only ${mention(who.user)}, who made the offer, can ${act}.`;
    case "told":
      return who.people.length > 0
        ? `Only those who were called about it can ${act}: ${listed(who.people.map(mention), 5)}.`
        : "It isn't overdue, so there is nothing to acknowledge or snooze.";
    case "system":
      return "This happens by itself at its time. Nobody has to do it.";
    case "internal":
      return "People from another organisation can look, and change nothing. Ask your contact to do it.";
    default:
      return unreachable(who);
  }
}

function holders(assignee: UserId | null, owner: UserId): string {
  if (!assignee || assignee === owner) return `the owner, ${mention(owner)},`;
  return `${mention(assignee)}, who has it, and the owner, ${mention(owner)},`;
}

const ACTS: Readonly<Record<IntentType, string>> = {
  "open-run": "start an onboarding",
  "claim-task": "claim this task",
  "complete-task": "mark this task as done",
  "give-back-task": "give this task back",
  "hand-off-task": "hand this task off",
  "hand-off-run": "hand the onboarding off",
  "accept-handoff": "accept",
  "decline-handoff": "decline",
  "withdraw-handoff": "withdraw it",
  "assign-task": "assign this task",
  "acknowledge-task": "acknowledge it",
  "snooze-task": "snooze it",
  "meet-deadline": "do this",
};

function taskWords(run: Run | null, id: TaskId): string {
  const found = run && taskOf(run, id);
  return found ? titleOf(found) : "this task";
}

import type { IntentType } from "#domain/intent.ts";
import type { TaskId, UserId } from "#domain/ids.ts";
import type { Refusal, WhoMay } from "#domain/refusal.ts";
import { taskOf, type Run } from "#domain/run.ts";
import type { Kind } from "#domain/task.ts";
import { unreachable } from "#domain/unreachable.ts";
import { fields } from "./ids.ts";
import { titleOf } from "./title.ts";
import { oneLine, plain } from "./text.ts";
import { listed, mention, roleName } from "./words.ts";

/** Why nothing happened and whom to ask. `run` is the run that was asked, as it is now. */
export function refusalText(refusal: Refusal, run: Run | null): string {
  return capital(reasonFor(refusal, run));
}

function reasonFor(refusal: Refusal, run: Run | null): string {
  const task = (id: TaskId) => taskWords(run, id);
  switch (refusal.code) {
    case "not-found":
      return `I can't find that ${ENTITIES[refusal.entity]} any more. Nothing was changed.`;
    case "not-allowed":
      return notAllowed(refusal.intent, refusal.who);
    case "run-over":
      return overRunWords(run);
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
      return overWords(task(refusal.task), refusal);
    case "wrong-kind":
      return `${task(refusal.task)} ${KINDS[refusal.kind](refusal.intent)}`;
    case "task-gated":
      return `${task(refusal.task)} is behind a closed gate. ${capital(roleName(refusal.role))} can open it, with *Open gate* in the thread.`;
    case "own-work":
      return refusal.intent === "open-gate"
        ? `You closed this gate or have the work behind it, so somebody else opens it. Ask another of ${roleName(refusal.role)}.`
        : `You asked for this or did the work that is judged, so somebody else answers. Ask another of ${roleName(refusal.role)}.`;
    case "words-missing":
      return MISSING[refusal.what];
    case "exception-over":
      return "This is settled already. Nothing was changed.";
    case "gate-standing":
      return "It is behind a closed gate already. Nothing was changed.";
    case "not-a-target":
      return `${task(refusal.task)} is under way, so it can't be done in another's stead. Choose one that isn't.`;
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
    case "run-paused":
      return "This onboarding is paused, so its due times don't count. Resume it first, then change them.";
    case "date-past":
      return PAST[refusal.field];
    case "date-far":
      return FAR;
    case "task-not-over":
      return `${task(refusal.task)} isn't over, so there is nothing to reopen. It can be worked on as it is.`;
    case "changed-since":
      return "It has changed since then, so nothing was undone.";
    case "skip-stands":
      return `What came of leaving ${task(refusal.task)} out can't be taken back. If it is needed after all, reopen it.`;
    case "no-due":
      return `${refusal.task ? task(refusal.task) : "This onboarding"} has no due time that could be moved.`;
    case "no-such-role":
      return `There is no role “${oneLine(refusal.role, 60)}” in the playbooks. Choose one that is.`;
    case "no-such-stage":
      return "This onboarding has no such stage. Choose one that it has.";
    case "too-many-tasks":
      return `This onboarding has ${refusal.max} tasks already, which is as many as one can have. Put it into the words of another task.`;
    case "cannot-merge":
      return CANNOT_MERGE[refusal.why];
    case "cannot-move":
      return "This onboarding is part of another, and is for the same client. Move the one that it is part of.";
    case "no-such-client":
      return `I know no client “${oneLine(refusal.name, 80)}”. Nothing was changed.`;
    case "version-changed":
      return "Somebody changed this onboarding since you looked at it, so nothing was changed. Look at it again and ask once more.";
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
    case "words-missing":
      return { [fields[FIELDS[refusal.what]].block_id]: MISSING[refusal.what] };
    case "not-a-target":
      return { [fields.target.block_id]: "It is under way. Choose one that isn't." };
    case "date-past":
      return { [fields[refusal.field].block_id]: PAST[refusal.field] };
    case "date-far":
      return { [fields[refusal.field].block_id]: FAR };
    case "no-such-role":
      return { [fields.role.block_id]: "There is no such role any more. Choose another." };
    case "no-such-stage":
      return { [fields.stage.block_id]: "There is no such stage. Choose another." };
    case "cannot-merge":
      return { [fields.into.block_id]: CANNOT_MERGE[refusal.why] };
    case "no-such-client":
      return { [fields.client.block_id]: plain(`I know no client “${refusal.name}”.`, 150) };
    case "not-found":
    case "not-allowed":
    case "run-over":
    case "wrong-kind":
    case "task-gated":
    case "own-work":
    case "exception-over":
    case "gate-standing":
    case "task-pending":
    case "task-taken":
    case "task-not-claimed":
    case "task-over":
    case "offer-open":
    case "offer-over":
    case "nothing-overdue":
    case "deadline-moved":
    case "run-paused":
    case "task-not-over":
    case "changed-since":
    case "skip-stands":
    case "no-due":
    case "cannot-move":
    case "too-many-tasks":
    case "version-changed":
      return null;
    default:
      return unreachable(refusal);
  }
}

const ENTITIES = {
  run: "onboarding",
  task: "task",
  handoff: "offer",
  deadline: "deadline",
  exception: "exception",
} as const;

const MISSING = {
  reason: "Please say why.",
  cause: "Please say what happened.",
  prevention: "Please say what keeps it from happening again.",
  target: "Please choose the task that is done instead.",
  title: "Please say what is to be done.",
} as const;

const FIELDS = {
  reason: "reason",
  cause: "cause",
  prevention: "prevention",
  target: "target",
  title: "title",
} as const;

const PAST = {
  due: "That is in the past. Choose a time that is still to come.",
  review: "That is in the past. Choose a day that is still to come.",
} as const;

const FAR = "That is more than five years away. Choose something nearer.";

const CANNOT_MERGE = {
  same: "That is this very onboarding. Choose another.",
  over: "That onboarding is over, so nothing can go on in it. Choose one that is open.",
  part: "An onboarding that is part of another can't be merged. Merge those that they are part of.",
  unknown: "I can't find that onboarding any more. Choose another.",
} as const;

/** How a task of that kind is brought further, where something else was asked of it. */
const KINDS: Readonly<Record<Kind, (intent: IntentType) => string>> = {
  human: () => "is for one person: claim it, and press Done when it is done.",
  approval: (intent) =>
    intent === "skip-task"
      ? "is an approval, and those who judge others' work aren't passed by. Block it, and whoever opens its gate can waive it."
      : "is an approval: press Approve or Reject.",
  automation: (intent) =>
    intent === "block-task"
      ? "is done by Baton and can't be stopped by itself. Block the whole onboarding instead."
      : "is done by Baton itself. Nobody has to do it.",
  wait: () => "waits for something to come, so nobody holds it. Press Done when it has come.",
  client: () => "is done by the client, so nobody holds it. Press Done when they have done it.",
  run: (intent) =>
    intent === "block-task"
      ? "is an onboarding of its own: block that one."
      : "is an onboarding of its own, and done when that is.",
};

function overRunWords(run: Run | null): string {
  if (run?.status === "cancelled" && run.mergedInto) {
    return "This onboarding was merged into another, which goes on in its stead. Nothing in this one changes any more.";
  }
  return `This onboarding is ${run?.status === "cancelled" ? "cancelled" : "completed"}, so nothing in it changes any more.`;
}

function overWords(task: string, { status, by }: Extract<Refusal, { code: "task-over" }>): string {
  if (status === "waived") return `${task} was waived${by ? ` by ${mention(by)}` : ""}.`;
  if (status === "done") return `${task} is done already${by ? `, by ${mention(by)}` : ""}.`;
  return `${task} was skipped.`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const CANNOT = {
  unknown: "I don't know them as a member of this workspace",
  deactivated: "their account is deactivated",
  outside: "they belong to another organisation",
} as const;

function notAllowed(intent: IntentType, who: WhoMay): string {
  const act = ACTS[intent];
  switch (who.kind) {
    case "role":
      return `Only ${roleName(who.role)} can ${intent === "merge-run" ? MERGE_WITH_OTHERS : act}. Ask one of them.`;
    case "role-or-owner":
      return `Only ${roleName(who.role)} and the owner can ${act}. Ask ${mention(who.owner)}, who owns the onboarding.`;
    case "assignee-or-owner":
      return `Only ${holders(who.assignee, who.owner)} can ${act}. Ask them.`;
    case "owner":
      return `Only the owner and the operators can ${act}. Ask ${mention(who.owner)}.`;
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

/** Its own owner can merge it with another of theirs. */
const MERGE_WITH_OTHERS = "merge the onboarding with somebody else's";

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
  "approve-task": "approve this",
  "reject-task": "reject this",
  "block-task": "block this task",
  "block-run": "block the onboarding",
  "open-gate": "open this gate",
  "report-attempt": "do this",
  "report-child": "do this",
  "receive-signal": "do this",
  "cancel-run": "cancel the onboarding",
  "pause-run": "pause the onboarding",
  "resume-run": "resume the onboarding",
  "merge-run": "merge the onboarding with another",
  "absorb-run": "do this",
  "move-run": "move the onboarding to another client",
  "assign-run": "give the onboarding to somebody",
  "add-task": "add a task",
  "skip-task": "skip this task",
  "unskip-task": "take this task back in",
  "reopen-task": "reopen this task",
  "change-due": "change when this is due",
  "change-run-due": "change when the onboarding is due",
  "move-dues": "change when this is due",
  "restore-dues": "change when this is due",
  "meet-deadline": "do this",
};

function taskWords(run: Run | null, id: TaskId): string {
  const found = run && taskOf(run, id);
  return found ? titleOf(found) : "this task";
}

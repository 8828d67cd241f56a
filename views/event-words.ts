import type { ActorRef } from "#domain/actor.ts";
import type { HappeningOf, RunEvent } from "#domain/event.ts";
import type { TaskId, UserId } from "#domain/ids.ts";
import { taskOf, type Run } from "#domain/run.ts";
import type { Results } from "#domain/task.ts";
import { unreachable } from "#domain/unreachable.ts";
import { choiceWords, exceptionName } from "./gate-words.ts";
import { titleOf } from "./title.ts";
import { oneLine } from "./text.ts";
import { WAITED_FOR } from "./pause-words.ts";
import { count, listed, mention, roleName, spanText, when } from "./words.ts";

/** What happened, as a sentence: who did what to which task. `run` gives the tasks their titles. */
export function eventWords(event: RunEvent, run: Run): string {
  const who = actorWords(event.actor);
  const task = (id: TaskId | null) => taskWords(run, id);
  switch (event.type) {
    case "run-opened": {
      const { owner, title, tasks, release } = event.data;
      return `${who} opened ${oneLine(title, 80)} with ${tasks.length} tasks under release ${release}; ${mention(owner)} owns it`;
    }
    case "task-ready":
      return `${task(event.data.task)} became ready${event.data.dueAt ? `, due ${when(event.data.dueAt)}` : ""}`;
    case "task-claimed":
      return `${mention(event.data.by)} claimed ${task(event.data.task)}`;
    case "task-assigned": {
      const { from, to, kind } = event.data;
      if (kind === "routing")
        return `${task(event.data.task)} was given to ${mention(to)}, who held the least`;
      if (kind === "takeover")
        return `${mention(to)} took over ${task(event.data.task)}${from ? ` from ${mention(from)}` : ""}`;
      return `${who} gave ${task(event.data.task)} to ${mention(to)}${from ? `, who took it from ${mention(from)}` : ""}`;
    }
    case "task-given-back": {
      const role = taskOf(run, event.data.task)?.role;
      const by = isOwnAct(event.actor, event.data.from)
        ? mention(event.data.from)
        : `${who}, for ${mention(event.data.from)},`;
      return `${by} gave ${task(event.data.task)} back${role === undefined ? "" : ` to ${roleName(role)}`}`;
    }
    case "task-done":
      return `${mention(event.data.by)} finished ${task(event.data.task)}${event.data.evidence ? ", with evidence" : ""}`;
    case "task-approved":
      return `${mention(event.data.by)} approved ${task(event.data.task)}${event.data.note ? ", with a note" : ""}`;
    case "task-rejected":
      return `${mention(event.data.by)} rejected ${task(event.data.task)}, with a reason`;
    case "task-attempted": {
      const { attempt, ok, status, problem, tookMs, retryAt } = event.data;
      const answer = `${status === null ? "no answer" : `answer ${status}`} after ${tookMs} ms`;
      if (ok) return `try ${attempt} of ${task(event.data.task)} worked: ${answer}`;
      const next = retryAt ? `; the next try begins ${when(retryAt)}` : "; there is no further try";
      return `try ${attempt} of ${task(event.data.task)} failed: ${answer}, ${oneLine(problem ?? "no reason", 150)}${next}`;
    }
    case "late-result-kept":
      return `a result of ${task(event.data.task)} came too late (run ${event.data.execution}, try ${event.data.attempt}); it was kept and changed nothing`;
    case "task-watched":
      return `${who} looked whether ${task(event.data.task)} is still under way`;
    case "child-opened":
      return `an onboarding of its own was opened for ${task(event.data.task)}`;
    case "signal-received":
      return `${oneLine(event.data.signal, 60)} came, for ${listed(event.data.tasks.map(task), 3)}`;
    case "task-succeeded":
      return `${task(event.data.task)} was done by ${doneBy(run, event)}${keptWords(event.data.results)}`;
    case "task-skipped": {
      const { because, reason } = event.data;
      if (because === "by-hand")
        return `${who} skipped ${task(event.data.task)}${reason ? ", with a reason" : ""}`;
      return `${task(event.data.task)} was skipped: ${SKIPPED[because]}`;
    }
    case "task-waived": {
      const { by, instead, reason } = event.data;
      const whose = by
        ? `${mention(by)} waived ${task(event.data.task)}`
        : `${task(event.data.task)} was waived by the playbook`;
      return `${whose}${instead ? `, ${task(instead)} is done in its stead` : ""}: ${oneLine(reason, 150)}`;
    }
    case "task-failed":
      return `${task(event.data.task)} failed and waits behind its gate`;
    case "task-blocked":
      return `${who} blocked ${task(event.data.task)}`;
    case "task-unblocked":
      return `${task(event.data.task)} goes on${event.data.dueAt ? `, due ${when(event.data.dueAt)}` : ""}`;
    case "task-extended":
      return `${task(event.data.task)} has a new due time${event.data.dueAt ? `, ${when(event.data.dueAt)}` : ""}`;
    case "handoff-offered":
      return `${who} offered ${task(event.data.task)} to ${mention(event.data.to)}`;
    case "handoff-accepted":
      return `${mention(event.data.to)} accepted ${task(event.data.task)} from ${mention(event.data.from)}`;
    case "handoff-declined":
      return `${mention(event.data.to)} declined ${task(event.data.task)}${event.data.reason ? ", with a reason" : ""}`;
    case "handoff-withdrawn":
      return `the offer of ${task(event.data.task)} to ${mention(event.data.to)} was withdrawn by ${who}`;
    case "handoff-expired":
      return `the offer of ${task(event.data.task)} to ${mention(event.data.to)} ran out`;
    case "task-reminded":
      return `${people(event.data.told.people)} reminded of ${task(event.data.task)}`;
    case "task-overdue":
      return `${task(event.data.task)} became overdue`;
    case "task-escalated": {
      const channels = event.data.told.channels.map((channel) => `<#${channel}>`);
      return `${people(event.data.told.people, channels)} told that ${task(event.data.task)} is overdue (level ${event.data.level})`;
    }
    case "task-acknowledged":
      return `${mention(event.data.by)} acknowledged that ${task(event.data.task)} is overdue`;
    case "task-snoozed":
      return `${mention(event.data.by)} snoozed ${task(event.data.task)} until ${when(event.data.until)}`;
    case "run-overdue":
      return `the onboarding passed its due date; ${people(event.data.told.people)} told`;
    case "exception-opened": {
      const { type, reason, owner, gate } = event.data;
      const about = event.data.task === null ? "" : ` on ${task(event.data.task)}`;
      const closes = gate === null ? "" : `; its gate is closed until one of ${roleName(gate)} opens it`;
      return `exception${about}, ${exceptionName(type)}: ${oneLine(reason, 100)}; ${mention(owner)} answers for it${closes}`;
    }
    case "exception-overdue":
      return `${people(event.data.told.people)} told that an exception is not settled (call ${event.data.level})`;
    case "exception-closed":
      return closedWords(event, run);
    case "run-paused":
      return `${who} paused the onboarding, which waits for ${WAITED_FOR[event.data.on]}, until ${when(event.data.reviewAt)}${event.data.reason ? ", with a reason" : ""}`;
    case "deadlines-suspended":
      return `${count(event.data.suspended.length, "deadline")} stopped counting`;
    case "run-resumed": {
      const { pausedSeconds, deadlines } = event.data;
      const again = deadlines.length > 0 ? `; ${count(deadlines.length, "deadline")} count again` : "";
      return `${who} resumed the onboarding after ${spanText(pausedSeconds * 1000)}${again}`;
    }
    case "pause-review-due":
      return `${people(event.data.told.people)} asked whether the onboarding still has to rest (call ${event.data.level})`;
    case "run-assigned": {
      const { from, to, kind } = event.data;
      if (kind === "takeover") return `${mention(to)} took over the ownership from ${mention(from)}`;
      return `${who} gave the ownership to ${mention(to)}, who took it from ${mention(from)}`;
    }
    case "run-moved":
      return `${who} moved the onboarding to another client`;
    case "run-absorbed":
      return "another onboarding of the same sale was merged into this one";
    case "run-due-changed":
      return `${who} moved the due date of the onboarding to ${when(event.data.dueAt)}`;
    case "due-changed":
      return `${who} moved the due time of ${task(event.data.task)}${event.data.dueAt ? ` to ${when(event.data.dueAt)}` : ""}`;
    case "task-added": {
      const { plan } = event.data;
      return `${who} added ${titleOf(plan, 60)}, for ${roleName(plan.role)}${plan.required ? "" : ", as optional"}`;
    }
    case "task-unskipped": {
      const { task: id, hold } = event.data;
      return `${who} took back that ${task(id)} was skipped${hold ? `; it is with ${mention(hold.to)} again` : ""}`;
    }
    case "approval-recalled":
      return `${task(event.data.task)} waits for its turn once more: what it judges is open again`;
    case "task-reopened":
      return `${who} reopened ${task(event.data.task)}${event.data.reason ? ", with a reason" : ""}`;
    case "task-recorded":
      return `${task(event.data.task)} was brought in as ${event.data.state}, on ${when(event.data.on)}`;
    case "run-cancelled": {
      const { reason, note, mergedInto } = event.data;
      const noted = note ? ", with a reason" : "";
      return mergedInto
        ? `${who} merged the onboarding into another, which goes on in its stead${noted}`
        : `the onboarding was cancelled: ${oneLine(reason, 150)}${noted}`;
    }
    case "run-completed":
      return `the onboarding was completed, ${spanText(event.data.grossSeconds * 1000)} after the sale`;
    default:
      return unreachable(event);
  }
}

function actorWords(actor: ActorRef): string {
  if (actor.kind === "person") return mention(actor.id);
  return SYSTEMS[actor.name];
}

const SYSTEMS = { clock: "the clock", routing: "routing", worker: "Baton" } as const;

const SKIPPED = {
  completed: "the onboarding was completed without it",
  cancelled: "the onboarding was cancelled",
  condition: "it is not needed for this client",
} as const;

function doneBy(run: Run, { data }: HappeningOf<"task-succeeded">): string {
  if (data.signal) return "what it waited for";
  return taskOf(run, data.task)?.work.kind === "run" ? "an onboarding of its own" : "Baton";
}

function keptWords(results: Results): string {
  const names = Object.keys(results).map((name) => oneLine(name, 40));
  return names.length === 0 ? "" : `, with ${listed(names, 3)} kept`;
}

function closedWords({ data }: HappeningOf<"exception-closed">, run: Run): string {
  const about = data.task === null ? "" : ` on ${taskWords(run, data.task)}`;
  if (!data.by) return `an exception${about} was settled by what followed`;
  const how = data.choice ? `: ${choiceWords(data.choice, data.to && taskOf(run, data.to))}` : "";
  return `${mention(data.by)} settled the exception${about}${how}, with cause and prevention`;
}

function isOwnAct(actor: ActorRef, person: UserId): boolean {
  return actor.kind === "person" && actor.id === person;
}

function taskWords(run: Run, id: TaskId | null): string {
  if (id === null) return "the ownership";
  const task = taskOf(run, id);
  return task ? titleOf(task, 60) : "a task";
}

function people(told: readonly UserId[], channels: readonly string[] = []): string {
  const all = [...told.map(mention), ...channels];
  return `${listed(all, 3) || "nobody"} ${all.length > 1 ? "were" : "was"}`;
}

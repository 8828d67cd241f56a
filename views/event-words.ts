import type { ActorRef } from "#domain/actor.ts";
import type { RunEvent } from "#domain/event.ts";
import type { TaskId, UserId } from "#domain/ids.ts";
import { taskOf, type Run } from "#domain/run.ts";
import { unreachable } from "#domain/unreachable.ts";
import { exceptionName } from "./stuck.ts";
import { titleOf } from "./task-words.ts";
import { oneLine } from "./text.ts";
import { listed, mention, roleName, spanText, when } from "./words.ts";

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
    case "task-skipped":
      return `${task(event.data.task)} was skipped`;
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
    case "exception-opened":
      return `exception, ${exceptionName(event.data.type)}: ${oneLine(event.data.reason, 100)}; ${mention(event.data.owner)} answers for it`;
    case "exception-closed":
      return "an exception was settled";
    case "run-completed":
      return `the onboarding was completed, ${spanText(event.data.grossSeconds * 1000)} after the sale`;
    default:
      return unreachable(event);
  }
}

function actorWords(actor: ActorRef): string {
  if (actor.kind === "person") return mention(actor.id);
  return actor.name === "clock" ? "the clock" : "routing";
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

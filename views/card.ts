import type { Button, KnownBlock } from "@slack/types";
import type { Run } from "#domain/run.ts";
import { isOpen, isOver, type OpenTask, type Task } from "#domain/task.ts";
import { unreachable } from "#domain/unreachable.ts";
import { actions, context, facts, header, section, sectionsOf, type Message } from "./blocks.ts";
import { handOffRunButton, moreButton, openGateButton, resumeButton, withdrawButton } from "./buttons.ts";
import { cancelledCard, completedCard } from "./card-over.ts";
import { NAME_MAX, progressText, subtitle, type CardProps } from "./card-parts.ts";
import { gateFacts, gateText, heldUpPlain, isGate } from "./gate-words.ts";
import { lateLines } from "./stuck.ts";
import { pausedText, reviewAt } from "./pause-words.ts";
import { isBegun, isOverdue, progressOf } from "./task-words.ts";
import { oneLine } from "./text.ts";
import { titleOf } from "./title.ts";
import { count, listed, mention, when } from "./words.ts";

const GATES_MAX = 4;

/** The run in its channel: how far it is, what comes next, where it is stuck and who has it. */
export function cardMessage(props: CardProps): Message {
  const { run, client } = props;
  const name = oneLine(client.name, NAME_MAX);
  switch (run.status) {
    case "completed":
      return completedCard(run, name, props);
    case "cancelled":
      return cancelledCard(run, name, props);
    case "active":
    case "paused":
    case "blocked":
      return liveCard(props, name);
    default:
      return unreachable(run);
  }
}

function liveCard(props: CardProps, name: string): Message {
  const { run, client, now, reason = null } = props;
  const { done, total } = progressOf(run.tasks);
  return {
    text: `${name}: ${oneLine(run.title, NAME_MAX)}, ${done} of ${count(total, "task")} done${standsPlain(run)}`,
    blocks: [
      header(client.name),
      subtitle(props),
      section(progressText(run)),
      ...(run.status === "paused" ? [section(pausedText(run.pause, reason))] : []),
      ...gates(run),
      facts([
        { name: "Owner", value: mention(run.owner) },
        { name: "Due", value: dueText(run) },
        { name: "Now", value: stagesNow(run) },
        run.status === "paused"
          ? { name: "Looked at again", value: when(reviewAt(run)) }
          : { name: "Next deadline", value: nextDeadline(run, now) },
      ]),
      ...pace(run, now),
      ...unclaimed(run, now),
      ...later(run),
      ...ownership(run, client.name),
    ],
  };
}

function standsPlain({ status }: Run): string {
  if (status === "paused") return ", paused";
  return status === "blocked" ? ", behind a gate" : "";
}

function dueText({ status, dueAt }: Run): string {
  if (dueAt === null) return "No date set";
  return status === "paused" ? "Set anew when it goes on" : when(dueAt);
}

/** What holds the run up comes before everything else that is to be said of it. */
function gates(run: Run): KnownBlock[] {
  const closed = run.exceptions.filter(isGate);
  const shown = closed
    .slice(0, GATES_MAX)
    .flatMap((gate) => [
      section(gateText(run, gate), openGateButton(gate.id, heldUpPlain(run, gate))),
      context(gateFacts(gate)),
    ]);
  const left = closed.length - GATES_MAX;
  return left > 0 ? [...shown, context(`and ${count(left, "more closed gate")}, in the thread`)] : shown;
}

/** What is late or left the normal path; where nothing is, whether somebody is at it. */
function pace(run: Run, now: Date): KnownBlock[] {
  const stuck = lateLines(run, now);
  if (stuck.length > 0) return sectionsOf(["*Stuck*", ...stuck]);
  if (run.status === "blocked" || run.status === "paused") return [];
  const open = run.tasks.filter(isOpen);
  if (open.some(({ status }) => status === "claimed" || status === "running")) {
    return [section("*On track:* nothing is overdue.")];
  }
  const isForUs = open.some(({ status }) => status === "ready");
  return [
    section(
      isForUs
        ? "*Nobody is at it yet,* and nothing is overdue."
        : "*Waiting* for what comes from outside; nothing is overdue.",
    ),
  ];
}

/** Every stage in which something can be done, with how far it is. */
function stagesNow(run: Run): string {
  const open = [...new Set(run.tasks.filter(isBegun).map(({ stage }) => stage))];
  const words = open.map((stage) => {
    const { done, total } = progressOf(run.tasks.filter((task) => task.stage === stage));
    return `${oneLine(run.stages[stage] ?? "", 80)} (${done} of ${total})`;
  });
  return listed(words, 3) || "Nothing to do yet";
}

function nextDeadline(run: Run, now: Date): string {
  const next = run.tasks
    .filter(
      (task): task is OpenTask & { due: { at: Date } } =>
        isOpen(task) && task.due !== null && !isOverdue(task, run, now),
    )
    .toSorted((a, b) => a.due.at.getTime() - b.due.at.getTime())[0];
  return next ? `${when(next.due.at)}\n${titleOf(next)}, ${withWhom(next)}` : "None ahead";
}

function withWhom(task: OpenTask): string {
  switch (task.status) {
    case "claimed":
      return mention(task.assignee);
    case "ready":
      return task.work.kind === "approval" ? "to approve" : "unclaimed";
    case "running":
      return "by Baton";
    case "waiting":
      return "waiting";
    default:
      return unreachable(task);
  }
}

/** Work that could go on, and what it needs first. It isn't late, so a quiet line each is enough. */
function unclaimed(run: Run, now: Date): KnownBlock[] {
  const free = run.tasks.filter((task) => task.status === "ready" && !isOverdue(task, run, now));
  const toClaim = free.filter(({ work }) => work.kind !== "approval");
  const toApprove = free.filter(({ work }) => work.kind === "approval");
  const waiting = run.tasks.filter((task) => task.status === "waiting" && !isOverdue(task, run, now));
  const lines = [
    ...counted(toClaim, (tasks) => `${tasks} to claim`),
    ...counted(toApprove, (tasks) => `${tasks} to approve`),
    ...counted(waiting, (tasks) => `${tasks} waiting`),
  ];
  return lines.length > 0 ? [context(lines.join("\n"))] : [];
}

function counted(tasks: readonly Task[], words: (tasks: string) => string): string[] {
  const titles = tasks.map(({ title }) => oneLine(title, 80));
  return tasks.length > 0 ? [`${words(count(tasks.length, "task"))}: ${listed(titles, 3)}`] : [];
}

/** Stages that nobody can work on yet, so that the thread needs no message for them. */
function later(run: Run): KnownBlock[] {
  const names = run.stages
    .filter((_, stage) => {
      const tasks = run.tasks.filter((task) => task.stage === stage);
      return tasks.some((task) => !isOver(task)) && !tasks.some(isBegun);
    })
    .map((name) => oneLine(name, 80));
  return names.length > 0 ? [context(`Later: ${listed(names, 6)}`)] : [];
}

function ownership(run: Run, client: string): KnownBlock[] {
  const more = moreButton(run.id, client);
  if (!run.offer) return actions([...resting(run, client), handOffRunButton(run.id, client), more]);
  const { handoff, from, to, expiresAt } = run.offer;
  return [
    context(
      `Ownership offered to ${mention(to)} until ${when(expiresAt)}. ${mention(from)} owns it until they accept.`,
    ),
    ...actions([...resting(run, client), withdrawButton(handoff, `the onboarding of ${client}`), more]),
  ];
}

/** What rests is most likely to be woken. */
function resting(run: Run, client: string): Button[] {
  return run.status === "paused" ? [resumeButton(run.id, client)] : [];
}

import type { KnownBlock } from "@slack/types";
import type { Run } from "#domain/run.ts";
import { isOpen, isOver, type OpenTask } from "#domain/task.ts";
import { actions, context, facts, header, section, type Message } from "./blocks.ts";
import { handOffRunButton, withdrawButton } from "./buttons.ts";
import { stuckLines } from "./stuck.ts";
import { isOverdue, progressOf, titleOf } from "./task-words.ts";
import { oneLine } from "./text.ts";
import { count, listed, mention, spanText, when } from "./words.ts";

const NAME_MAX = 100;

export type CardProps = { readonly run: Run; readonly client: { readonly name: string }; readonly now: Date };

/** The run in its channel: how far it is, what comes next, where it is stuck and who has it. */
export function cardMessage({ run, client, now }: CardProps): Message {
  const name = oneLine(client.name, NAME_MAX);
  return run.status === "completed"
    ? completedCard(run, name, client.name)
    : activeCard(run, name, client.name, now);
}

function activeCard(run: Run, name: string, client: string, now: Date): Message {
  const stuck = stuckLines(run, now);
  const { done, total } = progressOf(run.tasks);
  return {
    text: `${name}: ${oneLine(run.title, NAME_MAX)}, ${done} of ${count(total, "task")} done`,
    blocks: [
      header(client),
      context(`${oneLine(run.title, NAME_MAX)} · opened ${when(run.openedAt)}`),
      section(progressText(run)),
      facts([
        { name: "Owner", value: mention(run.owner) },
        { name: "Due", value: run.dueAt ? when(run.dueAt) : "No date set" },
        { name: "Now", value: stagesNow(run) },
        { name: "Next deadline", value: nextDeadline(run, now) },
      ]),
      section(stuck.length > 0 ? `*Stuck*\n${stuck.join("\n")}` : "*On track:* nothing is overdue."),
      ...unclaimed(run, now),
      ...later(run),
      ...ownership(run, client),
    ],
  };
}

function completedCard(run: Extract<Run, { status: "completed" }>, name: string, client: string): Message {
  const took = tookText(run);
  return {
    text: `${name}: ${oneLine(run.title, NAME_MAX)} completed in ${took}`,
    blocks: [
      header(client),
      context(`${oneLine(run.title, NAME_MAX)} · opened ${when(run.openedAt)}`),
      section(
        `✓ *Completed in ${took}*${run.occurredAt < run.openedAt ? ", counted from the sale" : ""}. ${progressText(run)}`,
      ),
      facts([
        { name: "Owner", value: mention(run.owner) },
        { name: "Completed", value: when(run.completedAt) },
      ]),
    ],
  };
}

/** How long it took from the sale, which is where onboarding time is counted from. */
export function tookText({ occurredAt, completedAt }: Extract<Run, { status: "completed" }>): string {
  return spanText(completedAt.getTime() - occurredAt.getTime());
}

export function progressText(run: Run): string {
  const { done, total } = progressOf(run.tasks);
  const filled = total === 0 ? 0 : Math.floor((done / total) * 10);
  return `*${done} of ${count(total, "task")} done*  ${"●".repeat(filled)}${"○".repeat(10 - filled)}`;
}

/** Every stage in which something can be done, with how far it is. */
function stagesNow(run: Run): string {
  const open = [...new Set(run.tasks.filter(isOpen).map(({ stage }) => stage))];
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
        isOpen(task) && task.due !== null && !isOverdue(task, now),
    )
    .toSorted((a, b) => a.due.at.getTime() - b.due.at.getTime())[0];
  if (!next) return "None ahead";
  return `${when(next.due.at)}\n${titleOf(next)}, ${next.status === "claimed" ? mention(next.assignee) : "unclaimed"}`;
}

/** Work that could go on and that nobody has taken yet. It isn't late, so one quiet line is enough. */
function unclaimed(run: Run, now: Date): KnownBlock[] {
  const free = run.tasks.filter((task) => task.status === "ready" && !isOverdue(task, now));
  const titles = free.map(({ title }) => oneLine(title, 80));
  return free.length > 0 ? [context(`${count(free.length, "task")} to claim: ${listed(titles, 3)}`)] : [];
}

/** Stages that nobody can work on yet, so that the thread needs no message for them. */
function later(run: Run): KnownBlock[] {
  const names = run.stages.filter((_, stage) => {
    const tasks = run.tasks.filter((task) => task.stage === stage);
    return tasks.some((task) => !isOver(task)) && !tasks.some(isOpen);
  });
  return names.length > 0
    ? [
        context(
          `Later: ${listed(
            names.map((name) => oneLine(name, 80)),
            6,
          )}`,
        ),
      ]
    : [];
}

function ownership(run: Run, client: string): KnownBlock[] {
  if (!run.offer) return actions([handOffRunButton(run.id, client)]);
  const { handoff, from, to, expiresAt } = run.offer;
  return [
    context(
      `Ownership offered to ${mention(to)} until ${when(expiresAt)}. ${mention(from)} owns it until they accept.`,
    ),
    ...actions([withdrawButton(handoff, `the onboarding of ${client}`)]),
  ];
}

import type { Context } from "#src/context.ts";
import { isUniqueViolation } from "#db/faults.ts";
import { childOf } from "#db/children.ts";
import { readRun, readRunWithSubject } from "#db/runs.ts";
import type { Subject } from "#db/subjects.ts";
import { runOf, type RunId, type TaskId } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import { isLive, requireTask, type Run } from "#domain/run.ts";
import type { Task } from "#domain/task.ts";
import { changeRun } from "./change-run.ts";
import { openRun } from "./open-run.ts";
import { releaseOf } from "./release-of.ts";

const DAY_MS = 86_400_000;

/** One execution of a task that another playbook fulfils. */
export type Execution = { readonly task: TaskId; readonly execution: number };

/**
 * Brings a child run and the task that it fulfils in line: opens it, tells the task how it ended, or ends it with the
 * task. Never two runs in one transaction: done again after a crash, it goes on where it was.
 */
export async function settleChild(ctx: Context, of: Execution): Promise<void> {
  const read = await readRunWithSubject(ctx.db, ctx.workspace, runOf(of.task));
  if (!read) throw new Error(`Task ${of.task} belongs to no run`);
  const child = await childOf(ctx.db, ctx.workspace, of);
  if (!isAwaited(read.run, of)) return child ? cancelChild(ctx, child) : undefined;
  const open = child ?? (await openChild(ctx, read.run, read.subject, of));
  const { read: found } = await readRun(ctx.db, ctx.workspace, open, null);
  if (!found) throw new Error(`Child run ${open} is not there`);
  const state = isLive(found.run) ? "open" : found.run.status === "completed" ? "completed" : "cancelled";
  await changeRun(ctx, {
    run: read.run.id,
    key: `child:${open}:${state}`,
    ask: { type: "report-child", ...of, child: open, state },
  });
  if (state !== "open") return;
  // The parent may have ended or been paused while its child was opened.
  const { read: after } = await readRun(ctx.db, ctx.workspace, read.run.id, null);
  if (!after) return;
  if (!isAwaited(after.run, of)) return cancelChild(ctx, open);
  await followParent(ctx, after.run, open);
}

const FOLLOW_TRIES_MAX = 20;

/** Brings a child in line with how its parent stands, step by step, each on what was just seen of the child. */
async function followParent(ctx: Context, parent: Run, id: RunId): Promise<void> {
  for (let tries = 0; tries < FOLLOW_TRIES_MAX; tries++) {
    const { read } = await readRun(ctx.db, ctx.workspace, id, null);
    const ask = read && whatFollows(parent, read.run, ctx.now);
    if (!ask) return;
    const { version } = read.run;
    const key = `follow:${id}:${version}:${ask.type}`;
    const decision = await changeRun(ctx, { run: id, key, ask, ifVersion: version });
    if (!decision.ok && decision.refusal.code !== "version-changed") return;
  }
  throw new Error(
    `Run ${id} changed ${FOLLOW_TRIES_MAX} times while it was brought in line with ${parent.id}`,
  );
}

/** A child is of its parent's client, and rests as long as that does. One that a person paused rests by itself. */
function whatFollows(parent: Run, child: Run, now: Date): Ask | null {
  if (!isLive(child)) return null;
  if (parent.client !== child.client) return { type: "move-run", client: parent.client };
  const isByPerson = child.status === "paused" && child.pause.by !== null;
  if (isByPerson) return null;
  if (parent.status !== "paused") return child.status === "paused" ? { type: "resume-run" } : null;
  const { on, reviewAt } = parent.pause;
  if (child.status === "paused" && child.pause.on === on && child.pause.reviewAt >= reviewAt) return null;
  return { type: "pause-run", on, reviewAt: reviewAt > now ? reviewAt : tomorrow(now), reason: null };
}

/** The parent's own review is over, and nobody resumed it. */
function tomorrow(now: Date): Date {
  return new Date(now.getTime() + DAY_MS);
}

/** Opens the child under its own playbook's owner, with its parent's release, deal and client. */
async function openChild(ctx: Context, parent: Run, subject: Subject, of: Execution): Promise<RunId> {
  const task: Task = requireTask(parent, of.task);
  if (task.work.kind !== "run") throw new Error(`Task ${task.id} is fulfilled by no other playbook`);
  const book = await releaseOf(ctx.db, ctx.workspace, parent.release);
  const playbook = book.playbooks[task.work.playbook];
  if (!playbook) throw new Error(`Release ${parent.release} has no playbook ${task.work.playbook}`);
  try {
    const decision = await openRun(ctx, {
      client: parent.client,
      deal: parent.deal,
      generation: parent.generation,
      trigger: parent.trigger,
      occurredAt: ctx.now,
      playbook,
      role: playbook.owner,
      book,
      release: parent.release,
      parent: { run: parent.id, ...of },
      subject,
      key: `open-child:${of.task}:${of.execution}`,
      also: () => () => [],
    });
    if (!decision.ok) throw new Error(`The child of ${of.task} was refused: ${decision.refusal.code}`);
    return decision.run.id;
  } catch (error) {
    // Another worker opened it in the same moment.
    if (!isUniqueViolation(error, "runs") && !isUniqueViolation(error, "intents")) throw error;
    const theirs = await childOf(ctx.db, ctx.workspace, of);
    if (!theirs) throw error;
    return theirs;
  }
}

async function cancelChild(ctx: Context, child: RunId): Promise<void> {
  await changeRun(ctx, {
    run: child,
    key: `cancel-child:${child}`,
    ask: { type: "cancel-run", reason: "What it was part of no longer needs it", note: null },
  });
}

function isAwaited(run: Run, { task: id, execution }: Execution): boolean {
  const task = requireTask(run, id);
  return isLive(run) && task.status === "running" && task.execution === execution;
}

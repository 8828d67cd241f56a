import type { Context } from "#src/context.ts";
import { placeOf } from "#db/history.ts";
import { readRun } from "#db/runs.ts";
import { dateOf, morningOf } from "#domain/calendar.ts";
import { decide } from "#domain/decide.ts";
import type { RunId } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import { calendarOf } from "#domain/progress.ts";
import type { Refusal } from "#domain/refusal.ts";
import { gateOn, type Run } from "#domain/run.ts";
import { isOpen, isOver, type OpenTask, type Task } from "#domain/task.ts";
import { actorOf } from "./change-run.ts";
import { factsFrom } from "./facts-from.ts";
import type { RunSeen } from "./read-run.ts";
import { releaseOf } from "./release-of.ts";

/** A run with what of it could be steered. `refusal`: what would stand in the way of what is asked; null: nothing. */
export type Changeable = RunSeen & {
  readonly refusal: Refusal | null;
  readonly toSkip: readonly Task[];
  readonly toReopen: readonly Task[];
  readonly toMove: readonly OpenTask[];
  /** Roles that a new task can be for. */
  readonly roles: readonly string[];
  /** Dates in the run's zone: today, and when a pause that is begun now is looked at if nobody says otherwise. */
  readonly today: string;
  readonly inAWeek: string;
};

const WEEK_MS = 7 * 86_400_000;

/** What of a run could be changed, and what would come of asking that of it. Changes nothing; null: there is no such run. */
export async function whatCouldBeChanged(ctx: Context, id: RunId, ask: Ask): Promise<Changeable | null> {
  const [{ read, crew }, place] = await Promise.all([
    readRun(ctx.db, ctx.workspace, id, null),
    placeOf(ctx.db, ctx.workspace, id),
  ]);
  if (!read || !place) return null;
  const { run } = read;
  const book = await releaseOf(ctx.db, ctx.workspace, run.release);
  const facts = factsFrom(book, crew, ctx.now, read);
  const decision = decide(run, { ...ask, by: actorOf(ctx, crew), key: "foreseen" }, facts);
  const calendar = calendarOf(facts, run.calendar);
  return {
    run,
    ...place,
    refusal: decision.ok ? null : decision.refusal,
    toSkip: run.tasks.filter((task) => canSkip(task, run)),
    toReopen: run.tasks.filter(isOver),
    toMove: run.tasks.filter(isOpen),
    roles: [...facts.roles.keys()].toSorted(),
    today: dateOf(calendar, ctx.now),
    inAWeek: dateOf(calendar, new Date(ctx.now.getTime() + WEEK_MS)),
  };
}

/** When the people of a run begin to work on a date; null: there is no such date, or no such run. */
export async function morningAt(ctx: Context, id: RunId, date: string): Promise<Date | null> {
  const { read } = await readRun(ctx.db, ctx.workspace, id, null);
  if (!read) return null;
  return morningOf(
    calendarOf(await releaseOf(ctx.db, ctx.workspace, read.run.release), read.run.calendar),
    date,
  );
}

function canSkip(task: Task, run: Run): boolean {
  return !isOver(task) && task.work.kind !== "approval" && !gateOn(run, task.id);
}

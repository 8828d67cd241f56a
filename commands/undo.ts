import { z } from "zod";
import { runOf, type RunId } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import { requireTask, taskOf, type Run } from "#domain/run.ts";
import { isOpen } from "#domain/task.ts";
import { unreachable } from "#domain/unreachable.ts";
import { changeRun } from "#services/change-run.ts";
import { newText, type NewText } from "#services/new-text.ts";
import { readRun } from "#services/read-run.ts";
import { InstantSchema, RunIdSchema, TaskIdSchema, UserIdSchema } from "#src/ids.ts";
import {
  reasonOfUndoneTask,
  tooLateToUndoAnswer,
  undoneAnswer,
  unskippedAnswer,
} from "#views/change-answers.ts";
import type { Undo } from "#views/buttons.ts";
import type { Asked } from "./asked.ts";
import { button } from "./buttons.ts";
import { refused } from "./changing.ts";
import { said, type Outcome } from "./outcome.ts";

const UndoSchema = z.discriminatedUnion("undo", [
  z.object({ undo: z.literal("add"), task: TaskIdSchema }),
  z.object({ undo: z.literal("skip"), task: TaskIdSchema, at: InstantSchema }),
  z.object({ undo: z.literal("due"), task: TaskIdSchema, was: InstantSchema, now: InstantSchema }),
  z.object({ undo: z.literal("run-due"), run: RunIdSchema, was: InstantSchema, now: InstantSchema }),
  z.object({
    undo: z.literal("assign"),
    task: TaskIdSchema,
    was: UserIdSchema.nullable(),
    now: UserIdSchema,
  }),
  z.object({ undo: z.literal("assign-run"), run: RunIdSchema, was: UserIdSchema, now: UserIdSchema }),
]);

const FromJson = z
  .string()
  .transform((text, ctx) => {
    try {
      return JSON.parse(text);
    } catch {
      ctx.addIssue("expected JSON");
      return z.NEVER;
    }
  })
  .pipe(UndoSchema);

const TRIES_MAX = 5;

/** Undo: what was changed is as it was, unless somebody changed the same again since. */
export const undo = button(FromJson, async (asked, what) => {
  const run = "run" in what ? what.run : runOf(what.task);
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const outcome = await takeBack(asked, run, what);
    if (outcome) return outcome;
  }
  throw new Error(`Run ${run} changed ${TRIES_MAX} times while a change of it was undone`);
});

/** Null: the run changed while it was looked at. */
async function takeBack({ ctx, me, key, cause }: Asked, id: RunId, what: Undo): Promise<Outcome | null> {
  const run = (await readRun(ctx, id))?.run;
  if (!run) return refused({ code: "not-found", entity: "run" }, null);
  const reason = what.undo === "add" ? newText(me, reasonOfUndoneTask) : null;
  const ask = wayBack(run, what, reason);
  if (!ask) return said(tooLateToUndoAnswer());
  const texts = reason ? [reason] : [];
  const decision = await changeRun(ctx, { run: id, key, cause, ask, texts, ifVersion: run.version });
  if (decision.ok)
    return said(
      what.undo === "skip"
        ? unskippedAnswer(decision.run, requireTask(decision.run, what.task))
        : undoneAnswer(),
    );
  return decision.refusal.code === "version-changed" ? null : refused(decision.refusal, run);
}

/** What puts it back; null: it is no longer as the change left it. */
function wayBack(run: Run, what: Undo, reason: NewText | null): Ask | null {
  const task = "task" in what ? taskOf(run, what.task) : undefined;
  switch (what.undo) {
    case "add": {
      const isUntouched = task?.status === "pending" || task?.status === "ready";
      return isUntouched ? { type: "skip-task", task: what.task, reason: reason?.ref ?? null } : null;
    }
    case "skip": {
      const isSkipped =
        task?.status === "skipped" && task.left !== null && task.skippedAt.getTime() === what.at.getTime();
      return isSkipped ? { type: "unskip-task", task: what.task } : null;
    }
    case "due": {
      const isAsSet = task && isOpen(task) && task.due?.at.getTime() === what.now.getTime();
      return isAsSet ? { type: "change-due", task: what.task, dueAt: what.was } : null;
    }
    case "run-due":
      return run.dueAt?.getTime() === what.now.getTime() ? { type: "change-run-due", dueAt: what.was } : null;
    case "assign": {
      if (task?.status !== "claimed" || task.assignee !== what.now) return null;
      return what.was
        ? { type: "assign-task", task: what.task, to: what.was }
        : { type: "give-back-task", task: what.task, reason: null };
    }
    case "assign-run":
      return run.owner === what.now ? { type: "assign-run", to: what.was } : null;
    default:
      return unreachable(what);
  }
}

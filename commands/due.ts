import { z } from "zod";
import type { RunId, TaskId } from "#domain/ids.ts";
import { taskOf, type Run } from "#domain/run.ts";
import { isOpen } from "#domain/task.ts";
import { readRun } from "#services/read-run.ts";
import { InstantSchema, RunIdSchema, TaskIdSchema } from "#src/ids.ts";
import { noDateText } from "#views/answers.ts";
import type { Undo } from "#views/buttons.ts";
import { dueAnswer } from "#views/change-answers.ts";
import { dueModal } from "#views/due-modal.ts";
import { fields } from "#views/ids.ts";
import { button } from "./buttons.ts";
import { changeAndSay } from "./changing.ts";
import { formOf } from "./forms.ts";
import { wrong } from "./outcome.ts";
import { formFor } from "./steering.ts";

/** Change due dates: a form asks of what, and to when. */
export const changeDue = button(
  RunIdSchema,
  (asked, run) => {
    const { now } = asked.ctx;
    return formFor(asked, run, { type: "change-run-due", dueAt: now }, (seen) =>
      dueModal({ ...seen, tasks: seen.toMove }),
    );
  },
  { opens: true },
);

export const dueForm = formOf(
  z.object({ run: RunIdSchema }),
  z.object({
    target: z.union([TaskIdSchema, RunIdSchema]),
    due: InstantSchema.nullable().default(null),
  }),
  async (asked, { run }, { target, due: dueAt }) => {
    if (!dueAt) return wrong(noDateText(), { [fields.due.block_id]: noDateText().text });
    const before = (await readRun(asked.ctx, run))?.run ?? null;
    const task = TaskIdSchema.safeParse(target).data ?? null;
    const undo = before && wayBack(before, run, task, dueAt, asked.ctx.now);
    return changeAndSay(
      asked,
      run,
      task ? { type: "change-due", task, dueAt } : { type: "change-run-due", dueAt },
      (seen) => dueAnswer(task && (taskOf(seen.run, task) ?? null), dueAt, seen, undo),
    );
  },
);

/** Back to when it was due before, unless that has passed. */
function wayBack(before: Run, run: RunId, id: TaskId | null, now: Date, at: Date): Undo | null {
  const task = id && taskOf(before, id);
  const was = task ? (isOpen(task) ? (task.due?.at ?? null) : null) : before.dueAt;
  if (was === null || was <= at) return null;
  return id ? { undo: "due", task: id, was, now } : { undo: "run-due", run, was, now };
}

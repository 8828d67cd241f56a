import { z } from "zod";
import type { RunId } from "#domain/ids.ts";
import { requireTask } from "#domain/run.ts";
import { whatCouldBeBlocked } from "#services/could-be-blocked.ts";
import { newText } from "#services/new-text.ts";
import { whatNeeds } from "#services/what-needs.ts";
import { RunIdSchema, TaskIdSchema } from "#src/ids.ts";
import { chooseBlockText } from "#views/answers.ts";
import { blockModal } from "#views/block-modal.ts";
import { usageText } from "#views/help.ts";
import { mineText } from "#views/lists.ts";
import type { Asked } from "./asked.ts";
import { button } from "./buttons.ts";
import { askFor, change, refused } from "./changing.ts";
import { formOf, Typed } from "./forms.ts";
import { form, said, type Outcome } from "./outcome.ts";
import type { Subcommand } from "./slash.ts";
import { whichRun } from "./which-run.ts";

/** Block, on a task: a form asks why it can't go on. */
export const blockTask = button(
  TaskIdSchema,
  (asked, task) =>
    askFor(asked, task, { type: "block-task", task, reason: null }, ({ run, client }) =>
      blockModal({ run, client, task: requireTask(run, task), tasks: [], whole: false }),
    ),
  { opens: true },
);

/** Block, on a run: a form asks what of it. */
export const blockRun = button(RunIdSchema, askWhat, { opens: true });

export const blockForm = formOf(
  z.union([z.object({ task: TaskIdSchema }), z.object({ run: RunIdSchema })]),
  z.object({
    target: z.union([TaskIdSchema, RunIdSchema]).nullable().default(null),
    reason: Typed,
  }),
  (asked, about, { target, reason }) => {
    const text = newText(asked.me, reason);
    const why = { reason: text?.ref ?? null };
    const what = "task" in about ? about.task : (target ?? about.run);
    const task = TaskIdSchema.safeParse(what).data;
    return task
      ? change(asked, task, { type: "block-task", task, ...why }, text)
      : change(asked, what, { type: "block-run", ...why }, text);
  },
);

/** `/onboard block [client]`: what of the onboarding can't go on, and why; without a client, the tasks that one holds. */
export const block: Subcommand = async (asked, words) => {
  const which = await whichRun(asked, words);
  if (which) return "answer" in which ? said(which.answer) : askWhat(asked, which.seen.run.id);
  const { mine } = await whatNeeds(asked.ctx, asked.me);
  return said(mine.length > 0 ? mineText(mine, { me: asked.me, now: asked.ctx.now }) : usageText("block"));
};

async function askWhat(asked: Asked, run: RunId): Promise<Outcome> {
  const seen = await whatCouldBeBlocked(asked.ctx, run);
  if (!seen) return refused({ code: "not-found", entity: "run" }, null);
  if (seen.refusal) return refused(seen.refusal, seen.run);
  return form(blockModal({ ...seen, task: null }), chooseBlockText(seen));
}

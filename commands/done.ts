import { z } from "zod";
import { requireTask } from "#domain/run.ts";
import { newText } from "#services/new-text.ts";
import { TaskIdSchema } from "#src/ids.ts";
import { doneModal } from "#views/done-modal.ts";
import { button } from "./buttons.ts";
import { askFor, change } from "./changing.ts";
import { formOf, Typed } from "./forms.ts";

/** Done: at once, or with an answer to what the task asks for. */
export const done = button(
  TaskIdSchema,
  async (asked, task) => {
    const ask = { type: "complete-task", task, evidence: null } as const;
    const outcome = await change(asked, task, ask);
    if (outcome.kind !== "said" || !outcome.errors) return outcome;
    return askFor(asked, task, ask, ({ run, client }) => doneModal({ task: requireTask(run, task), client }));
  },
  { opens: true },
);

export const doneForm = formOf(
  z.object({ task: TaskIdSchema }),
  z.object({ evidence: Typed }),
  (asked, { task }, { evidence }) => {
    const text = newText(asked.me, evidence);
    return change(asked, task, { type: "complete-task", task, evidence: text?.ref ?? null }, text);
  },
);

import { z } from "zod";
import { requireTask } from "#domain/run.ts";
import { TaskIdSchema, UserIdSchema } from "#src/ids.ts";
import { assignModal } from "#views/assign-modal.ts";
import { button } from "./buttons.ts";
import { askFor, change } from "./changing.ts";
import { formOf } from "./forms.ts";

/** Assign: a form asks the owner who shall do it. */
export const assign = button(
  TaskIdSchema,
  (asked, task) =>
    askFor(asked, task, { type: "assign-task", task, to: asked.me }, ({ run, client }) =>
      assignModal({ run, task: requireTask(run, task), client, now: asked.ctx.now }),
    ),
  { opens: true },
);

export const assignForm = formOf(
  z.object({ task: TaskIdSchema }),
  z.object({ person: UserIdSchema }),
  async (asked, { task }, { person }) => {
    await asked.meet(person);
    return change(asked, task, { type: "assign-task", task, to: person });
  },
);

import { z } from "zod";
import { requireTask } from "#domain/run.ts";
import { newText } from "#services/new-text.ts";
import { TaskIdSchema } from "#src/ids.ts";
import { rejectModal } from "#views/reject-modal.ts";
import { button } from "./buttons.ts";
import { askFor, change } from "./changing.ts";
import { formOf, Typed } from "./forms.ts";

/** Approve: one more has said yes. */
export const approveTask = button(TaskIdSchema, (asked, task) =>
  change(asked, task, { type: "approve-task", task, note: null }),
);

/** Reject: a form asks why. */
export const rejectTask = button(
  TaskIdSchema,
  (asked, task) =>
    askFor(asked, task, { type: "reject-task", task, reason: null }, ({ run, client }) =>
      rejectModal({ task: requireTask(run, task), client }),
    ),
  { opens: true },
);

export const rejectTaskForm = formOf(
  z.object({ task: TaskIdSchema }),
  z.object({ reason: Typed }),
  (asked, { task }, { reason }) => {
    const text = newText(asked.me, reason);
    return change(asked, task, { type: "reject-task", task, reason: text?.ref ?? null }, text);
  },
);

import { z } from "zod";
import { parseDuration } from "#domain/durations.ts";
import { requireTask } from "#domain/run.ts";
import { TaskIdSchema } from "#src/ids.ts";
import { snoozeModal } from "#views/snooze-modal.ts";
import { button } from "./buttons.ts";
import { askFor, change } from "./changing.ts";
import { formOf } from "./forms.ts";

const DurationSchema = z.string().transform((text, ctx) => {
  const duration = parseDuration(text);
  if (duration) return duration;
  ctx.addIssue(`expected a duration, such as 4 business hours, and not "${text}"`);
  return z.NEVER;
});

// What those do who are called about a late task.

/** Acknowledge: nobody else is called. */
export const acknowledge = button(TaskIdSchema, (asked, task) =>
  change(asked, task, { type: "acknowledge-task", task }),
);

/** Snooze: a form asks for how long. */
export const snooze = button(
  TaskIdSchema,
  (asked, task) => {
    const duration = { amount: 1, unit: "business hours" } as const;
    return askFor(asked, task, { type: "snooze-task", task, duration }, ({ run, client }) =>
      snoozeModal({ task: requireTask(run, task), client }),
    );
  },
  { opens: true },
);

export const snoozeForm = formOf(
  z.object({ task: TaskIdSchema }),
  z.object({ duration: DurationSchema }),
  (asked, { task }, { duration }) => change(asked, task, { type: "snooze-task", task, duration }),
);

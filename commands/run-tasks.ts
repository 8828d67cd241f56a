import { z } from "zod";
import { parseDuration } from "#domain/durations.ts";
import { canUnskip } from "#domain/decide-skips.ts";
import type { TaskId } from "#domain/ids.ts";
import type { AskOf } from "#domain/intent.ts";
import { requireTask, type Run } from "#domain/run.ts";
import type { Task } from "#domain/task.ts";
import { foresee } from "#services/foresee.ts";
import { newText } from "#services/new-text.ts";
import { RunIdSchema, TaskIdSchema } from "#src/ids.ts";
import { addTaskModal } from "#views/add-task-modal.ts";
import { addedAnswer, reopenedAnswer, skippedAnswer } from "#views/change-answers.ts";
import { confirmSkipModal, reopenModal, skipModal } from "#views/pick-task-modal.ts";
import type { Asked } from "./asked.ts";
import { button } from "./buttons.ts";
import { changeAndSay } from "./changing.ts";
import { formOf, Typed } from "./forms.ts";
import { form, type Outcome } from "./outcome.ts";
import { formFor } from "./steering.ts";

// What whoever owns an onboarding changes about its tasks: one more, one less, one again.

const AboutRun = z.object({ run: RunIdSchema });
const Picked = z.object({ target: TaskIdSchema, reason: Typed });

/** Add a task: a form asks what, where, for whom and how long. */
export const addTask = button(
  RunIdSchema,
  (asked, run) => {
    const nothing = { type: "add-task", title: "", stage: 0, role: "", sla: null, required: true } as const;
    return formFor(asked, run, nothing, addTaskModal);
  },
  { opens: true },
);

export const addTaskForm = formOf(
  AboutRun,
  z.object({
    title: Typed,
    stage: z.coerce.number().int(),
    role: z.string(),
    // What is no duration is as long as it takes.
    duration: z.string().transform(parseDuration),
    needed: z.enum(["required", "optional"]),
  }),
  (asked, { run }, { title, stage, role, duration, needed }) => {
    const ask = {
      type: "add-task",
      title: title ?? "",
      stage,
      role,
      sla: duration,
      required: needed === "required",
    } as const;
    return changeAndSay(asked, run, ask, (seen) => addedAnswer(addedTask(seen.run, ask), seen));
  },
);

/** Somebody may have added another since: it is the last of those that are just like it. */
function addedTask({ id, tasks }: Run, { title, stage, role }: AskOf<"add-task">): Task {
  const found = tasks.findLast(
    (task) => task.title === title.trim() && task.stage === stage && task.role === role,
  );
  if (!found) throw new Error(`Run ${id} has no task like the one that was added to it`);
  return found;
}

/** Skip a task: a form asks which, and why. */
export const skipTask = button(
  RunIdSchema,
  (asked, run) =>
    formFor(asked, run, { type: "resume-run" }, (seen) => skipModal({ ...seen, tasks: seen.toSkip })),
  { opens: true },
);

/** Where what ends with it can't be begun again, it asks once more. */
export const skipForm = formOf(AboutRun, Picked, async (asked, about, { target: task, reason }) => {
  const ask = { type: "skip-task", task, reason: newText(asked.me, reason)?.ref ?? null } as const;
  const seen = await foresee(asked.ctx, about.run, ask);
  if (!seen || seen.refusal || canUnskip(seen.after, task)) return skipped(asked, task, reason);
  return form(confirmSkipModal({ ...seen, task: requireTask(seen.run, task), reason }));
});

export const confirmSkipForm = formOf(
  z.object({ task: TaskIdSchema }),
  z.object({ reason: Typed }),
  (asked, { task }, { reason }) => skipped(asked, task, reason),
);

function skipped(asked: Asked, task: TaskId, reason: string | null): Promise<Outcome> {
  const text = newText(asked.me, reason);
  const ask = { type: "skip-task", task, reason: text?.ref ?? null } as const;
  return changeAndSay(asked, task, ask, (seen) => skippedAnswer(requireTask(seen.run, task), seen), text);
}

/** Reopen a task: a form asks which, and why. */
export const reopenTask = button(
  RunIdSchema,
  (asked, run) =>
    formFor(asked, run, { type: "resume-run" }, (seen) => reopenModal({ ...seen, tasks: seen.toReopen })),
  { opens: true },
);

export const reopenForm = formOf(AboutRun, Picked, (asked, _, { target: task, reason }) => {
  const text = newText(asked.me, reason);
  const ask = { type: "reopen-task", task, reason: text?.ref ?? null } as const;
  return changeAndSay(asked, task, ask, (seen) => reopenedAnswer(requireTask(seen.run, task), seen), text);
});

import { z } from "zod";
import { requireTask, taskOf } from "#domain/run.ts";
import { foresee } from "#services/foresee.ts";
import { readRun } from "#services/read-run.ts";
import { runOf } from "#domain/ids.ts";
import { RunIdSchema, TaskIdSchema, UserIdSchema } from "#src/ids.ts";
import { assignModal } from "#views/assign-modal.ts";
import { assignRunModal } from "#views/assign-run-modal.ts";
import { assignedAnswer, assignedRunAnswer } from "#views/change-answers.ts";
import { button } from "./buttons.ts";
import { askFor, changeAndSay } from "./changing.ts";
import { formOf } from "./forms.ts";
import { formFor } from "./steering.ts";

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
  async (asked, { task }, { person: now }) => {
    await asked.meet(now);
    const before = (await readRun(asked.ctx, runOf(task)))?.run;
    const had = before && taskOf(before, task);
    const was = had?.status === "claimed" ? had.assignee : null;
    const undo = was === now ? null : ({ undo: "assign", task, was, now } as const);
    return changeAndSay(asked, task, { type: "assign-task", task, to: now }, (seen) =>
      assignedAnswer(requireTask(seen.run, task), now, seen, undo),
    );
  },
);

/** Give to somebody, on a run: a form asks who shall own it. */
export const assignRun = button(
  RunIdSchema,
  (asked, run) => formFor(asked, run, { type: "assign-run", to: asked.me }, assignRunModal),
  { opens: true },
);

export const assignRunForm = formOf(
  z.object({ run: RunIdSchema }),
  z.object({ person: UserIdSchema }),
  async (asked, { run }, { person: now }) => {
    await asked.meet(now);
    const was = (await readRun(asked.ctx, run))?.run.owner ?? now;
    const undo = was === now ? null : ({ undo: "assign-run", run, was, now } as const);
    return changeAndSay(asked, run, { type: "assign-run", to: now }, async (seen) => {
      // Whoever gives away what they own can't take it back: it is another's by then.
      const back = undo && (await foresee(asked.ctx, run, { type: "assign-run", to: was }));
      return assignedRunAnswer(seen, back?.refusal === null ? undo : null);
    });
  },
);

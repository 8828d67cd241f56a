import { z } from "zod";
import { runOf } from "#domain/ids.ts";
import type { RunId, UserId } from "#domain/ids.ts";
import { requireTask } from "#domain/run.ts";
import { foresee } from "#services/foresee.ts";
import { newText } from "#services/new-text.ts";
import { whatNeeds } from "#services/what-needs.ts";
import { RunIdSchema, TaskIdSchema, UserIdSchema } from "#src/ids.ts";
import { chooseHandOffText, nothingToHandOffText } from "#views/answers.ts";
import { handOffModal } from "#views/hand-off-modal.ts";
import type { TaskLine } from "#views/lines.ts";
import { mineText } from "#views/lists.ts";
import { fieldErrors } from "#views/refusals.ts";
import type { Asked } from "./asked.ts";
import { button } from "./buttons.ts";
import { askFor, change, refused } from "./changing.ts";
import { formOf, Typed } from "./forms.ts";
import { form, said, type Outcome } from "./outcome.ts";
import type { Subcommand } from "./slash.ts";
import { isMention } from "./typed.ts";
import { whichRun } from "./which-run.ts";

/** Hand off, on a task: a form asks whom to offer it to. */
export const handOffTask = button(
  TaskIdSchema,
  (asked, task) =>
    askFor(asked, task, { type: "hand-off-task", task, to: asked.me, note: null }, ({ run, client }) =>
      handOffModal({ run, task: requireTask(run, task), client }),
    ),
  { opens: true },
);

/** Hand off, on a run: its ownership is offered. */
export const handOffRun = button(
  RunIdSchema,
  (asked, run) =>
    askFor(asked, run, { type: "hand-off-run", to: asked.me, note: null }, (seen) =>
      handOffModal({ ...seen, task: null }),
    ),
  { opens: true },
);

export const handOffForm = formOf(
  z.union([z.object({ task: TaskIdSchema }), z.object({ run: RunIdSchema })]),
  z.object({ person: UserIdSchema, note: Typed }),
  async (asked, about, { person, note }) => {
    await asked.meet(person);
    const text = newText(asked.me, note);
    const to = { to: person, note: text?.ref ?? null };
    return "task" in about
      ? change(asked, about.task, { type: "hand-off-task", task: about.task, ...to }, text)
      : change(asked, about.run, { type: "hand-off-run", ...to }, text);
  },
);

/** `/onboard handoff [client] [@person]`: a run that one owns, or the tasks that one holds. */
export const handoff: Subcommand = async (asked, words) => {
  // A name that Slack doesn't know is a mention too: then the form asks.
  const person = words.find((word) => word.person !== null)?.person ?? null;
  const which = await whichRun(
    asked,
    words.filter((word) => !isMention(word)),
  );
  if (!which) {
    const held = await heldIn(asked, null);
    return held.length > 0 ? listed(asked, held) : said(nothingToHandOffText());
  }
  if ("answer" in which) return said(which.answer);
  return offerRun(asked, which.seen.run.id, person);
};

async function offerRun(asked: Asked, run: RunId, person: UserId | null): Promise<Outcome> {
  if (person) await asked.meet(person);
  const seen = await foresee(asked.ctx, run, { type: "hand-off-run", to: person ?? asked.me, note: null });
  if (!seen) return refused({ code: "not-found", entity: "run" }, null);
  const { refusal } = seen;
  if (refusal?.code === "not-allowed") {
    // Who does not own it may still have tasks in it to hand off.
    const held = await heldIn(asked, run);
    return held.length > 0 ? listed(asked, held) : refused(refusal, seen.run);
  }
  if (refusal && (person || !fieldErrors(refusal))) return refused(refusal, seen.run);
  return form(handOffModal({ ...seen, task: null, to: person }), chooseHandOffText(seen));
}

/** The tasks that one holds, in one run or in all. */
async function heldIn({ ctx, me }: Asked, run: RunId | null): Promise<readonly TaskLine[]> {
  return (await whatNeeds(ctx, me)).mine.filter(({ id }) => run === null || runOf(id) === run);
}

function listed({ ctx, me }: Asked, held: readonly TaskLine[]): Outcome {
  return said(mineText(held, { me, now: ctx.now }));
}

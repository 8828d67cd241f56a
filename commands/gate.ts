import { z } from "zod";
import { requireException } from "#domain/run.ts";
import type { ExceptionId } from "#domain/ids.ts";
import { exceptionsOfRun, readAnswer, readNote } from "#services/exceptions-of-run.ts";
import { newText } from "#services/new-text.ts";
import { ExceptionIdSchema, TaskIdSchema } from "#src/ids.ts";
import { chooseText } from "#views/answers.ts";
import { gateModal } from "#views/gate-modal.ts";
import { gatesText } from "#views/lists.ts";
import { usageText } from "#views/help.ts";
import { fields } from "#views/ids.ts";
import type { Asked } from "./asked.ts";
import { button } from "./buttons.ts";
import { askFor, change } from "./changing.ts";
import { formOf, Typed } from "./forms.ts";
import { form, said, wrong, type Outcome } from "./outcome.ts";
import type { Subcommand } from "./slash.ts";
import { whichRun } from "./which-run.ts";

/** Open gate: a form asks how it goes on, and what is learned from it. */
export const openGate = button(ExceptionIdSchema, askHow, { opens: true });

export const gateForm = formOf(
  z.object({ exception: ExceptionIdSchema }),
  z.object({
    // What holds nothing up is only settled, and its form has no choice.
    choice: z.enum(["resume", "skip", "reroute", "cancel"]).nullable().default("resume"),
    target: TaskIdSchema.nullable().default(null),
    cause: Typed,
    prevention: Typed,
  }),
  async (asked, { exception }, { choice, target, cause, prevention }) => {
    if (choice === null) return wrong(chooseText(), { [fields.choice.block_id]: chooseText().text });
    const [why, how] = [newText(asked.me, cause), newText(asked.me, prevention)];
    return change(
      asked,
      exception,
      {
        type: "open-gate",
        exception,
        choice,
        to: choice === "reroute" ? target : null,
        cause: why?.ref ?? null,
        prevention: how?.ref ?? null,
      },
      why,
      how,
    );
  },
);

/** `/onboard unblock <client>`: the form for the one gate that is closed, or the gates to choose from. */
export const unblock: Subcommand = async (asked, words) => {
  const which = await whichRun(asked, words);
  if (!which) return said(usageText("unblock"));
  if ("answer" in which) return said(which.answer);
  const { run, client } = which.seen;
  const exceptions = await exceptionsOfRun(asked.ctx, run.id, asked.me);
  const gates = exceptions.filter(({ gate }) => gate !== null);
  const list = gatesText(gates.length > 0 ? gates : exceptions, client, { me: asked.me, now: asked.ctx.now });
  const [only, ...more] = gates;
  if (!only || more.length > 0) return said(list);
  const outcome = await askHow(asked, only.id);
  return outcome.kind === "form" ? form(outcome.view, list) : outcome;
};

function askHow(asked: Asked, exception: ExceptionId): Promise<Outcome> {
  const ask = {
    type: "open-gate",
    exception,
    choice: "resume",
    to: null,
    cause: null,
    prevention: null,
  } as const;
  return askFor(asked, exception, ask, async ({ run, client }) => {
    const open = requireException(run, exception);
    const [note, answer] = await Promise.all([readNote(asked.ctx, open), readAnswer(asked.ctx, open)]);
    return gateModal({ run, exception: open, note, answer, client });
  });
}

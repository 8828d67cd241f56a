import { z } from "zod";
import { foreseeSettling, settleException, type Settled } from "#services/settle-exception.ts";
import { ExceptionIdSchema } from "#src/ids.ts";
import { settleHeldModal, settleRefusalText } from "#views/held-trigger.ts";
import { fields } from "#views/ids.ts";
import { button } from "./buttons.ts";
import { formOf, Typed } from "./forms.ts";
import { form, shown, wrong, type Outcome } from "./outcome.ts";

/** Settle, of a trigger that led nowhere: a form asks what is learned from it. */
export const settleHeld = button(
  ExceptionIdSchema,
  async ({ ctx }, exception) => {
    const seen = await foreseeSettling(ctx, exception);
    return seen.ok && !seen.held.closed ? form(settleHeldModal(seen.held)) : outcomeOf(seen);
  },
  { opens: true },
);

export const settleHeldForm = formOf(
  z.object({ exception: ExceptionIdSchema }),
  z.object({ cause: Typed, prevention: Typed }),
  async ({ ctx }, { exception }, { cause, prevention }) =>
    outcomeOf(await settleException(ctx, { exception, cause, prevention })),
);

function outcomeOf(settled: Settled): Outcome {
  if (settled.ok) return shown;
  const { refusal } = settled;
  const text = settleRefusalText(refusal);
  return wrong({ text }, refusal.code === "words-missing" ? { [fields[refusal.what].block_id]: text } : null);
}

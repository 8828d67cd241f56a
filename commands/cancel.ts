import { z } from "zod";
import type { RunId } from "#domain/ids.ts";
import { newText } from "#services/new-text.ts";
import { RunIdSchema } from "#src/ids.ts";
import { cancelModal } from "#views/cancel-modal.ts";
import { cancelledAnswer, chooseCancelText } from "#views/change-answers.ts";
import type { Asked } from "./asked.ts";
import { button } from "./buttons.ts";
import { changeAndSay } from "./changing.ts";
import { formOf, Typed } from "./forms.ts";
import { aboutRun, formFor } from "./steering.ts";

/** What the record says besides what was written. */
const BY_HAND = "Cancelled by hand";

/** Cancel, on a run: a form says what ends with it, and asks why. */
export const cancelRun = button(RunIdSchema, askWhy, { opens: true });

export const cancelForm = formOf(
  z.object({ run: RunIdSchema }),
  z.object({ reason: Typed }),
  (asked, { run }, { reason }) => {
    const text = newText(asked.me, reason);
    const ask = { type: "cancel-run", reason: BY_HAND, note: text?.ref ?? null } as const;
    return changeAndSay(asked, run, ask, cancelledAnswer, text);
  },
);

/** `/onboard cancel <client>`. */
export const cancel = aboutRun("cancel", askWhy);

function askWhy(asked: Asked, run: RunId) {
  const ask = { type: "cancel-run", reason: BY_HAND, note: null } as const;
  return formFor(asked, run, ask, cancelModal, chooseCancelText);
}

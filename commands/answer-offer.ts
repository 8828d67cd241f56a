import { z } from "zod";
import { requireOffer } from "#domain/run.ts";
import { newText } from "#services/new-text.ts";
import { HandoffIdSchema } from "#src/ids.ts";
import { declineModal } from "#views/decline-modal.ts";
import { button } from "./buttons.ts";
import { askFor, change } from "./changing.ts";
import { formOf, Typed } from "./forms.ts";

/** Accept: what was offered changes hands. */
export const accept = button(HandoffIdSchema, (asked, handoff) =>
  change(asked, handoff, { type: "accept-handoff", handoff }),
);

/** Decline: a form asks why. */
export const decline = button(
  HandoffIdSchema,
  (asked, handoff) =>
    askFor(asked, handoff, { type: "decline-handoff", handoff, reason: null }, ({ run, client }) =>
      declineModal({ ...requireOffer(run, handoff), client }),
    ),
  { opens: true },
);

export const declineForm = formOf(
  z.object({ handoff: HandoffIdSchema }),
  z.object({ reason: Typed }),
  (asked, { handoff }, { reason }) => {
    const text = newText(asked.me, reason);
    return change(asked, handoff, { type: "decline-handoff", handoff, reason: text?.ref ?? null }, text);
  },
);

/** Withdraw: whoever offered it keeps it. */
export const withdraw = button(HandoffIdSchema, (asked, handoff) =>
  change(asked, handoff, { type: "withdraw-handoff", handoff }),
);

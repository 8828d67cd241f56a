import { z } from "zod";
import type { RunId } from "#domain/ids.ts";
import { morningAt } from "#services/could-be-changed.ts";
import { readReason } from "#services/read-reason.ts";
import { newText } from "#services/new-text.ts";
import { RunIdSchema } from "#src/ids.ts";
import { choosePauseText, pausedAnswer, resumedAnswer } from "#views/change-answers.ts";
import { fields } from "#views/ids.ts";
import { pauseModal } from "#views/pause-modal.ts";
import { noDateText } from "#views/answers.ts";
import type { Asked } from "./asked.ts";
import { button } from "./buttons.ts";
import { change, changeAndSay } from "./changing.ts";
import { formOf, Typed } from "./forms.ts";
import { wrong, type Outcome } from "./outcome.ts";
import { aboutRun, formFor } from "./steering.ts";

/** Pause, and Keep paused: a form asks for whom, until when and why. */
export const pauseRun = button(RunIdSchema, askUntilWhen, { opens: true });

export const pauseForm = formOf(
  z.object({ run: RunIdSchema }),
  z.object({
    "waiting-on": z.enum(["client", "vendor", "us"]),
    review: z.string().nullable().default(null),
    reason: Typed,
  }),
  async (asked, { run }, { "waiting-on": on, review, reason }) => {
    const reviewAt = review === null ? null : await morningAt(asked.ctx, run, review);
    if (!reviewAt) return wrong(noDateText(), { [fields.review.block_id]: noDateText().text });
    const text = newText(asked.me, reason);
    const ask = { type: "pause-run", on, reviewAt, reason: text?.ref ?? null } as const;
    return changeAndSay(asked, run, ask, pausedAnswer, text);
  },
);

/** Resume: it goes on at once. */
export const resumeRun = button(RunIdSchema, (asked, run) => change(asked, run, { type: "resume-run" }));

/** `/onboard pause <client>`. */
export const pause = aboutRun("pause", askUntilWhen);

/** `/onboard resume <client>`. */
export const resume = aboutRun("resume", (asked, run) =>
  changeAndSay(asked, run, { type: "resume-run" }, resumedAnswer),
);

function askUntilWhen(asked: Asked, run: RunId): Promise<Outcome> {
  const ask = { type: "pause-run", on: "client", reviewAt: asked.ctx.now, reason: null } as const;
  return formFor(
    asked,
    run,
    ask,
    async (seen) => pauseModal({ ...seen, reason: await readReason(asked.ctx, seen.run) }),
    choosePauseText,
  );
}

import { z } from "zod";
import { whatCouldTakeOver } from "#services/could-be-merged.ts";
import { foresee } from "#services/foresee.ts";
import { mergeRuns } from "#services/merge-runs.ts";
import { newText } from "#services/new-text.ts";
import { readRun } from "#services/read-run.ts";
import { isLive } from "#domain/run.ts";
import { RunIdSchema } from "#src/ids.ts";
import { mergedAnswer, nothingToMergeAnswer } from "#views/change-answers.ts";
import { confirmMergeModal, mergeModal } from "#views/merge-modal.ts";
import { button } from "./buttons.ts";
import { refused } from "./changing.ts";
import { formOf, Typed } from "./forms.ts";
import { form, said } from "./outcome.ts";
import { formFor } from "./steering.ts";

/** Merge with another: a form asks with which. */
export const mergeRun = button(
  RunIdSchema,
  async (asked, run) => {
    const seen = await readRun(asked.ctx, run);
    if (!seen) return refused({ code: "not-found", entity: "run" }, null);
    const others = await whatCouldTakeOver(asked.ctx, seen.run);
    if (others.length === 0) return said(nothingToMergeAnswer());
    return formFor(asked, run, { type: "resume-run" }, (now) => mergeModal({ ...now, others }));
  },
  { opens: true },
);

/** Says what the merge does, and asks once more. */
export const mergeForm = formOf(
  z.object({ run: RunIdSchema }),
  z.object({ into: RunIdSchema }),
  async ({ ctx }, { run }, { into }) => {
    const other = await readRun(ctx, into);
    const target = other
      ? { run: into, owner: other.run.owner, isLive: isLive(other.run), isPart: other.run.parent !== null }
      : { run: into, owner: null, isLive: false, isPart: false };
    const one = await foresee(ctx, run, { type: "merge-run", into: target, note: null });
    if (!one) return refused({ code: "not-found", entity: "run" }, null);
    if (!other) return refused({ code: "cannot-merge", why: "unknown" }, one.run);
    return one.refusal ? refused(one.refusal, one.run) : form(confirmMergeModal({ one, other }));
  },
);

export const confirmMergeForm = formOf(
  z.object({ run: RunIdSchema, into: RunIdSchema }),
  z.object({ note: Typed }),
  async ({ ctx, me, key, cause }, { run, into }, { note }) => {
    const decision = await mergeRuns(ctx, { run, into, key, cause, note: newText(me, note) });
    const [one, other] = await Promise.all([readRun(ctx, run), readRun(ctx, into)]);
    if (!decision.ok) return refused(decision.refusal, one?.run ?? null);
    if (!one || !other) throw new Error(`Run ${run} was merged into ${into}, and one of them can't be read`);
    return said(mergedAnswer(one, other));
  },
);

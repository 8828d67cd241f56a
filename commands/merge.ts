import { z } from "zod";
import { whatCouldTakeOver } from "#services/could-be-merged.ts";
import { foresee } from "#services/foresee.ts";
import { mergeRuns } from "#services/merge-runs.ts";
import { newText } from "#services/new-text.ts";
import { readRun } from "#services/read-run.ts";
import type { RunId } from "#domain/ids.ts";
import { isLive } from "#domain/run.ts";
import type { Context } from "#src/context.ts";
import { RunIdSchema } from "#src/ids.ts";
import { chooseOnboardingText, noSuchOnboardingText } from "#views/answers.ts";
import { mergedAnswer, nothingToMergeAnswer } from "#views/change-answers.ts";
import { fields } from "#views/ids.ts";
import { confirmMergeModal, mergeModal } from "#views/merge-modal.ts";
import { button } from "./buttons.ts";
import { refused } from "./changing.ts";
import { formOf, Typed } from "./forms.ts";
import { form, said, wrong, type Outcome } from "./outcome.ts";
import { formFor } from "./steering.ts";

/** Merge with another: a form asks with which. */
export const mergeRun = button(
  RunIdSchema,
  async (asked, run) => {
    const seen = await readRun(asked.ctx, run);
    if (!seen) return refused({ code: "not-found", entity: "run" }, null);
    const { runs, isCut } = await whatCouldTakeOver(asked.ctx, seen, null);
    if (runs.length === 0) return said(nothingToMergeAnswer());
    return formFor(asked, run, { type: "resume-run" }, (now) => mergeModal({ ...now, others: runs, isCut }));
  },
  { opens: true },
);

/** Says what the merge does, and asks once more. Where a client was named instead, it shows the onboardings of such. */
export const mergeForm = formOf(
  z.object({ run: RunIdSchema }),
  z.object({ into: RunIdSchema.nullable().default(null), client: Typed }),
  async ({ ctx }, { run }, { into, client }) => {
    if (into === null) return chooseAmong(ctx, run, client?.trim() ?? "");
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

/** Shows those of clients whose name begins like that. */
async function chooseAmong(ctx: Context, run: RunId, client: string): Promise<Outcome> {
  const seen = await readRun(ctx, run);
  if (!seen) return refused({ code: "not-found", entity: "run" }, null);
  const { runs, isCut } = client === "" ? nothing : await whatCouldTakeOver(ctx, seen, client);
  if (runs.length > 0) return form(mergeModal({ ...seen, others: runs, isCut }));
  const answer = client === "" ? chooseOnboardingText() : noSuchOnboardingText(client);
  return wrong(answer, { [fields.client.block_id]: answer.text });
}

const nothing = { runs: [], isCut: false };

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

import { z } from "zod";
import { approveRelease, foreseeAnswer, rejectRelease, type Answered } from "#services/answer-release.ts";
import { askToPublish } from "#services/ask-to-publish.ts";
import { listReleases, showRelease } from "#services/list-releases.ts";
import { ReleaseRequestIdSchema } from "#src/ids.ts";
import { usageText } from "#views/help.ts";
import { fields } from "#views/ids.ts";
import { playbooksText, releaseText } from "#views/playbooks.ts";
import { rejectReleaseModal } from "#views/reject-release-modal.ts";
import { askedText, releaseRefusalText } from "#views/release-words.ts";
import { button } from "./buttons.ts";
import { formOf, Typed } from "./forms.ts";
import { form, said, shown, wrong, type Outcome } from "./outcome.ts";
import type { Subcommand } from "./slash.ts";

const ReleaseNumberSchema = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);

/** `/onboard playbooks [number]`: what is current and what waits, or one release. */
export const playbooks: Subcommand = async ({ ctx, me }, [word]) => {
  if (!word) return said(playbooksText(await listReleases(ctx), me));
  const number = ReleaseNumberSchema.safeParse(word.text);
  if (!number.success) return said(usageText("playbooks"));
  const release = await showRelease(ctx, number.data);
  if (release) return said(releaseText({ ...release, me }));
  return said({ text: releaseRefusalText({ code: "no-such-release", number: number.data }) });
};

/** Publish: asks the approvers, or publishes where nobody else can approve. */
export const publish = button(ReleaseNumberSchema, async ({ ctx, findByEmail }, number) => {
  const asked = await askToPublish(ctx, { number, findByEmail });
  return said({ text: asked.ok ? askedText(number, asked) : releaseRefusalText(asked.refusal) });
});

/** Approve: the release becomes current. */
export const approve = button(ReleaseRequestIdSchema, async ({ ctx, clicked, findByEmail }, request) =>
  outcomeOf(await approveRelease(ctx, { request, clicked, findByEmail })),
);

/** Reject: a form asks why. */
export const reject = button(
  ReleaseRequestIdSchema,
  async ({ ctx }, request) => {
    const seen = await foreseeAnswer(ctx, request);
    return seen.ok && !seen.request.answer ? form(rejectReleaseModal(seen.request)) : outcomeOf(seen);
  },
  { opens: true },
);

export const rejectForm = formOf(
  z.object({ request: ReleaseRequestIdSchema }),
  z.object({ reason: Typed }),
  async ({ ctx }, { request }, { reason }) =>
    outcomeOf(await rejectRelease(ctx, { request, reason, clicked: null })),
);

function outcomeOf(answered: Answered): Outcome {
  if (answered.ok) return shown;
  const { refusal } = answered;
  const text = releaseRefusalText(refusal);
  return wrong({ text }, refusal.code === "reason-missing" ? { [fields.reason.block_id]: text } : null);
}

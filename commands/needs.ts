import { listRuns } from "#services/find-runs.ts";
import { whatNeeds } from "#services/what-needs.ts";
import type { Answer } from "#views/answer.ts";
import { listText, mineText } from "#views/lists.ts";
import { needsText } from "#views/needs.ts";
import type { Asked } from "./asked.ts";
import { said } from "./outcome.ts";
import type { Subcommand } from "./slash.ts";
import { joined } from "./typed.ts";

/** `/onboard` alone: what waits for me. */
export const needs: Subcommand = async (asked) => said(await whatNeedsMe(asked));

/** `/onboard mine`: the tasks that I hold. */
export const mine: Subcommand = async ({ ctx, me }) => {
  const { mine: held } = await whatNeeds(ctx, me);
  return said(mineText(held, { me, now: ctx.now }));
};

/** `/onboard list [filter]`: every onboarding, or those that match. */
export const list: Subcommand = async ({ ctx }, words) => {
  const filter = words.length === 0 ? null : joined(words);
  return said(listText({ ...(await listRuns(ctx, filter)), filter, now: ctx.now }));
};

export async function whatNeedsMe({ ctx, me }: Asked): Promise<Answer> {
  return needsText(await whatNeeds(ctx, me), { me, now: ctx.now });
}

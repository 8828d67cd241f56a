import { whatNeeds } from "#services/what-needs.ts";
import type { Answer } from "#views/answer.ts";
import { mineText } from "#views/lists.ts";
import { needsText } from "#views/needs.ts";
import type { Asked } from "./asked.ts";
import { said } from "./outcome.ts";
import type { Subcommand } from "./slash.ts";

/** `/onboard` alone: what waits for me. */
export const needs: Subcommand = async (asked) => said(await whatNeedsMe(asked));

/** `/onboard mine`: the tasks that I hold. */
export const mine: Subcommand = async ({ ctx, me }) => {
  const { mine: held } = await whatNeeds(ctx, me);
  return said(mineText(held, { me, now: ctx.now }));
};

export async function whatNeedsMe({ ctx, me }: Asked): Promise<Answer> {
  return needsText(await whatNeeds(ctx, me), { me, now: ctx.now });
}

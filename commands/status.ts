import { whatNeeds } from "#services/what-needs.ts";
import { alsoText } from "#views/answers.ts";
import { listText } from "#views/lists.ts";
import { statusText } from "#views/status.ts";
import { said } from "./outcome.ts";
import type { Subcommand } from "./slash.ts";
import { whichRun } from "./which-run.ts";

/** `/onboard status [client]`: how one onboarding stands; without a client, how those stand that one owns. */
export const status: Subcommand = async (asked, words) => {
  const { ctx, me } = asked;
  const which = await whichRun(asked, words);
  if (!which) {
    const { runs } = await whatNeeds(ctx, me);
    return said(listText({ runs, total: runs.length, filter: null, now: ctx.now }));
  }
  if ("answer" in which) return said(which.answer);
  const { seen, others } = which;
  return said(alsoText(statusText({ ...seen, now: ctx.now }), others, { me, now: ctx.now }));
};

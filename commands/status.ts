import { readBeside } from "#services/read-run.ts";
import { alsoText } from "#views/answers.ts";
import { statusText } from "#views/status.ts";
import { list } from "./list.ts";
import { said } from "./outcome.ts";
import type { Subcommand } from "./slash.ts";
import { wordsOf } from "./typed.ts";
import { whichRun } from "./which-run.ts";

/** `/onboard status [client]`: how one onboarding stands; without a client, how those stand that one owns. */
export const status: Subcommand = async (asked, words) => {
  const { ctx, me } = asked;
  const which = await whichRun(asked, words);
  if (!which) return list(asked, wordsOf("owner:me"));
  if ("answer" in which) return said(which.answer);
  const { seen, others } = which;
  const { now } = ctx;
  const beside = await readBeside(ctx, seen.run);
  return said(alsoText(statusText({ ...seen, ...beside, now }), others, { me, now }));
};

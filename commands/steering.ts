import type { ModalView } from "@slack/types";
import type { RunId } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import { whatCouldBeChanged, type Changeable } from "#services/could-be-changed.ts";
import type { Answer } from "#views/answer.ts";
import { ownersAloneAnswer } from "#views/change-answers.ts";
import { usageText, type CommandName } from "#views/help.ts";
import { fieldErrors } from "#views/refusals.ts";
import type { Asked } from "./asked.ts";
import { refused } from "./changing.ts";
import { form, said, type Outcome } from "./outcome.ts";
import type { Subcommand } from "./slash.ts";
import { whichRun } from "./which-run.ts";

// What the commands share by which whoever owns an onboarding steers it.

/** A form about a run as it is, unless what it is for would be refused whatever is entered. Others are told whom to ask. */
export async function formFor(
  { ctx }: Asked,
  run: RunId,
  ask: Ask,
  view: (seen: Changeable) => ModalView | Promise<ModalView>,
  instead?: (seen: Changeable) => Answer,
): Promise<Outcome> {
  const seen = await whatCouldBeChanged(ctx, run, ask);
  if (!seen) return refused({ code: "not-found", entity: "run" }, null);
  const { refusal } = seen;
  if (refusal?.code === "not-allowed" && refusal.who.kind === "owner")
    return said(ownersAloneAnswer(refusal.who.owner));
  if (refusal && !fieldErrors(refusal)) return refused(refusal, seen.run);
  return form(await view(seen), instead?.(seen));
}

/** A subcommand about the run that was named, or in whose thread it was said. */
export function aboutRun(name: CommandName, act: (asked: Asked, run: RunId) => Promise<Outcome>): Subcommand {
  return async (asked, words) => {
    const which = await whichRun(asked, words);
    if (!which) return said(usageText(name));
    return "answer" in which ? said(which.answer) : act(asked, which.seen.run.id);
  };
}

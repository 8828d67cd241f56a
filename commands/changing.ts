import { runOf, type ExceptionId, type HandoffId, type RunId, type TaskId } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import type { Refusal } from "#domain/refusal.ts";
import type { Run } from "#domain/run.ts";
import { changeRun } from "#services/change-run.ts";
import { foresee } from "#services/foresee.ts";
import type { NewText } from "#services/new-text.ts";
import { readRun, type RunSeen } from "#services/read-run.ts";
import type { Answer } from "#views/answer.ts";
import { fieldErrors, refusalText } from "#views/refusals.ts";
import type { ModalView } from "@slack/types";
import type { Asked } from "./asked.ts";
import { form, said, shown, wrong, type Outcome } from "./outcome.ts";

/** What is asked of a run: by its id, or by that of a task, an offer or an exception, which names its run. */
type About = RunId | TaskId | HandoffId | ExceptionId;

/** Asks it of the run, through the one door. Success shows in the thread; a refusal says why and whom to ask. */
export async function change(
  asked: Asked,
  about: About,
  ask: Ask,
  ...typed: readonly (NewText | null)[]
): Promise<Outcome> {
  const { ctx, key, cause, clicked } = asked;
  const run = runIdOf(about);
  const texts = typed.filter((text) => text !== null);
  const decision = await changeRun(ctx, { run, key, cause, ask, clicked, texts });
  return decision.ok ? shown : refused(decision.refusal, (await readRun(ctx, run))?.run ?? null);
}

/** The same, and says what came of it: where it was asked doesn't show that, or it can be taken back. */
export async function changeAndSay(
  asked: Asked,
  about: About,
  ask: Ask,
  say: (seen: RunSeen) => Answer | Promise<Answer>,
  ...typed: readonly (NewText | null)[]
): Promise<Outcome> {
  const outcome = await change(asked, about, ask, ...typed);
  if (outcome.kind !== "shown") return outcome;
  const seen = await readRun(asked.ctx, runIdOf(about));
  return seen ? said(await say(seen)) : outcome;
}

/** Asks for more in a form, unless what it is for would be refused whatever is entered. */
export async function askFor(
  { ctx }: Asked,
  about: About,
  ask: Ask,
  view: (seen: RunSeen) => ModalView | Promise<ModalView>,
): Promise<Outcome> {
  const seen = await foresee(ctx, runIdOf(about), ask);
  if (!seen) return refused({ code: "not-found", entity: "run" }, null);
  const { refusal, ...rest } = seen;
  if (refusal && !fieldErrors(refusal)) return refused(refusal, seen.run);
  return form(await view(rest));
}

export function refused(refusal: Refusal, run: Run | null): Outcome {
  return wrong({ text: refusalText(refusal, run) }, fieldErrors(refusal));
}

function runIdOf(about: About): RunId {
  return isRun(about) ? about : runOf(about);
}

function isRun(id: About): id is RunId {
  return id.startsWith("run_");
}

import { z } from "zod";
import type { RunId, UserId } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import type { Decision } from "#domain/narrate.ts";
import { changeRun, type Request } from "#services/change-run.ts";
import { personByMail } from "#services/find-person.ts";
import { newText, type NewText } from "#services/new-text.ts";
import type { Problem } from "#web/api/problem.ts";
import { refusalProblem } from "#web/api/refusals.ts";
import type { Call } from "#web/api/route.ts";
import { PersonGiven } from "#web/api/shapes/common.ts";

// How what a program asks of a run becomes an intent: through the one door that Slack's buttons go through.

type Asker = Pick<Call<unknown, unknown, unknown>, "ctx" | "holder" | "requestKey" | "cause" | "ifVersion">;

/** An intent, with what was typed for it. */
export type Asked = { readonly ask: Ask; readonly texts: readonly (NewText | null)[] };

/** Asks it of the run. What was decided, or the problem that it is for the program. */
export async function change(
  asker: Asker,
  run: RunId,
  { ask, texts }: Asked,
): Promise<Extract<Decision, { ok: true }> | { readonly problem: Problem }> {
  const decision = await changeRun(asker.ctx, {
    ...requestOf(asker, run),
    ask,
    texts: texts.filter((text) => text !== null),
  });
  return decision.ok ? decision : { problem: refusalProblem(decision.refusal, ask.type) };
}

/** What every request to change a run says besides what it asks. */
export function requestOf(
  { requestKey, cause, ifVersion }: Asker,
  run: RunId,
): Pick<Request, "run" | "key" | "cause" | "ifVersion"> {
  return { run, key: requestKey, cause, ...(ifVersion !== null && { ifVersion }) };
}

/** What was typed, in the name of the key's person. */
export function typed({ holder }: Asker, words: string | undefined): NewText | null {
  return newText(holder.person, words);
}

/** A person, by their Slack id or their mail. */
export const Somebody = z
  .union([PersonGiven, z.email()])
  .meta({ description: "A person, by their Slack id or their mail", example: "csm-1@acme.example" });

/** Who that is; a mail that nobody here has is a problem. */
export async function whoIs(
  { ctx }: Asker,
  somebody: z.output<typeof Somebody>,
): Promise<{ readonly user: UserId } | { readonly problem: Problem }> {
  const read = PersonGiven.safeParse(somebody);
  const user = read.success ? read.data : await personByMail(ctx, somebody);
  if (user) return { user };
  const detail = `Nobody in this workspace has the mail ${somebody}.`;
  return { problem: { kind: "invalid", detail, errors: [{ pointer: "#/to", detail }] } };
}

/** How long, in working time or on the clock. */
export const DurationGiven = z
  .strictObject({
    amount: z.int().min(1).max(10_000).meta({ example: 2 }),
    unit: z.enum(["business days", "business hours", "days", "hours", "minutes"]),
  })
  .meta({ id: "Duration", example: { amount: 2, unit: "business days" } });

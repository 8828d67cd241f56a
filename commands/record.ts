import { readAudit, readRouting, readRun, type RunSeen } from "#services/read-run.ts";
import { auditText, AUDITED_EVENTS_MAX } from "#views/audit.ts";
import { noDecisionText } from "#views/answers.ts";
import { usageText, type CommandName } from "#views/help.ts";
import { whyPartText, whyText } from "#views/why.ts";
import type { Answer } from "#views/answer.ts";
import type { Context } from "#src/context.ts";
import { said } from "./outcome.ts";
import type { Subcommand } from "./slash.ts";
import { whichRun } from "./which-run.ts";

/** `/onboard why <client>`: why it runs this playbook with this owner. */
export const why = ofRun("why", async (ctx, { run, client }) => {
  if (run.parent) return whyPartText({ run, client, parent: await readRun(ctx, run.parent.run) });
  const decision = await readRouting(ctx, run.id);
  if (!decision) return noDecisionText(client);
  const { snapshot, type, source, decided_at, missing_role, evidence, ...rest } = decision;
  const { value, currency } = snapshot.contract;
  return whyText({
    ...rest,
    client,
    outcome: "opened",
    trigger: { type: type ?? "trigger", source },
    contract: value === null || currency === null ? null : { value, currency },
    playbook: run.title,
    missingRole: missing_role,
    decidedAt: decided_at,
    ownerNow: run.owner,
    evidence: evidence.map((one) => ({ ...one, type: one.type ?? "trigger" })),
  });
});

/** `/onboard audit <client>`: what happened, by whom and when. */
export const audit = ofRun("audit", async (ctx, { run, client }) => {
  const { events } = await readAudit(ctx, run.id, AUDITED_EVENTS_MAX);
  return auditText({
    run,
    client,
    entries: events.map(({ event, hash }) => ({ event, hash: hash.toString("hex") })),
  });
});

/** A subcommand that tells something of the run it is asked about. */
function ofRun(name: CommandName, tell: (ctx: Context, seen: RunSeen) => Promise<Answer>): Subcommand {
  return async (asked, words) => {
    const which = await whichRun(asked, words);
    if (!which) return said(usageText(name));
    return said("answer" in which ? which.answer : await tell(asked.ctx, which.seen));
  };
}

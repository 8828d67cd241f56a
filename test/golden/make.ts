import { existsSync, writeFileSync } from "node:fs";
import { CHAIN_START, link } from "#db/event-codec.ts";
import { decide } from "#domain/decide.ts";
import { EVENT_VERSION, type RunEvent } from "#domain/event.ts";
import { replay } from "#domain/evolve.ts";
import {
  accepted,
  at,
  connector,
  decided,
  enterprise,
  facts,
  goLive,
  importing,
  kickoff,
  meets,
  openIntent,
  review,
  text,
} from "#test/support/domain.ts";
import { csmOne, csmTwo, operator, owner, reviewer, type Step } from "#test/support/people.ts";

// Writes a history that has every type of event, as this version writes it. README.md says when.

const story: readonly Step[] = [
  meets("reminder", kickoff),
  meets("due", kickoff),
  owner.snoozes(kickoff, 2),
  meets("escalation", kickoff),
  owner.acknowledges(kickoff),
  csmOne.claims(kickoff),
  csmOne.offers(kickoff, csmTwo, text("could you")),
  csmTwo.declines(kickoff, text("no time")),
  csmOne.offers(kickoff, csmTwo),
  csmOne.withdraws(kickoff),
  csmOne.offers(kickoff, csmTwo),
  meets("offer-expiry", kickoff),
  csmOne.offers(kickoff, csmTwo),
  csmTwo.accepts(kickoff),
  owner.assigns(kickoff, csmOne),
  csmOne.givesBack(kickoff, text("on leave")),
  csmTwo.claims(kickoff),
  csmTwo.completes(kickoff),
  reviewer.claims(review),
  reviewer.completes(review),
  owner.offersTheRun(operator),
  operator.accepts(null),
  csmOne.claims(connector),
  csmOne.completes(connector, text("link to it")),
  csmOne.claims(importing),
  csmOne.completes(importing),
  meets("run-due"),
  csmOne.claims(goLive),
  csmOne.completes(goLive),
];

const file = (ending: string) => new URL(`version-${EVENT_VERSION}.${ending}`, import.meta.url);
if (existsSync(file("jsonl")))
  throw new Error(`There is a log of version ${EVENT_VERSION}: it is never written again`);
const events = tell(story);
const lines = link(events, CHAIN_START).map(({ body, hash }) =>
  JSON.stringify({ body, hash: hash.toString("hex") }),
);
writeFileSync(file("jsonl"), `${lines.join("\n")}\n`);
writeFileSync(file("run.json"), `${JSON.stringify(replay(events), null, 2)}\n`);

/** What happened, one step after the other; a step that would come before the one before it comes at the same time. */
function tell(steps: readonly Step[]): readonly RunEvent[] {
  let { run, events } = accepted(decide(null, openIntent(enterprise, "professional-services"), facts()));
  for (const step of steps) {
    const now = new Date(Math.max(step.now(run).getTime(), events.at(-1)?.at.getTime() ?? 0));
    const next = accepted(decided(run, at(now, step), { now }));
    run = next.run;
    events = [...events, ...next.events];
  }
  return events;
}

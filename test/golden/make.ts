import { existsSync, writeFileSync } from "node:fs";
import { CHAIN_START, link } from "#db/event-codec.ts";
import type { Playbook } from "#domain/book.ts";
import { decide } from "#domain/decide.ts";
import { EVENT_VERSION, type RunEvent } from "#domain/event.ts";
import { replay } from "#domain/evolve.ts";
import { taskIdOf } from "#domain/ids.ts";
import type { Ask, AskOf, History, Intent } from "#domain/intent.ts";
import {
  accepted,
  at,
  automation,
  decided,
  facts,
  meets,
  openIntent,
  playbook,
  reports,
  RUN,
  taskSpec,
  text,
} from "#test/support/domain.ts";
import {
  csmOne,
  csmTwo,
  intentOf,
  leadOne,
  leadTwo,
  MONDAY,
  operator,
  owner,
  type Step,
} from "#test/support/people.ts";
import { ClientIdSchema, DealIdSchema, RunIdSchema, TriggerIdSchema } from "#src/ids.ts";

// Writes histories that together have every type of event, as this version writes it. README.md says when.

const closed = { onFailure: "fail_closed" } as const;
const atOnce = { after: [], ...closed };
const everyKind: Playbook = playbook([
  {
    stage: "Kickoff",
    tasks: [
      taskSpec("kickoff"),
      taskSpec("review", { role: "security", work: { kind: "human", mode: "auto" } }),
      taskSpec("welcome", { required: false, sla: null }),
    ],
  },
  {
    stage: "Setup",
    tasks: [
      taskSpec("provision", { ...atOnce, role: "system", work: automation() }),
      taskSpec("precheck", { after: [], role: "system", work: automation() }),
      taskSpec("metadata", {
        ...atOnce,
        work: {
          kind: "wait",
          signal: { type: "form.submitted", when: null },
          timeout: { amount: 9, unit: "days" },
        },
      }),
      taskSpec("contacts", { ...atOnce, work: { kind: "client" }, sla: null }),
      taskSpec("migration", { ...atOnce, work: { kind: "run", playbook: "migration" } }),
      taskSpec("sign-off", {
        ...closed,
        after: ["kickoff"],
        role: "leads",
        work: { kind: "approval", needed: 2 },
      }),
      taskSpec("connector"),
      taskSpec("by-hand", { after: [], when: "client.segment == 'small'" }),
    ],
  },
  { stage: "Launch", tasks: [taskSpec("go-live", { value: true, evidence: "Link to it" })] },
]);
const task = (number: number) => taskIdOf(RUN, number);
const [kickoff, review, provision, precheck] = [task(1), task(2), task(4), task(5)];
const [metadata, contacts, migration, signOff] = [task(6), task(7), task(8), task(9)];
const [connector, byHand, goLive] = [task(10), task(11), task(12)];
const other = RunIdSchema.parse("run_000000000003");

const completed: readonly Step[] = [
  attempt(provision, 1, 1),
  attempt(provision, 1, 1),
  meets("watchdog", provision),
  attempt(provision, 1, 2, { permanent: true }),
  attempt(precheck, 1, 1, { permanent: true }),
  child("open"),
  child("completed"),
  reports({
    type: "receive-signal",
    trigger: TriggerIdSchema.parse("trg_000000000001"),
    signal: "form.submitted",
    tasks: [metadata],
    unread: [],
  }),
  owner.blocks(contacts, text("they are on holiday")),
  operator.opensGate(contacts, "resume"),
  meets("reminder", kickoff),
  meets("exception-due"),
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
  csmOne.acknowledges(kickoff),
  csmOne.givesBack(kickoff, text("on leave")),
  csmTwo.claims(kickoff),
  csmTwo.completes(kickoff),
  owner.completes(review),
  owner.completes(contacts),
  operator.opensGate(provision, "resume"),
  meets("due", provision),
  operator.opensGate(provision, "resume"),
  reports({ ...made(provision, 2, 1), status: 200, ok: true, results: { tenant: "acme", seats: 25 } }),
  leadOne.approves(signOff, text("fine with us")),
  leadTwo.rejects(signOff, text("the contract is missing")),
  operator.opensGate(signOff, "resume"),
  leadOne.approves(signOff),
  leadTwo.approves(signOff),
  owner.blocks(connector, text("they have none")),
  operator.opensGate(connector, "reroute", { to: byHand }),
  owner.offersTheRun(operator),
  operator.accepts(null),
  csmOne.claims(byHand),
  csmOne.completes(byHand),
  meets("run-due"),
  csmOne.claims(goLive),
  csmOne.completes(goLive, text("link to it")),
];
const cancelled: readonly Step[] = [
  owner.blocksTheRun(text("they may not go on")),
  operator.opensGate(null, "cancel"),
];

/** Under way before Baton knew of it: steered, and then merged into another. */
const past: History = {
  dueAt: new Date("2026-04-10T15:00:00Z"),
  tasks: [
    { task: "kickoff", state: "done", at: new Date("2026-02-20T10:00:00Z") },
    { task: "welcome", state: "skipped", at: new Date("2026-02-23T10:00:00Z") },
    { task: "review", state: "held", by: leadOne.id },
  ],
};
const due = new Date("2026-06-01T12:00:00Z");
const steered: readonly Step[] = [
  owner.asks({
    type: "pause-run",
    on: "client",
    reviewAt: new Date("2026-03-09T09:00:00Z"),
    reason: text("they move house"),
  }),
  meets("pause-review"),
  owner.asks({ type: "pause-run", on: "vendor", reviewAt: due, reason: null }),
  owner.asks({ type: "resume-run" }),
  owner.asks({
    type: "add-task",
    title: "Ask the landlord",
    stage: 1,
    role: "customer-success",
    sla: { amount: 1, unit: "business days" },
    required: true,
  }),
  owner.asks({ type: "skip-task", task: review, reason: text("reviewed last year") }),
  owner.asks({ type: "unskip-task", task: review }),
  owner.asks({ type: "skip-task", task: review, reason: text("reviewed last year after all") }),
  owner.asks({ type: "reopen-task", task: kickoff, reason: text("other people now") }),
  owner.asks({ type: "change-due", task: kickoff, dueAt: due }),
  owner.asks({ type: "change-run-due", dueAt: due }),
  owner.asks({ type: "move-dues", later: { amount: 2, unit: "business days" } }),
  operator.asks({ type: "assign-run", to: csmTwo.id }),
  csmTwo.asks({ type: "move-run", client: ClientIdSchema.parse("cli_000000000002") }),
  system({
    type: "absorb-run",
    from: other,
    deal: DealIdSchema.parse("dea_000000000002"),
    mergedBy: operator.id,
  }),
  csmTwo.asks({
    type: "merge-run",
    into: { run: other, owner: null, isLive: true, isPart: false },
    note: text("one sale, twice in the system"),
  }),
];

const byRole = openIntent(everyKind, "professional-services");
write(`version-${EVENT_VERSION}`, tell(byRole, completed));
write(`version-${EVENT_VERSION}-cancelled`, tell(byRole, cancelled));
write(`version-${EVENT_VERSION}-steered`, tell(openIntent(everyKind, null, past), steered));

function write(name: string, events: readonly RunEvent[]): void {
  const file = (ending: string) => new URL(`${name}.${ending}`, import.meta.url);
  if (existsSync(file("jsonl"))) throw new Error(`There is a log ${name}: it is never written again`);
  const lines = link(events, CHAIN_START).map(({ body, hash }) =>
    JSON.stringify({ body, hash: hash.toString("hex") }),
  );
  writeFileSync(file("jsonl"), `${lines.join("\n")}\n`);
  writeFileSync(file("run.json"), `${JSON.stringify(replay(events), null, 2)}\n`);
}

/** What happened, one step after the other; a step that would come before the one before it comes at the same time. */
function tell(opening: Intent, steps: readonly Step[]): readonly RunEvent[] {
  const known = facts({
    playbooks: { [everyKind.playbook]: everyKind },
    holds: () => ({ ok: true, value: false }),
  });
  let { run, events } = accepted(decide(null, opening, known));
  for (const step of steps) {
    const now = new Date(Math.max(step.now(run).getTime(), events.at(-1)?.at.getTime() ?? 0));
    const next = accepted(decided(run, at(now, step), { ...known, now }));
    run = next.run;
    events = [...events, ...next.events];
  }
  return events;
}

function made(of: typeof provision, execution: number, number: number) {
  const exchange = text("what was sent and answered");
  return {
    type: "report-attempt",
    task: of,
    execution,
    attempt: number,
    tookMs: 120,
    exchange,
  } as const;
}

/** A call that failed. */
function attempt(of: typeof provision, execution: number, number: number, { permanent = false } = {}): Step {
  const failed = { ok: false, problem: "it answered 503", failure: "transient", permanent } as const;
  return reports({ ...made(of, execution, number), ...failed, status: 503, retryAfterMs: null, jitter: 0.5 });
}

function system(ask: Ask): Step {
  return { now: () => MONDAY, intent: () => intentOf({ kind: "system", name: "worker" }, ask) };
}

function child(state: AskOf<"report-child">["state"]): Step {
  const run = RunIdSchema.parse("run_000000000002");
  return reports({ type: "report-child", task: migration, execution: 1, child: run, state });
}

import { expect, test } from "vitest";
import type { Actor } from "#domain/actor.ts";
import { decide } from "#domain/decide.ts";
import { exceptionIdOf, taskIdOf, type TaskId, type UserId } from "#domain/ids.ts";
import type { Ask, AskOf, Intent, IntentType, MovedDue } from "#domain/intent.ts";
import { may } from "#domain/may.ts";
import type { Run } from "#domain/run.ts";
import { ClientIdSchema, DealIdSchema, RunIdSchema, TriggerIdSchema } from "#src/ids.ts";
import {
  accepted,
  automation,
  deadlineOn,
  decided,
  facts,
  meets,
  openIntent,
  reports,
  RUN,
  started,
  taskIn,
  taskSpec,
  text,
} from "#test/support/domain.ts";
import {
  csmTwo,
  fallback,
  guest,
  intentOf,
  leadOne,
  operator,
  owner,
  reviewer,
  somebody,
  stranger,
  type Somebody,
} from "#test/support/people.ts";
import { KINDS, permissions, permissionsPage, type Kind } from "#test/support/permissions.ts";

const holder = somebody("HOLDER");
const worker = somebody("WORKER", ["security"]);
const told = somebody("TOLD00");

const people: Readonly<Record<Kind, Somebody>> = {
  "another organisation's": guest,
  "anyone inside": stranger,
  "the task's role": csmTwo,
  "who has the task": holder,
  "the approval's role": reviewer,
  "who did the work": worker,
  "the gate's role": leadOne,
  "the run's owner": owner,
  "an operator": operator,
  "who is asked to take over": fallback,
  "who was told": told,
};

const known = facts({
  people: new Map([
    ...facts().people,
    ...[holder, worker, told].map(({ id }) => [id, { id, active: true, internal: true }] as const),
  ]),
});
const task = (number: number) => taskIdOf(RUN, number);
const [kickoff, welcome, contacts, built] = [task(1), task(2), task(3), task(4)];
const [judged, kept, wait, called, child] = [task(5), task(6), task(7), task(8), task(9)];
const [held, left] = [task(10), task(11)];
const form = { type: "form.submitted", when: null };
const trigger = TriggerIdSchema.parse("trg_000000000001");
const other = RunIdSchema.parse("run_000000000002");

// Kickoff became late in the hands of one who was told; the holder has it now, and offers it. What was built is to be approved,
// something is behind its gate, and something that could not be read holds nothing up.
const run = [
  worker.claims(built),
  worker.completes(built),
  owner.assigns(kickoff, told),
  meets("due", kickoff),
  told.givesBack(kickoff),
  owner.assigns(kickoff, holder),
  holder.offers(kickoff, fallback),
  owner.assigns(held, holder),
  owner.assigns(kept, holder),
  holder.blocks(kept),
  owner.asks({ type: "skip-task", task: left, reason: text("because") }),
  reports({
    type: "receive-signal",
    trigger,
    signal: form.type,
    tasks: [],
    unread: [{ task: wait, error: "no such field" }],
  }),
].reduce(
  (now: Run, step) => accepted(decided(now, step, { people: known.people })).run,
  started(
    taskSpec("kickoff"),
    taskSpec("welcome"),
    taskSpec("contacts", { work: { kind: "client" } }),
    taskSpec("built", { role: "security" }),
    taskSpec("judged", { work: { kind: "approval", needed: 2 }, role: "security", after: ["built"] }),
    taskSpec("kept", { gate: "leads" }),
    taskSpec("wait", { work: { kind: "wait", signal: form, timeout: null } }),
    taskSpec("provision", { work: automation(), role: "system" }),
    taskSpec("child", { work: { kind: "run", playbook: "migration" }, role: "system" }),
    taskSpec("held"),
    taskSpec("left"),
  ),
);
const now = deadlineOn(run, "run-due").at;
const later = new Date(now.getTime() + 86_400_000);
const { handoff } = taskIn(run, kickoff, "claimed").offer ?? { handoff: run.ownedBy };
const reason = text("because");
const exceptionOf = (id: TaskId) =>
  run.exceptions.find((one) => one.task === id)?.id ?? exceptionIdOf(RUN, 1);
const opening = { choice: "resume", to: null, cause: reason, prevention: reason } as const;
const made = { execution: 1, attempt: 1, status: 200, tookMs: 1, exchange: null } as const;

/** What is asked, for each line of the table. */
const asks: { readonly [Type in IntentType]: readonly AskOf<Type>[] } = {
  "open-run": [
    asked(openIntent(), "open-run"),
    { ...asked(openIntent(), "open-run"), history: { dueAt: null, tasks: [] } },
  ],
  "claim-task": [{ type: "claim-task", task: welcome }],
  "complete-task": [
    { type: "complete-task", task: kickoff, evidence: null },
    { type: "complete-task", task: contacts, evidence: null },
  ],
  "give-back-task": [{ type: "give-back-task", task: kickoff, reason }],
  "hand-off-task": [{ type: "hand-off-task", task: held, to: csmTwo.id, note: null }],
  "block-task": [{ type: "block-task", task: kickoff, reason }],
  "accept-handoff": [{ type: "accept-handoff", handoff }],
  "decline-handoff": [{ type: "decline-handoff", handoff, reason }],
  "withdraw-handoff": [{ type: "withdraw-handoff", handoff }],
  "acknowledge-task": [{ type: "acknowledge-task", task: kickoff }],
  "snooze-task": [{ type: "snooze-task", task: kickoff, duration: { amount: 1, unit: "business hours" } }],
  "approve-task": [{ type: "approve-task", task: judged, note: null }],
  "reject-task": [{ type: "reject-task", task: judged, reason }],
  "open-gate": [
    { type: "open-gate", exception: exceptionOf(kept), ...opening },
    { type: "open-gate", exception: exceptionOf(wait), ...opening },
  ],
  "assign-task": [{ type: "assign-task", task: welcome, to: csmTwo.id }],
  "add-task": [{ type: "add-task", title: "Call", stage: 0, role: "security", sla: null, required: true }],
  "skip-task": [{ type: "skip-task", task: welcome, reason }],
  "unskip-task": [{ type: "unskip-task", task: left }],
  "reopen-task": [{ type: "reopen-task", task: built, reason }],
  "change-due": [{ type: "change-due", task: welcome, dueAt: later }],
  "change-run-due": [{ type: "change-run-due", dueAt: later }],
  "move-dues": [{ type: "move-dues", later: { amount: 2, unit: "days" } }],
  "restore-dues": [{ type: "restore-dues", dues: [movedFrom(run)] }],
  "block-run": [{ type: "block-run", reason }],
  "pause-run": [{ type: "pause-run", on: "vendor", reviewAt: later, reason }],
  "resume-run": [{ type: "resume-run" }],
  "cancel-run": [{ type: "cancel-run", reason: "Cancelled by hand", note: reason }],
  "merge-run": [mergingInto(run.owner), mergingInto(csmTwo.id)],
  "move-run": [{ type: "move-run", client: ClientIdSchema.parse("cli_000000000002") }],
  "assign-run": [{ type: "assign-run", to: csmTwo.id }],
  "hand-off-run": [{ type: "hand-off-run", to: csmTwo.id, note: null }],
  "absorb-run": [
    { type: "absorb-run", from: other, deal: DealIdSchema.parse("dea_000000000002"), mergedBy: owner.id },
  ],
  "report-attempt": [{ type: "report-attempt", task: called, ...made, ok: true, results: {} }],
  "report-child": [{ type: "report-child", task: child, execution: 1, child: other, state: "completed" }],
  "receive-signal": [{ type: "receive-signal", trigger, signal: form.type, tasks: [wait], unread: [] }],
  "meet-deadline": [{ type: "meet-deadline", deadline: deadlineOn(run, "run-due").id }],
};

test.for(
  Object.values(permissions).flatMap((some) =>
    some.map((permission, index) => ({ ...permission, some, index })),
  ),
)("$what: $words", ({ who, some, index }) => {
  const intent = Object.entries(permissions).find(([, these]) => these === some)?.[0];
  const ask = Object.entries(asks).find(([type]) => type === intent)?.[1][index];
  if (!ask) throw new Error(`Nothing is asked for line ${index} of ${intent}`);
  const outcomes = KINDS.map((kind) => [kind, outcomeOf(people[kind].actor, ask)]);
  expect(Object.fromEntries(outcomes)).toEqual(
    Object.fromEntries(KINDS.map((kind) => [kind, who.includes(kind) ? "allowed" : "refused"])),
  );
  // Baton may ask for whatever it has a reason to ask for.
  expect(may({ kind: "system", name: "worker" }, ask, ask.type === "open-run" ? null : run)).toBeNull();
});

test("every line of the table is asked for", () => {
  const lines = (of: object) => Object.entries(of).map(([type, some]) => [type, some.length]);
  expect(Object.fromEntries(lines(asks))).toEqual(Object.fromEntries(lines(permissions)));
});

test("docs/permissions.md says what the table says", async () => {
  await expect(permissionsPage()).toMatchFileSnapshot("../../docs/permissions.md");
});

/** What is not allowed is refused as such, and what is allowed happens. */
function outcomeOf(actor: Actor, ask: Ask): "allowed" | "refused" {
  const before = ask.type === "open-run" ? null : run;
  const decision = decide(before, { ...intentOf(actor, ask), by: actor }, { ...known, now });
  if (decision.ok) return "allowed";
  expect(decision.refusal.code).toBeOneOf(["not-allowed", "own-work"]);
  return "refused";
}

/** As if it had been due a day earlier. */
function movedFrom({ dueAt }: Run): MovedDue {
  const now = dueAt ?? later;
  return { task: null, was: new Date(now.getTime() - 86_400_000), now };
}

function mergingInto(owner: UserId): AskOf<"merge-run"> {
  return { type: "merge-run", into: { run: other, owner, isLive: true, isPart: false }, note: reason };
}

function asked<Type extends IntentType>(intent: Intent, type: Type): AskOf<Type> {
  if (isOf(intent, type)) return intent;
  throw new Error(`Expected ${type}, but it is ${intent.type}`);
}

function isOf<Type extends IntentType>(intent: Ask, type: Type): intent is AskOf<Type> {
  return intent.type === type;
}

import type { Actor } from "#domain/actor.ts";
import type { TaskId, UserId } from "#domain/ids.ts";
import type { Ask, AskOf, Intent } from "#domain/intent.ts";
import { openOffers, type GateChoice, type Run } from "#domain/run.ts";
import type { TextRef } from "#domain/task.ts";
import { TextIdSchema, UserIdSchema } from "#src/ids.ts";

/** A Monday morning, an hour after opening, in a week without holidays. */
export const MONDAY = new Date("2026-03-02T10:00:00Z");

/** Something asked of a run, at its time: a person's or the clock's sentence in a test's story. */
export type Step = { readonly now: (run: Run) => Date; readonly intent: (run: Run) => Intent };

/** What somebody wrote where words are asked for. */
const WORDS: TextRef = { id: TextIdSchema.parse("txt_words0000000"), digest: "digest of words" };

/** A person of the example company, who can ask for everything that people can. */
export type Somebody = ReturnType<typeof somebody>;
type To = { readonly id: UserId };

export function somebody(name: string, roles: readonly string[] = [], is: { internal?: boolean } = {}) {
  const id = UserIdSchema.parse(`U0${name}`);
  const actor: Actor & { kind: "person" } = { kind: "person", id, roles, internal: is.internal ?? true };
  const asks = (ask: Ask | ((run: Run) => Ask)): Step => ({
    now: () => MONDAY,
    intent: (run) => intentOf(actor, typeof ask === "function" ? ask(run) : ask),
  });
  return {
    id,
    actor,
    asks,
    claims: (task: TaskId) => asks({ type: "claim-task", task }),
    completes: (task: TaskId, evidence: TextRef | null = null) =>
      asks({ type: "complete-task", task, evidence }),
    givesBack: (task: TaskId, reason: TextRef | null = null) =>
      asks({ type: "give-back-task", task, reason }),
    offers: (task: TaskId, to: To, note: TextRef | null = null) =>
      asks({ type: "hand-off-task", task, to: to.id, note }),
    offersTheRun: (to: To) => asks({ type: "hand-off-run", to: to.id, note: null }),
    accepts: (task: TaskId | null) =>
      asks((run) => ({ type: "accept-handoff", handoff: offerOn(run, task).handoff })),
    declines: (task: TaskId | null, reason: TextRef | null = null) =>
      asks((run) => ({ type: "decline-handoff", handoff: offerOn(run, task).handoff, reason })),
    withdraws: (task: TaskId | null) =>
      asks((run) => ({ type: "withdraw-handoff", handoff: offerOn(run, task).handoff })),
    assigns: (task: TaskId, to: To) => asks({ type: "assign-task", task, to: to.id }),
    acknowledges: (task: TaskId) => asks({ type: "acknowledge-task", task }),
    snoozes: (task: TaskId, amount: number, unit: "business hours" | "business days" = "business hours") =>
      asks({ type: "snooze-task", task, duration: { amount, unit } }),
    approves: (task: TaskId, note: TextRef | null = null) => asks({ type: "approve-task", task, note }),
    rejects: (task: TaskId, reason: TextRef | null = WORDS) => asks({ type: "reject-task", task, reason }),
    blocks: (task: TaskId, reason: TextRef | null = WORDS) => asks({ type: "block-task", task, reason }),
    blocksTheRun: (reason: TextRef | null = WORDS) => asks({ type: "block-run", reason }),
    opensGate: (task: TaskId | null, choice: GateChoice, some: Partial<AskOf<"open-gate">> = {}) =>
      asks((run) => ({
        type: "open-gate",
        exception: exceptionOn(run, task).id,
        choice,
        to: null,
        cause: WORDS,
        prevention: WORDS,
        ...some,
      })),
  };
}

export const owner = somebody("OWNER", ["professional-services"]);
export const csmOne = somebody("CSMONE", ["customer-success"]);
export const csmTwo = somebody("CSMTWO", ["customer-success"]);
export const reviewer = somebody("REVIEWER", ["security"]);
export const operator = somebody("OPERATOR", ["operators"]);
export const leadOne = somebody("LEADONE", ["leads"]);
export const leadTwo = somebody("LEADTWO", ["leads"]);
export const stranger = somebody("STRANGER");
export const fallback = somebody("FALLBACK");
/** A member of customer success who has left. */
export const leaver = somebody("LEAVER", ["customer-success"]);
/** A member of customer success, by mistake: they are from another organisation. */
export const guest = somebody("GUEST00", ["customer-success"], { internal: false });

export const everybody: readonly Somebody[] = [
  owner,
  csmOne,
  csmTwo,
  reviewer,
  operator,
  leadOne,
  leadTwo,
  stranger,
  fallback,
  leaver,
  guest,
];

export function intentOf(by: Actor, ask: Ask): Intent {
  return { by, key: `test ${ask.type}`, ...ask };
}

function offerOn(run: Run, task: TaskId | null) {
  const open = openOffers(run).find((one) => (one.task?.id ?? null) === task);
  if (!open) throw new Error(`Nobody was asked to take over ${task ?? "the run"}`);
  return open.offer;
}

/** The exception about a task, or with null about the whole run: the one that holds it up, if any does. */
function exceptionOn(run: Run, task: TaskId | null) {
  const about = run.exceptions.filter((one) => one.task === task);
  const found = about.find(({ gate }) => gate !== null) ?? about[0];
  if (!found) throw new Error(`There is no exception about ${task ?? "the run"}`);
  return found;
}

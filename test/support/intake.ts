import type { RunId, TaskId, TriggerId } from "#domain/ids.ts";
import type { Run } from "#domain/run.ts";
import type { Snapshot } from "#domain/snapshot.ts";
import { acceptTriggers } from "#services/accept-triggers.ts";
import { readRun } from "#services/read-run.ts";
import { freezeSnapshot, routeTrigger } from "#services/route-trigger.ts";
import { dealMoved, invoicePaid } from "#sources/samples.ts";
import { RunIdSchema } from "#src/ids.ts";
import { TUESDAY, type TestWorkspace } from "./workspace.ts";

/** What HubSpot would say of a deal of 72,000 USD. */
export const acme: Snapshot = {
  client: { externalId: "9", name: "Acme Robotics", segment: "enterprise" },
  contract: { value: "72000", currency: "USD" },
  deal: { name: "Acme Robotics – yearly plan", stage: "closedwon" },
};

/** Stores a trigger as its source sends it; it is not routed yet. */
export async function stored(
  at: TestWorkspace,
  source: "hubspot" | "stripe",
  event: unknown,
  { key = JSON.stringify(event), now = TUESDAY } = {},
): Promise<TriggerId> {
  const events = [{ dedupeKey: key, occurredAt: now, event }];
  const [accepted] = await acceptTriggers(at.context("system", now), async () => {}, at.id, source, events);
  if (!accepted) throw new Error(`Nothing of ${source} was accepted`);
  return accepted.id;
}

/** HubSpot says that the deal is won. */
export function won(at: TestWorkspace, deal: number, now = TUESDAY): Promise<TriggerId> {
  return stored(at, "hubspot", dealMoved(deal, now), { now });
}

/** Stripe says that the deal's invoice is paid. */
export function paid(at: TestWorkspace, deal: number, now = TUESDAY): Promise<TriggerId> {
  return stored(at, "stripe", invoicePaid(deal, now), { now });
}

/** Takes a trigger to its end, as the job does, with what its source would say when it is read back. */
export async function routed(
  at: TestWorkspace,
  trigger: TriggerId,
  { snapshot = acme, now = TUESDAY } = {},
): Promise<void> {
  const ctx = at.context("system", now);
  if ((await routeTrigger(ctx, trigger)).step === "done") return;
  await freezeSnapshot(ctx, trigger, snapshot);
  await routeTrigger(ctx, trigger);
}

let deals = 6000;

/** A run that a won deal of its own opened. */
export async function openedRun(
  at: TestWorkspace,
  { snapshot = acme, now = TUESDAY }: { readonly snapshot?: Snapshot; readonly now?: Date } = {},
): Promise<RunId> {
  const trigger = await won(at, deals++, now);
  await routed(at, trigger, { snapshot, now });
  const [row] = await at.rows`select id from baton.runs where trigger_id = ${trigger}`;
  return RunIdSchema.parse(row?.["id"]);
}

export async function runNow(at: TestWorkspace, id: RunId): Promise<Run> {
  const seen = await readRun(at.context("system"), id);
  if (!seen) throw new Error(`There is no run ${id}`);
  return seen.run;
}

/** The id of a run's task by its key in the playbook. */
export function taskOf(run: Run, key: string): TaskId {
  const task = run.tasks.find((one) => one.key === key);
  if (!task) throw new Error(`Run ${run.id} has no task ${key}`);
  return task.id;
}

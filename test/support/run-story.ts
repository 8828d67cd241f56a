import { expect, vi } from "vitest";
import type { RunId } from "#domain/ids.ts";
import { runNow } from "./intake.ts";
import type { TestWorkspace } from "./workspace.ts";

const PATIENCE = { timeout: 15_000, interval: 20 };

/** Waits until something holds that jobs bring about. */
export function eventually<T>(holds: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(holds, PATIENCE);
}

/** Waits until a run has that status; where it never does, its open exceptions say why. */
export async function untilRun(at: TestWorkspace, run: RunId, status: string): Promise<void> {
  await eventually(async () => {
    const { status: is, exceptions } = await runNow(at, run);
    expect([is, ...exceptions.map(({ reason }) => reason)].join(": ")).toMatch(new RegExp(`^${status}`));
  });
}

/** The states of a run's tasks by their keys. */
export async function statesOf(at: TestWorkspace, run: RunId): Promise<Record<string, string>> {
  const { tasks } = await runNow(at, run);
  return Object.fromEntries(tasks.map(({ key, status }) => [key, status]));
}

/** What the events of a type in a run say, the oldest first. */
export async function eventsOf(
  at: TestWorkspace,
  run: RunId,
  type: string,
): Promise<Record<string, unknown>[]> {
  const rows = await at.rows`select body::jsonb -> 'data' as data from baton.events
    where run_id = ${run} and type = ${type} order by seq`;
  return rows.map(({ data }) => data);
}

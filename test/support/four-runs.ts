import { expect } from "vitest";
import type { Db } from "#db/client.ts";
import type { OperationId, RunId, TaskId, UserId } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import { undoOf, type OperationSpec } from "#domain/operation.ts";
import { OPEN_STATES, type RunFilter } from "#domain/run-filter.ts";
import type { Run } from "#domain/run.ts";
import { isOpen } from "#domain/task.ts";
import { changeRun } from "#services/change-run.ts";
import { operate } from "#services/operate.ts";
import { listOperations, readOperation, startOperation } from "#services/operations.ts";
import { readRun } from "#services/read-run.ts";
import { startByHand } from "#services/start-by-hand.ts";
import type { Context } from "#src/context.ts";
import { testWorkspace } from "./workspace.ts";

export const OPERATOR = "ops@acme.example";
export const OWNER = "ps-1@acme.example";
export const OTHER = "ps-2@acme.example";
export const ALL: RunFilter = { states: OPEN_STATES };

export type FourRuns = Awaited<ReturnType<typeof fourRuns>>;

/** A workspace with the runs of four clients, all of one owner, and what tests of acts on all of them do and ask. */
export async function fourRuns() {
  const at = await testWorkspace();
  const runs: RunId[] = [];
  let asked = 0;

  async function ask(number: number, ask: Ask, by = OPERATOR, now?: Date): Promise<void> {
    const run = runAt(number);
    const decision = await changeRun(at.context(by, now), { run, key: `${ask.type} ${asked++}`, ask });
    if (!decision.ok) throw new Error(`${ask.type} was refused: ${decision.refusal.code}`);
  }

  function runAt(number: number): RunId {
    const run = runs[number];
    if (!run) throw new Error(`There is no run ${number}`);
    return run;
  }

  async function runNow(number: number): Promise<Run> {
    const seen = await readRun(at.context("system"), runAt(number));
    if (!seen) throw new Error(`Run ${number} is gone`);
    return seen.run;
  }

  /** A context in which something happens once so many runs were changed. */
  function after(times: number, happens: () => Promise<unknown>): Context {
    const ctx = at.context("system");
    let changed = 0;
    return {
      ...ctx,
      queue: async (workspace, work) => {
        if (work.every(({ queue }) => queue !== "operate") && ++changed === times) await happens();
        return ctx.queue(workspace, work);
      },
    };
  }

  /** A task of a run that can be claimed. */
  async function readyIn(number: number): Promise<TaskId> {
    const { tasks } = await runNow(number);
    const task = tasks.find(({ status, work }) => status === "ready" && work.kind === "human");
    if (!task) throw new Error("Nothing is ready");
    return task.id;
  }

  for (const client of ["Acme Robotics", "Beta Foods", "Gamma Retail", "Delta Bank"]) {
    const started = await startByHand(at.context(OPERATOR), { client, playbook: "enterprise", key: client });
    if (!started.ok) throw new Error(`${client} was not started: ${started.problem}`);
    runs.push(started.run);
    await ask(runs.length - 1, { type: "assign-run", to: at.user(OWNER) });
  }

  return {
    at,
    runs,
    ask,
    runNow,
    after,
    readyIn,
    async begin(spec: OperationSpec, now?: Date): Promise<OperationId> {
      const started = await startOperation(at.context(OPERATOR, now), {
        spec,
        filter: ALL,
        words: "",
        key: JSON.stringify(spec),
      });
      if (!started.ok) throw new Error(`It was not begun: ${started.why}`);
      return started.id;
    },
    async undoing(id: OperationId): Promise<OperationSpec> {
      const operation = await readOperation(at.context(OPERATOR), id);
      const spec = operation && undoOf(operation);
      if (!spec) throw new Error("There is nothing to undo");
      return spec;
    },
    listed: (by: UserId | null, place: Partial<Parameters<typeof listOperations>[2]> = {}) =>
      listOperations(at.context(OPERATOR), { by, state: null }, { after: null, limit: 10, ...place }),
    /** Goes on with it in a process that dies once so many runs were changed: from then on it reaches no database. */
    async dyingAfter(times: number, id: OperationId): Promise<void> {
      const { use, close } = at.db.connections;
      let isDead = false;
      const connections: Db["connections"] = {
        use: (work) => (isDead ? Promise.reject(new Error("Killed")) : use(work)),
        close,
      };
      const dying = after(times, async () => {
        isDead = true;
      });
      await expect(operate({ ...dying, db: { ...at.db, connections } }, id)).rejects.toThrow("Killed");
    },
    give: (number: number, to: UserId) => ask(number, { type: "assign-run", to }),
    pause: (number: number) =>
      ask(number, {
        type: "pause-run",
        on: "client",
        reviewAt: new Date("2026-12-01T09:00:00.000Z"),
        reason: null,
      }),
    /** A task of a run, in its owner's hands. */
    async claimed(number: number): Promise<TaskId> {
      const task = await readyIn(number);
      await ask(number, { type: "assign-task", task, to: at.user(OWNER) });
      return task;
    },
    async taskOf(number: number, id: TaskId) {
      return (await runNow(number)).tasks.find((task) => task.id === id);
    },
    owners: () => Promise.all(runs.map(async (_, number) => (await runNow(number)).owner)),
    /** When each run is due, and everything in it that is open. */
    dues: () =>
      Promise.all(
        runs.map(async (_, number) => {
          const { dueAt, tasks } = await runNow(number);
          return [dueAt, ...tasks.filter(isOpen).map(({ due }) => due?.at ?? null)];
        }),
      ),
    async assignments(): Promise<number[]> {
      const rows = await at.rows`select run_id, count(*)::integer as times from baton.events
        where body::jsonb ->> 'type' = 'run-assigned' and body::jsonb ->> 'cause' like 'operation:%' group by 1`;
      return rows.map(({ times }) => Number(times));
    },
  };
}

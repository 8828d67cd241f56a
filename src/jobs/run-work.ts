import type { Job, PgBoss } from "pg-boss";
import { z } from "zod";
import type { Context, QueueWork, Work } from "#src/context.ts";
import {
  DealIdSchema,
  InstantSchema,
  OperationIdSchema,
  RunIdSchema,
  TaskIdSchema,
  UserIdSchema,
  WebhookIdSchema,
  WorkspaceIdSchema,
} from "#src/ids.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { unreachable } from "#domain/unreachable.ts";
import { deliverSignals } from "#services/deliver-signals.ts";
import { deliverWebhook } from "#services/deliver-webhook.ts";
import { followMerge } from "#services/follow-merge.ts";
import { WEBHOOKS_MAX } from "#services/manage-webhooks.ts";
import { makeCall, reportLost, type Outside } from "#services/make-call.ts";
import { operate } from "#services/operate.ts";
import { settleChild } from "#services/settle-child.ts";
import { CALL, CALL_DEAD, CHILD, HOOK, MERGE, OPERATE, ROUTE_TRIGGER, SIGNAL } from "./boss.ts";

const ExecutionSchema = z.object({
  workspace: WorkspaceIdSchema,
  task: TaskIdSchema,
  execution: z.int().positive(),
});
const CallSchema = ExecutionSchema.extend({ attempt: z.int().positive() });
const MergeSchema = z.object({
  workspace: WorkspaceIdSchema,
  run: RunIdSchema,
  into: RunIdSchema,
  by: UserIdSchema.nullable().default(null),
});
const OperateSchema = z.object({ workspace: WorkspaceIdSchema, operation: OperationIdSchema });
const SignalSchema = z.object({ workspace: WorkspaceIdSchema, deal: DealIdSchema });
const HookSchema = z.object({
  workspace: WorkspaceIdSchema,
  webhook: WebhookIdSchema,
  run: RunIdSchema,
  seq: z.int().positive(),
  attempt: z.int().positive(),
  since: InstantSchema.nullable(),
});

const QUEUES = {
  call: CALL,
  child: CHILD,
  signal: SIGNAL,
  merge: MERGE,
  hook: HOOK,
  operate: OPERATE,
  route: ROUTE_TRIGGER,
} as const;

/** Makes jobs by statements for the transaction of the state that asks for them: neither is there without the other. */
export function queueWork(boss: PgBoss): QueueWork {
  return async (workspace, work) => {
    const statements: { text: string; values: unknown[] }[] = [];
    // The engine writes its statement into our hands instead of to the database.
    const db = {
      executeSql: async (text: string, values: unknown[] = []) => {
        statements.push({ text, values });
        return { rows: [] };
      },
    };
    for (const [queue, jobs] of Map.groupBy(work, (one) => QUEUES[one.queue]))
      await boss.insert(
        queue,
        jobs.map((one) => jobOf(workspace, one)),
        { db },
      );
    return (tx) => statements.map(({ text, values }) => tx.unsafe(text, values as never[]));
  };
}

/** Of a call and of a delivery one job an attempt: a second one for it is dropped while the first waits or is at work. */
function jobOf(workspace: WorkspaceId, work: Work) {
  switch (work.queue) {
    case "call": {
      const { task, execution, attempt, afterMs } = work;
      return {
        data: { workspace, task, execution, attempt },
        singletonKey: `${task}:${execution}:${attempt}`,
        // In seconds, and parts of them.
        ...(afterMs > 0 && { startAfter: afterMs / 1000 }),
      };
    }
    case "child": {
      const { task, execution } = work;
      return { data: { workspace, task, execution } };
    }
    case "route":
      return { data: { workspace, id: work.trigger } };
    case "signal":
      return { data: { workspace, deal: work.deal } };
    case "operate":
      return {
        data: { workspace, operation: work.operation },
        ...(work.afterMs > 0 && { startAfter: work.afterMs / 1000 }),
      };
    case "merge":
      return { data: { workspace, run: work.run, into: work.into, by: work.by } };
    case "hook": {
      const { webhook, run, seq, attempt, since, afterMs } = work;
      return {
        data: { workspace, webhook, run, seq, attempt, since },
        singletonKey: `${webhook}:${run}:${seq}:${attempt}`,
        group: { id: webhook },
        ...(afterMs > 0 && { startAfter: afterMs / 1000 }),
      };
    }
    default:
      return unreachable(work);
  }
}

/** Works on what runs asked for, several at a time. */
export async function workForRuns(
  boss: PgBoss,
  contextOf: (workspace: WorkspaceId) => Context,
  outside: Outside,
): Promise<void> {
  const options = {
    pollingIntervalSeconds: 0.5,
    notifyPollingIntervalSeconds: 0.5,
    heartbeatRefreshSeconds: 3,
    localConcurrency: 4,
  };
  await boss.work(CALL, { ...options, localConcurrency: 8 }, async (jobs: Job[]) => {
    for (const { data, signal } of jobs) {
      const { workspace, ...attempt } = CallSchema.parse(data);
      await makeCall(contextOf(workspace), attempt, outside, signal);
    }
  });
  await boss.work(CALL_DEAD, options, async (jobs: Job[]) => {
    for (const { data } of jobs) {
      const { workspace, ...attempt } = CallSchema.parse(data);
      await reportLost(contextOf(workspace), attempt);
    }
  });
  await boss.work(CHILD, options, async (jobs: Job[]) => {
    for (const { data } of jobs) {
      const { workspace, ...execution } = ExecutionSchema.parse(data);
      await settleChild(contextOf(workspace), execution);
    }
  });
  await boss.work(MERGE, options, async (jobs: Job[]) => {
    for (const { data } of jobs) {
      const { workspace, ...merge } = MergeSchema.parse(data);
      await followMerge(contextOf(workspace), merge);
    }
  });
  await workOnHooks(boss, contextOf, outside);
  await boss.work(OPERATE, options, async (jobs: Job[]) => {
    for (const { data } of jobs) {
      const { workspace, operation } = OperateSchema.parse(data);
      await operate(contextOf(workspace), operation);
    }
  });
  await boss.work(SIGNAL, options, async (jobs: Job[]) => {
    for (const { data } of jobs) {
      const { workspace, deal } = SignalSchema.parse(data);
      await deliverSignals(contextOf(workspace), deal);
    }
  });
}

/** One for each webhook that a workspace may have, and some to spare. */
const HOOK_WORKERS = WEBHOOKS_MAX + 4;

/**
 * A webhook has one delivery at a time, and there are more workers than webhooks: so whoever answers waits for none that
 * don't, however many these are.
 */
async function workOnHooks(
  boss: PgBoss,
  contextOf: (workspace: WorkspaceId) => Context,
  outside: Outside,
): Promise<void> {
  const options = {
    // Of so many workers one looks every few hundredths of a second all the same.
    pollingIntervalSeconds: 1,
    notifyPollingIntervalSeconds: 1,
    heartbeatRefreshSeconds: 3,
    localGroupConcurrency: 1,
  };
  const startWorker = async () => {
    const worker: Promise<string> = boss.work(HOOK, options, async (jobs: Job[]) => {
      for (const { data, signal } of jobs) {
        const { workspace, ...delivery } = HookSchema.parse(data);
        await deliverWebhook(contextOf(workspace), delivery, outside, signal);
      }
      // More for the same webhook may wait, and nobody else could take it meanwhile.
      boss.notifyWorker(await worker);
    });
    await worker;
  };
  await Promise.all(Array.from({ length: HOOK_WORKERS }, startWorker));
}

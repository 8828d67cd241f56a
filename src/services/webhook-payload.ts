import type { ToldEvent } from "#db/webhooks.ts";
import type { RunEvent } from "#domain/event.ts";
import type { HookType } from "#domain/hooks.ts";
import type { TaskId } from "#domain/ids.ts";
import { unreachable } from "#domain/unreachable.ts";

/** What a webhook is sent: docs/webhooks.md says it in full. Ids only: nothing that people typed, and no names of theirs. */
export type WebhookPayload = {
  readonly type: HookType | "ping";
  /** When it happened. */
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/** The id by which a receiver knows a second delivery of the same event. */
export function webhookEventId({ run, seq }: Pick<RunEvent, "run" | "seq">): string {
  return `evt_${run.slice("run_".length)}_${seq}`;
}

export function webhookPayload({ event, run, taskKeys }: ToldEvent): WebhookPayload | null {
  if (event.type === "task-recorded") return null;
  const { playbook, status: state, client, client_key } = run;
  const keyOf: KeyOf = (task) => (task === null ? null : { id: task, key: taskKeys.get(task) ?? null });
  return {
    type: event.type,
    timestamp: event.at.toISOString(),
    data: {
      workspace: event.workspace,
      run: { id: event.run, client: { id: client, key: client_key }, playbook, state },
      seq: event.seq,
      actor: event.actor,
      ...detailsOf(event, keyOf),
    },
  };
}

type KeyOf = (task: TaskId | null) => { readonly id: TaskId; readonly key: string | null } | null;

/** Of each event what a receiver may know, field by field: what a later event carries besides is not sent by being there. */
function detailsOf(event: RunEvent & { type: HookType }, taskOf: KeyOf): Readonly<Record<string, unknown>> {
  switch (event.type) {
    case "run-opened": {
      const { owner, release, deal, generation, trigger, parent, occurredAt, dueAt, backfilled } = event.data;
      return {
        owner,
        release,
        deal,
        generation,
        trigger,
        parent: parent && { run: parent.run, task: parent.task },
        occurredAt,
        dueAt,
        backfilled,
        tasks: event.data.tasks.map(({ id, key, role, required, work }) => ({
          id,
          key,
          role,
          required,
          kind: work.kind,
        })),
      };
    }
    case "task-ready": {
      const { task, execution, dueAt, until } = event.data;
      return { task: taskOf(task), execution, dueAt, until };
    }
    case "task-claimed":
    case "task-done":
    case "task-approved":
    case "task-rejected":
      return { task: taskOf(event.data.task), by: event.data.by };
    case "task-assigned": {
      const { task, from, to, kind } = event.data;
      return { task: taskOf(task), from, to, kind };
    }
    case "task-given-back":
      return { task: taskOf(event.data.task), from: event.data.from };
    case "task-attempted": {
      const { task, execution, attempt, ok, status, tookMs, retryAt } = event.data;
      return { task: taskOf(task), execution, attempt, ok, status, tookMs, retryAt };
    }
    case "late-result-kept": {
      const { task, execution, attempt, ok } = event.data;
      return { task: taskOf(task), execution, attempt, ok };
    }
    case "task-watched":
      return { task: taskOf(event.data.task), execution: event.data.execution };
    case "child-opened": {
      const { task, execution, child } = event.data;
      return { task: taskOf(task), execution, child };
    }
    case "signal-received": {
      const { trigger, signal, tasks } = event.data;
      return { trigger, signal, tasks: tasks.map(taskOf) };
    }
    case "task-succeeded": {
      const { task, execution, signal } = event.data;
      return { task: taskOf(task), execution, trigger: signal };
    }
    case "task-skipped":
      return { task: taskOf(event.data.task), because: event.data.because };
    case "task-waived": {
      const { task, by, exception, instead } = event.data;
      return { task: taskOf(task), by, exception, instead: taskOf(instead) };
    }
    case "task-failed":
    case "task-blocked":
      return { task: taskOf(event.data.task), exception: event.data.exception };
    case "task-unblocked":
    case "task-extended":
    case "due-changed":
      return { task: taskOf(event.data.task), dueAt: event.data.dueAt };
    case "handoff-offered": {
      const { handoff, task, from, to, expiresAt } = event.data;
      return { handoff, task: taskOf(task), from, to, expiresAt };
    }
    case "handoff-accepted":
    case "handoff-declined":
    case "handoff-withdrawn":
    case "handoff-expired": {
      const { handoff, task, from, to } = event.data;
      return { handoff, task: taskOf(task), from, to };
    }
    case "task-reminded":
      return { task: taskOf(event.data.task), told: event.data.told };
    case "task-overdue":
      return { task: taskOf(event.data.task) };
    case "task-escalated": {
      const { task, level, told } = event.data;
      return { task: taskOf(task), level, told };
    }
    case "task-acknowledged":
      return { task: taskOf(event.data.task), by: event.data.by, level: event.data.level };
    case "task-snoozed": {
      const { task, by, until, level } = event.data;
      return { task: taskOf(task), by, until, level };
    }
    case "run-overdue":
      return { told: event.data.told };
    case "exception-opened": {
      const { exception, type, owner, task, gate, dueAt } = event.data;
      return { exception, exceptionType: type, owner, task: taskOf(task), gate, dueAt };
    }
    case "exception-overdue":
      return { exception: event.data.exception, level: event.data.level, told: event.data.told };
    case "exception-closed": {
      const { exception, task, by, choice, to } = event.data;
      return { exception, task: taskOf(task), by, choice, to: taskOf(to) };
    }
    case "run-paused":
      return { on: event.data.on, reviewAt: event.data.reviewAt };
    case "deadlines-suspended":
      return { deadlines: event.data.suspended.length };
    case "run-resumed":
      return { pausedSeconds: event.data.pausedSeconds };
    case "pause-review-due":
      return { level: event.data.level, told: event.data.told };
    case "run-assigned": {
      const { from, to, kind } = event.data;
      return { from, to, kind };
    }
    case "run-moved":
      return { from: event.data.from, to: event.data.to };
    case "run-absorbed":
      return { from: event.data.from, deal: event.data.deal };
    case "run-due-changed":
      return { dueAt: event.data.dueAt };
    case "task-added": {
      const { id, key, role, required, work } = event.data.plan;
      return { task: { id, key }, role, required, kind: work.kind };
    }
    case "task-unskipped":
      return { task: taskOf(event.data.task), to: event.data.hold?.to ?? null };
    case "task-reopened":
    case "approval-recalled":
      return { task: taskOf(event.data.task) };
    case "run-cancelled":
      return { mergedInto: event.data.mergedInto };
    case "run-completed":
      return { grossSeconds: event.data.grossSeconds };
    default:
      return unreachable(event);
  }
}

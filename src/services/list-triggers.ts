import { z } from "zod";
import type { Context } from "#src/context.ts";
import { batchInWorkspace, type Sql } from "#db/client.ts";
import { SnapshotSchema } from "#db/triggers.ts";
import type { DealId, TriggerId } from "#domain/ids.ts";
import { DealIdSchema, RunIdSchema, TriggerIdSchema, UserIdSchema } from "#src/ids.ts";

export const TRIGGER_STATES = ["stored", "evidence", "ignored", "held", "opened"] as const;

export type TriggerFilter = {
  readonly state: (typeof TRIGGER_STATES)[number] | null;
  readonly source: string | null;
  readonly deal: DealId | null;
};

const line = {
  id: TriggerIdSchema,
  source: z.string(),
  type: z.string().nullable(),
  status: z.enum(TRIGGER_STATES),
  received_at: z.date(),
  occurred_at: z.date(),
  deal_id: DealIdSchema.nullable(),
  run_id: RunIdSchema.nullable(),
};
const LineSchema = z.object(line);
export type TriggerListed = z.output<typeof LineSchema>;

const ReadSchema = z.object({
  ...line,
  event: z.unknown(),
  sent_by: UserIdSchema.nullable(),
  last_error: z.string().nullable(),
  decided_at: z.date().nullable(),
  outcome: z.enum(["opened", "joined", "evidence", "ignored", "held"]).nullable(),
  release: z.int().nullable(),
  rule: z.string().nullable(),
  playbook: z.string().nullable(),
  role: z.string().nullable(),
  owner: UserIdSchema.nullable(),
  missing_role: z.string().nullable(),
  tried: z
    .array(
      z.object({
        rule: z.string(),
        outcome: z.enum(["matched", "not-matched", "error"]),
        error: z.string().optional(),
      }),
    )
    .nullable(),
  considered: z.array(z.object({ id: UserIdSchema, available: z.boolean(), openRuns: z.int() })).nullable(),
  // Of what was never read back there is none.
  snapshot: SnapshotSchema.nullable().catch(null),
});
/** A trigger with what became of it, and why. */
export type TriggerRead = z.output<typeof ReadSchema>;

export type TriggerPlace = { readonly receivedAt: Date; readonly id: TriggerId };

/** Triggers, the last received first; `next` is where the page ended. */
export async function listTriggers(
  ctx: Context,
  { state, source, deal }: TriggerFilter,
  { after, limit }: { readonly after: TriggerPlace | null; readonly limit: number },
): Promise<{ readonly triggers: readonly TriggerListed[]; readonly next: TriggerPlace | null }> {
  const ws = ctx.workspace;
  const [rows] = await batchInWorkspace(ctx.db, ws, (tx) => [
    tx`select ${lineColumns(tx)} from ${withDecision(tx)} where t.workspace_id = ${ws}
      ${state ? tx`and t.status = ${state}` : tx``} ${source ? tx`and t.source = ${source}` : tx``}
      ${deal ? tx`and t.deal_id = ${deal}` : tx``}
      ${after ? tx`and (t.received_at, t.id) < (${after.receivedAt}, ${after.id})` : tx``}
      order by t.received_at desc, t.id desc limit ${limit + 1}`,
  ]);
  const read = z.array(LineSchema).parse(rows ?? []);
  const triggers = read.slice(0, limit);
  const last = triggers.at(-1);
  return {
    triggers,
    next: read.length > limit && last ? { receivedAt: last.received_at, id: last.id } : null,
  };
}

/** Null: there is none of that id. */
export async function readTrigger(ctx: Context, id: TriggerId): Promise<TriggerRead | null> {
  const [rows] = await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    tx`select ${lineColumns(tx)}, t.event, t.sent_by, t.last_error, d.decided_at, d.outcome, d.release, d.rule, d.playbook, d.role,
        d.owner, d.missing_role, d.tried, d.considered, d.snapshot
      from ${withDecision(tx)} where t.workspace_id = ${ctx.workspace} and t.id = ${id}`,
  ]);
  return rows?.[0] ? ReadSchema.parse(rows[0]) : null;
}

function lineColumns(tx: Sql) {
  return tx`t.id, t.source, t.type, t.status, t.received_at, t.occurred_at, t.deal_id, d.run_id`;
}

function withDecision(tx: Sql) {
  return tx`baton.triggers t left join baton.routing_decisions d on d.workspace_id = t.workspace_id and d.trigger_id = t.id`;
}

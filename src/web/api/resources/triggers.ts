import { z } from "zod";
import {
  listTriggers,
  readTrigger,
  TRIGGER_STATES,
  type TriggerListed,
  type TriggerRead,
} from "#services/list-triggers.ts";
import { DealIdSchema, TriggerIdSchema } from "#src/ids.ts";
import { pageOf, pageQuery, pageSchema, readCursor } from "#web/api/page.ts";
import { route } from "#web/api/route.ts";
import {
  Instant,
  InstantGiven,
  iso,
  PersonRef,
  RunRef,
  triggerParam,
  TriggerRef,
} from "#web/api/shapes/common.ts";

const TriggerLine = z
  .object({
    id: TriggerRef,
    source: z.string(),
    type: z
      .string()
      .nullable()
      .meta({ description: "What it means in the book's words; null: not read yet" }),
    state: z.enum(TRIGGER_STATES),
    receivedAt: Instant,
    occurredAt: Instant,
    deal: z.string().nullable(),
    run: RunRef.nullable().meta({ description: "The run that it opened or joined" }),
  })
  .meta({ id: "TriggerLine", description: "A trigger in a list" });

const TriggerSchema = TriggerLine.extend({
  event: z.unknown().meta({ description: "The event as it came" }),
  sentBy: PersonRef.nullable().meta({
    description: "In whose name a program sent it; null: its source did, by a signature",
  }),
  lastError: z.string().nullable().meta({ description: "Why it still waits" }),
  routing: z
    .object({
      decidedAt: Instant,
      outcome: z.enum(["opened", "joined", "evidence", "ignored", "held"]),
      release: z.int(),
      rule: z.string().nullable(),
      playbook: z.string().nullable(),
      role: z.string().nullable(),
      owner: PersonRef.nullable(),
      missingRole: z.string().nullable().meta({ description: "The role that had nobody" }),
      tried: z
        .array(
          z.object({
            rule: z.string(),
            outcome: z.enum(["matched", "not-matched", "error"]),
            error: z.string().optional(),
          }),
        )
        .meta({ description: "Every rule that was tried, in order" }),
      considered: z
        .array(z.object({ id: PersonRef, available: z.boolean(), openRuns: z.int() }))
        .meta({ description: "Every candidate for owner" }),
      snapshot: z
        .object({
          client: z.object({
            externalId: z.string().nullable(),
            name: z.string(),
            segment: z.string().nullable(),
          }),
          contract: z.object({ value: z.string().nullable(), currency: z.string().nullable() }),
          deal: z.object({ name: z.string().nullable(), stage: z.string().nullable() }),
        })
        .nullable()
        .meta({ description: "What the source said of the deal" }),
    })
    .nullable()
    .meta({ description: "What became of it, and why; null: not decided yet" }),
}).meta({ id: "Trigger", description: "One thing that happened in a source" });

const TriggerPlaceSchema = z.object({ receivedAt: InstantGiven, id: TriggerIdSchema });

export const triggerRoutes = [
  route({
    method: "get",
    path: "/triggers",
    id: "listTriggers",
    tag: "Triggers",
    summary: "Triggers, the last received first",
    scope: "read",
    query: z.strictObject({
      state: z.enum(TRIGGER_STATES).optional(),
      source: z.string().max(100).optional(),
      deal: DealIdSchema.optional().meta({ description: "A deal", example: "dea_0a1b2c3d4e5f" }),
      ...pageQuery,
    }),
    answers: { 200: pageSchema("Trigger", TriggerLine) },
    async handle({ ctx, query }) {
      const { state = null, source = null, deal = null, limit } = query;
      const list = { workspace: ctx.workspace, list: "triggers", filter: query };
      const at = readCursor(query, list, TriggerPlaceSchema);
      if ("problem" in at) return at;
      const { triggers, next } = await listTriggers(ctx, { state, source, deal }, { ...at, limit });
      return { status: 200, data: pageOf(triggers.map(showLine), next, list) };
    },
  }),
  route({
    method: "get",
    path: "/triggers/{id}",
    id: "readTrigger",
    tag: "Triggers",
    summary: "A trigger, and why it became what it became",
    scope: "read",
    params: triggerParam,
    answers: { 200: TriggerSchema },
    async handle({ ctx, params }) {
      const trigger = await readTrigger(ctx, params.id);
      if (!trigger) return { problem: { kind: "not-found", detail: "There is no such trigger." } };
      const { event, sent_by: sentBy, last_error: lastError } = trigger;
      const data = { ...showLine(trigger), event, sentBy, lastError, routing: showRouting(trigger) };
      return { status: 200, data };
    },
  }),
];

function showLine({ id, source, type, status, received_at, occurred_at, deal_id, run_id }: TriggerListed) {
  return {
    id,
    source,
    type,
    state: status,
    receivedAt: iso(received_at),
    occurredAt: iso(occurred_at),
    deal: deal_id,
    run: run_id,
  };
}

function showRouting(trigger: TriggerRead): z.input<typeof TriggerSchema>["routing"] {
  const { decided_at, outcome, release, missing_role, tried, considered, ...rest } = trigger;
  if (!decided_at || outcome === null || release === null) return null;
  const { rule, playbook, role, owner, snapshot } = rest;
  return {
    decidedAt: iso(decided_at),
    outcome,
    release,
    rule,
    playbook,
    role,
    owner,
    missingRole: missing_role,
    tried: tried ?? [],
    considered: considered ?? [],
    snapshot,
  };
}

import { sql } from "drizzle-orm";
import { boolean, foreignKey, index, integer, jsonb, primaryKey, text, unique } from "drizzle-orm/pg-core";
import type { ClientId, DealId, RunId, TriggerId } from "#domain/ids.ts";
import { baton, instant, user, workspaceId } from "./columns.ts";
import { workspaces } from "./workspace.ts";

export const clients = baton.table(
  "clients",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<ClientId>().notNull(),
    /** A unique slug of the name. */
    key: text().notNull(),
    name: text().notNull(),
    segment: text(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    unique().on(t.workspaceId, t.key),
    index("clients_by_name").on(t.workspaceId, sql`lower(${t.name}) text_pattern_ops`),
    // Of a key's beginning, by its bytes: a range that row-level security lets an index answer, as it doesn't of lower().
    index("clients_by_key").on(t.workspaceId, sql`${t.key} collate "C"`),
  ],
);

/** The sale that a run fulfils. Its client is known once a trigger that opens has been read. */
export const deals = baton.table(
  "deals",
  {
    workspaceId: workspaceId(),
    id: text().$type<DealId>().notNull(),
    clientId: text("client_id").$type<ClientId>(),
    name: text(),
    createdAt: instant("created_at").notNull(),
    /** The deal that it turned out to be: its keys and evidence went there. */
    mergedInto: text("merged_into").$type<DealId>(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId, t.clientId], foreignColumns: [clients.workspaceId, clients.id] }),
  ],
);

/** Which outside ids mean the same sale. */
export const dealKeys = baton.table(
  "deal_keys",
  {
    workspaceId: workspaceId(),
    namespace: text().notNull(),
    externalId: text("external_id").notNull(),
    dealId: text("deal_id").$type<DealId>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.namespace, t.externalId] }),
    index("deal_keys_of_deal").on(t.workspaceId, t.dealId),
    foreignKey({ columns: [t.workspaceId, t.dealId], foreignColumns: [deals.workspaceId, deals.id] }),
  ],
);

/** Something that happened outside, stored once. `event` is the one event of the body, as it came. */
export const triggers = baton.table(
  "triggers",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<TriggerId>().notNull(),
    source: text().notNull(),
    dedupeKey: text("dedupe_key").notNull(),
    /** In whose name another program sent it; null: its source did, by a signature. */
    sentBy: user("sent_by"),
    event: jsonb().notNull(),
    receivedAt: instant("received_at").notNull(),
    /** Null until the book has named it. */
    type: text(),
    occurredAt: instant("occurred_at").notNull(),
    opens: boolean().notNull().default(false),
    status: text({ enum: ["stored", "evidence", "ignored", "held", "opened"] }).notNull(),
    dealId: text("deal_id").$type<DealId>(),
    /** What was read back from the source, frozen. */
    snapshot: jsonb(),
    lastError: text("last_error"),
    /** When somebody is to hear of evidence whose deal still has no run; null: nothing waits, or somebody has heard. */
    chaseAt: instant("chase_at"),
    /** When the open runs of its deal were told of it; null: they weren't yet. */
    signalledAt: instant("signalled_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    unique().on(t.workspaceId, t.source, t.dedupeKey),
    index().on(t.workspaceId, t.dealId),
    index().on(t.workspaceId, t.status, t.receivedAt, t.id),
    index("triggers_received").on(t.workspaceId, t.receivedAt, t.id),
    index("triggers_to_chase")
      .on(t.workspaceId, t.chaseAt)
      .where(sql`${t.chaseAt} is not null`),
  ],
);

/** Why a trigger became what it became, with the snapshot that was seen. */
export const routingDecisions = baton.table(
  "routing_decisions",
  {
    workspaceId: workspaceId(),
    triggerId: text("trigger_id").$type<TriggerId>().notNull(),
    decidedAt: instant("decided_at").notNull(),
    release: integer().notNull(),
    outcome: text({ enum: ["opened", "joined", "evidence", "ignored", "held"] }).notNull(),
    rule: text(),
    playbook: text(),
    role: text(),
    owner: user("owner"),
    missingRole: text("missing_role"),
    /** Every rule that was tried, in order, and every candidate for owner with their load. */
    tried: jsonb().notNull(),
    considered: jsonb().notNull(),
    snapshot: jsonb().notNull(),
    dealId: text("deal_id").$type<DealId>(),
    runId: text("run_id").$type<RunId>(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.triggerId] }), index().on(t.workspaceId, t.runId)],
);

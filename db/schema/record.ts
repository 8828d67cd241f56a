import { sql } from "drizzle-orm";
import { index, integer, jsonb, primaryKey, text } from "drizzle-orm/pg-core";
import type { RunId, TextId, WorkspaceId } from "#domain/ids.ts";
import { baton, bytes, instant, user, workspaceId } from "./columns.ts";

/** The audit trail: canonical JSON, chained by hash, append-only. Every column but the hashes is generated from the body. */
export const events = baton.table(
  "events",
  {
    body: text().notNull(),
    workspaceId: text("workspace_id")
      .$type<WorkspaceId>()
      .notNull()
      .generatedAlwaysAs(sql`((body)::jsonb ->> 'workspace')`),
    runId: text("run_id")
      .$type<RunId>()
      .notNull()
      .generatedAlwaysAs(sql`((body)::jsonb ->> 'run')`),
    seq: integer()
      .notNull()
      .generatedAlwaysAs(sql`(((body)::jsonb ->> 'seq')::integer)`),
    type: text()
      .notNull()
      .generatedAlwaysAs(sql`((body)::jsonb ->> 'type')`),
    /** ISO 8601 in UTC with milliseconds, which sorts as time does. */
    at: text()
      .notNull()
      .generatedAlwaysAs(sql`((body)::jsonb ->> 'at')`),
    previous: bytes("previous").notNull(),
    hash: bytes("hash").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.runId, t.seq] })],
);

/** What people typed, and what was sent to other systems and answered. The trail holds salted digests only, so a text can be erased and the chain still verifies. */
export const texts = baton.table(
  "texts",
  {
    workspaceId: workspaceId(),
    id: text().$type<TextId>().notNull(),
    /** Null: the system. */
    author: user("author"),
    salt: bytes("salt").notNull(),
    body: text().notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);

/** Every intent's key with its answer: the same key again gets the same answer and changes nothing. Kept 30 days. */
export const intents = baton.table(
  "intents",
  {
    workspaceId: workspaceId(),
    key: text().notNull(),
    runId: text("run_id").$type<RunId>().notNull(),
    answer: jsonb().notNull(),
    answeredAt: instant("answered_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.key] }), index().on(t.answeredAt)],
);

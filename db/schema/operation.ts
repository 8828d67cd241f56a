import { foreignKey, index, integer, jsonb, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { OperationBefore, OperationSpec } from "#domain/operation.ts";
import type { OperationId, RunId, UserId } from "#domain/ids.ts";
import { baton, instant, user, workspaceId } from "./columns.ts";

/** One act on many runs: who asked, what for, and how far it has come. It can be stopped and taken up again. */
export const operations = baton.table(
  "operations",
  {
    workspaceId: workspaceId(),
    id: text().$type<OperationId>().notNull(),
    spec: jsonb().$type<OperationSpec>().notNull(),
    /** The words that chose the runs. */
    filter: text().notNull(),
    by: user("by").notNull(),
    total: integer().notNull(),
    done: integer().notNull().default(0),
    refused: integer().notNull().default(0),
    /** Runs whose change broke, time and again. */
    failed: integer().notNull().default(0),
    state: text({ enum: ["running", "stopped", "done"] }).notNull(),
    /** The operation that it undoes: each is undone once. */
    undoes: text().$type<OperationId>(),
    /** Who stopped it, while it is stopped. */
    stoppedBy: user("stopped_by"),
    createdAt: instant("created_at").notNull(),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    index().on(t.workspaceId, t.createdAt, t.id),
    index().on(t.workspaceId, t.state, t.createdAt, t.id),
    uniqueIndex("operations_undone_once").on(t.workspaceId, t.undoes),
  ],
);

/** The runs of an operation, chosen when it was confirmed. */
export const operationItems = baton.table(
  "operation_items",
  {
    workspaceId: workspaceId(),
    operationId: text("operation_id").$type<OperationId>().notNull(),
    number: integer().notNull(),
    runId: text("run_id").$type<RunId>().notNull(),
    state: text({ enum: ["waiting", "done", "refused", "failed"] }).notNull(),
    /** The code of the refusal. */
    refusal: text(),
    /** How often its change broke, and by which reference the log tells of the last time, once that is given up. */
    tries: integer().notNull().default(0),
    reference: text(),
    /** So much of what it was to change somebody had changed, and it stayed as they left it. */
    stayed: integer().notNull().default(0),
    /** Whom its change concerned, but for the asker: they hear of all of it at once. */
    concerns: jsonb().$type<readonly UserId[]>().notNull().default([]),
    /** How it was before, for who wants it undone. */
    before: jsonb().$type<OperationBefore>(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.operationId, t.number] }),
    foreignKey({
      columns: [t.workspaceId, t.operationId],
      foreignColumns: [operations.workspaceId, operations.id],
    }),
  ],
);

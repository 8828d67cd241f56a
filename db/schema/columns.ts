import { customType, pgSchema, text, timestamp } from "drizzle-orm/pg-core";
import type { UserId, WorkspaceId } from "#domain/ids.ts";

export const baton = pgSchema("baton");

/** Leads every key: rows of one workspace are never seen by another. */
export const workspaceId = () => text("workspace_id").$type<WorkspaceId>().notNull();

/** An instant, in UTC, to the millisecond. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** A Slack user id. */
export const user = (name: string) => text(name).$type<UserId>();

export const bytes = customType<{ data: Buffer }>({ dataType: () => "bytea" });

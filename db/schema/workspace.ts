import { bigint, boolean, integer, jsonb, primaryKey, text, unique } from "drizzle-orm/pg-core";
import type { Book } from "#domain/book.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { baton, instant, user, workspaceId } from "./columns.ts";

export const workspaces = baton.table("workspaces", {
  id: text().$type<WorkspaceId>().primaryKey(),
  slug: text().notNull().unique(),
  name: text().notNull(),
  slackTeam: text("slack_team").unique(),
  /** The address of the Slack workspace, with a slash at its end: links to messages are made of it. */
  slackUrl: text("slack_url").notNull(),
  currency: text().notNull(),
  timezone: text().notNull(),
  fallbackOwner: user("fallback_owner").notNull(),
  currentRelease: integer("current_release").notNull(),
});

export const people = baton.table(
  "people",
  {
    workspaceId: workspaceId(),
    userId: user("user_id").notNull(),
    email: text(),
    name: text().notNull(),
    timezone: text().notNull(),
    active: boolean().notNull(),
    internal: boolean().notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.userId] }), unique().on(t.workspaceId, t.email)],
);

export const roleMembers = baton.table(
  "role_members",
  {
    workspaceId: workspaceId(),
    role: text().notNull(),
    userId: user("user_id").notNull(),
    /** The book's order, which decides between equals. */
    position: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.role, t.userId] })],
);

export const releases = baton.table(
  "releases",
  {
    workspaceId: workspaceId(),
    number: integer().notNull(),
    hash: text().notNull(),
    content: jsonb().$type<Book>().notNull(),
    publishedAt: instant("published_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.number] })],
);

/** Periodic work, claimed once by whichever process comes first. */
export const occurrences = baton.table(
  "occurrences",
  {
    workspaceId: workspaceId(),
    job: text().notNull(),
    period: text().notNull(),
    claimedAt: instant("claimed_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.job, t.period] })],
);

/** How far the demo's clock was moved forward. One row, and none outside the demo. */
export const demoClock = baton.table("demo_clock", {
  only: boolean().primaryKey().default(true),
  offsetMs: bigint("offset_ms", { mode: "number" }).notNull(),
});

import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
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
    /** Each playbook's own version, which moves only when its content does. */
    playbookVersions: jsonb("playbook_versions")
      .$type<Readonly<Record<string, number>>>()
      .notNull()
      .default({}),
    /** Null: it was read from the folder when Baton started. */
    author: user("author"),
    createdAt: instant("created_at")
      .notNull()
      .default(sql`now()`),
    /** When it first became current; null: a draft. */
    publishedAt: instant("published_at"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.number] })],
);

/** What happened to releases, append-only: who made, asked for, approved and published which, and why nobody else had to. */
export const releaseLog = baton.table(
  "release_log",
  {
    workspaceId: workspaceId(),
    id: text().notNull(),
    release: integer().notNull(),
    what: text({ enum: ["applied", "asked", "approved", "rejected", "withdrawn", "published"] }).notNull(),
    by: user("by"),
    /** The request that this answers, where it answers one. */
    request: text(),
    /** What was current before, where something was published. */
    from: integer("from_release"),
    note: text(),
    at: instant("at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({
      columns: [t.workspaceId, t.release],
      foreignColumns: [releases.workspaceId, releases.number],
    }),
    index().on(t.workspaceId, t.release),
    // A request is answered once.
    uniqueIndex("release_log_one_answer")
      .on(t.workspaceId, t.request)
      .where(sql`${t.what} in ('published', 'rejected', 'withdrawn')`),
  ],
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

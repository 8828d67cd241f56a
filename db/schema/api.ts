import { sql } from "drizzle-orm";
import { boolean, foreignKey, index, integer, primaryKey, text, unique } from "drizzle-orm/pg-core";
import type { ApiKeyId, WebhookId } from "#domain/ids.ts";
import { baton, bytes, instant, user, workspaceId } from "./columns.ts";
import { workspaces } from "./workspace.ts";

/** Keys of other programs. The key itself is shown once and never stored: only its SHA-256. */
export const apiKeys = baton.table(
  "api_keys",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<ApiKeyId>().notNull(),
    name: text().notNull(),
    /** The key's first characters, by which people tell keys apart. */
    prefix: text().notNull(),
    hash: bytes("hash").notNull(),
    scopes: text().array().notNull(),
    /** In whose name it acts: it may what they may, as far as its scopes go. */
    person: user("person").notNull(),
    createdAt: instant("created_at").notNull(),
    /** Null: never. On real time, as everything of keys. */
    expiresAt: instant("expires_at"),
    revokedAt: instant("revoked_at"),
    lastUsedAt: instant("last_used_at"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] }), unique("api_keys_one_a_hash").on(t.hash)],
);

/** What was answered to a key's request by its `Idempotency-Key`: sent again, it gets the same answer. Kept 30 days. */
export const apiRequests = baton.table(
  "api_requests",
  {
    workspaceId: workspaceId(),
    apiKeyId: text("api_key_id").$type<ApiKeyId>().notNull(),
    key: text().notNull(),
    /** SHA-256 of method, path and body: another request must not take the key. */
    requestHash: bytes("request_hash").notNull(),
    /** Null: not answered yet, or not for good. */
    status: integer(),
    body: text(),
    headers: text(),
    createdAt: instant("created_at").notNull(),
    /** Who is at work on it, and until when nobody else begins: whoever dies holds it no longer than that. On real time. */
    leasedBy: text("leased_by"),
    leasedUntil: instant("leased_until"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.apiKeyId, t.key] }),
    foreignKey({ columns: [t.workspaceId, t.apiKeyId], foreignColumns: [apiKeys.workspaceId, apiKeys.id] }),
    index().on(t.createdAt),
  ],
);

/** Where other programs want to hear of events. */
export const webhooks = baton.table(
  "webhooks",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<WebhookId>().notNull(),
    url: text().notNull(),
    /** Types of events; empty: all. */
    types: text().array().notNull(),
    createdBy: user("created_by").notNull(),
    createdAt: instant("created_at").notNull(),
    enabled: boolean().notNull(),
    /** Since when no delivery has worked; null: the last one did, or there was none. On real time. */
    failingSince: instant("failing_since"),
    lastSuccessAt: instant("last_success_at"),
    lastError: text("last_error"),
    disabledAt: instant("disabled_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    index("webhooks_enabled")
      .on(t.workspaceId)
      .where(sql`${t.enabled}`),
  ],
);

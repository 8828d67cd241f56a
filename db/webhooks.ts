import { z } from "zod";
import { OPERATORS } from "#domain/actor.ts";
import type { RunEvent } from "#domain/event.ts";
import type { RunId, TaskId, UserId, WebhookId, WorkspaceId } from "#domain/ids.ts";
import { ClientIdSchema, TaskIdSchema, UserIdSchema, WebhookIdSchema } from "#src/ids.ts";
import { batchInWorkspace, inWorkspace, type Db, type Sql, type Statement, type Tx } from "./client.ts";
import { decode } from "./event-codec.ts";
import { showAnew, tell } from "./workspace-notices.ts";

const WebhookSchema = z
  .object({
    id: WebhookIdSchema,
    url: z.string(),
    types: z.array(z.string()),
    created_by: UserIdSchema,
    created_at: z.date(),
    enabled: z.boolean(),
    failing_since: z.date().nullable(),
    last_success_at: z.date().nullable(),
    last_error: z.string().nullable(),
    disabled_at: z.date().nullable(),
  })
  .transform((row) => ({
    id: row.id,
    url: row.url,
    types: row.types,
    createdBy: row.created_by,
    createdAt: row.created_at,
    enabled: row.enabled,
    failingSince: row.failing_since,
    lastSuccessAt: row.last_success_at,
    lastError: row.last_error,
    disabledAt: row.disabled_at,
  }));

/** Where another program hears of events, and how that went. */
export type Webhook = z.output<typeof WebhookSchema>;

/** The workspace's webhooks, the oldest first; of one id, where one is named. */
export async function webhooksOf(tx: Sql, workspace: WorkspaceId, id: WebhookId | null): Promise<Webhook[]> {
  const rows = await selectWebhooks(tx, workspace, id);
  return rows.map((row) => WebhookSchema.parse(row));
}

export async function findWebhook(db: Db, workspace: WorkspaceId, id: WebhookId): Promise<Webhook | null> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [selectWebhooks(tx, workspace, id)]);
  return rows?.[0] ? WebhookSchema.parse(rows[0]) : null;
}

function selectWebhooks(tx: Sql, workspace: WorkspaceId, id: WebhookId | null): Statement {
  return tx`select id, url, types, created_by, created_at, enabled, failing_since, last_success_at, last_error, disabled_at
    from baton.webhooks where workspace_id = ${workspace} and (${id}::text is null or id = ${id})
    order by created_at, id`;
}

export type NewWebhook = {
  readonly id: WebhookId;
  readonly url: string;
  readonly types: readonly string[];
  readonly by: UserId;
  readonly at: Date;
};

/** Keeps a webhook, unless it is there or the workspace has so many already. */
export async function insertWebhook(
  tx: Tx,
  workspace: WorkspaceId,
  { id, url, types, by, at }: NewWebhook,
  atMost: number,
): Promise<void> {
  // One at a time: two at once would each not see the other.
  await tx`select id from baton.workspaces where id = ${workspace} for no key update`;
  await tx`
    insert into baton.webhooks (workspace_id, id, url, types, created_by, created_at, enabled)
    select ${workspace}, ${id}, ${url}, ${[...types]}::text[], ${by}, ${at}, true
    where (select count(*) from baton.webhooks where workspace_id = ${workspace}) < ${atMost}
    on conflict do nothing`;
}

export type WebhookChange = {
  readonly url?: string | undefined;
  readonly types?: readonly string[] | undefined;
  readonly enabled?: boolean | undefined;
};

/** Changes what is named. Enabled again, or at another address, its failures are counted anew. Null: there is none of that id. */
export async function updateWebhook(
  tx: Tx,
  workspace: WorkspaceId,
  id: WebhookId,
  { url, types, enabled }: WebhookChange,
  at: Date,
): Promise<Webhook | null> {
  const begins = tx`(coalesce(${enabled ?? null}, enabled) and (not enabled or ${url ?? null} <> url))`;
  await tx`update baton.webhooks set url = coalesce(${url ?? null}, url),
      types = coalesce(${types ? [...types] : null}::text[], types), enabled = coalesce(${enabled ?? null}, enabled),
      failing_since = case when ${begins} then null else failing_since end,
      last_error = case when ${begins} then null else last_error end,
      disabled_at = case when ${enabled ?? null}::boolean then null when not ${enabled ?? null}::boolean and enabled then ${at}
        else disabled_at end
    where workspace_id = ${workspace} and id = ${id}`;
  await showAnew(tx, workspace, id, { at, clicked: null });
  const [webhook] = await webhooksOf(tx, workspace, id);
  return webhook ?? null;
}

/** False: there was none of that id. */
export async function deleteWebhook(
  tx: Tx,
  workspace: WorkspaceId,
  id: WebhookId,
  at: Date,
): Promise<boolean> {
  const rows =
    await tx`delete from baton.webhooks where workspace_id = ${workspace} and id = ${id} returning id`;
  await showAnew(tx, workspace, id, { at, clicked: null });
  return rows.length > 0;
}

const RunSchema = z.object({
  body: z.string(),
  playbook: z.string(),
  status: z.enum(["active", "paused", "blocked", "completed", "cancelled"]),
  client: ClientIdSchema,
  client_key: z.string(),
  tasks: z.array(z.object({ id: TaskIdSchema, key: z.string() })),
});

/** An event with what its receiver needs to know besides: whose run it is of, and what its tasks are called. */
export type ToldEvent = {
  readonly event: RunEvent;
  readonly run: Pick<z.output<typeof RunSchema>, "playbook" | "status" | "client" | "client_key">;
  readonly taskKeys: ReadonlyMap<TaskId, string>;
};

/** What one delivery is made of; null: its webhook is not there, or disabled. */
export async function readDelivery(
  db: Db,
  workspace: WorkspaceId,
  { webhook: id, run, seq }: { readonly webhook: WebhookId; readonly run: RunId; readonly seq: number },
): Promise<{ webhook: Webhook; told: ToldEvent } | null> {
  const [webhooks, events] = await batchInWorkspace(db, workspace, (tx) => [
    selectWebhooks(tx, workspace, id),
    tx`select e.body, r.playbook, r.status, c.id as client, c.key as client_key,
        (select json_agg(json_build_object('id', t.id, 'key', t.key)) from baton.tasks t
          where t.workspace_id = r.workspace_id and t.run_id = r.id) as tasks
      from baton.events e
      join baton.runs r on r.workspace_id = e.workspace_id and r.id = e.run_id
      join baton.clients c on c.workspace_id = r.workspace_id and c.id = r.client_id
      where e.workspace_id = ${workspace} and e.run_id = ${run} and e.seq = ${seq}`,
  ]);
  const webhook = webhooks?.[0] && WebhookSchema.parse(webhooks[0]);
  if (!webhook?.enabled) return null;
  const { body, tasks, ...of } = RunSchema.parse(events?.[0]);
  return {
    webhook,
    told: { event: decode(body), run: of, taskKeys: new Map(tasks.map(({ id, key }) => [id, key])) },
  };
}

/** A delivery worked: whatever failed before, it fails no longer. Of an address that it no longer has, that says nothing. */
export async function noteDelivered(
  db: Db,
  workspace: WorkspaceId,
  { id, url }: Pick<Webhook, "id" | "url">,
  realNow: Date,
): Promise<void> {
  await batchInWorkspace(db, workspace, (tx) => [
    tx`update baton.webhooks set failing_since = null, last_error = null, last_success_at = ${realNow}
      where workspace_id = ${workspace} and id = ${id} and url = ${url}`,
  ]);
}

type Failure = {
  readonly error: string;
  readonly realNow: Date;
  /** It fails since then, or longer: it is disabled. */
  readonly failingTooLong: Date;
  /** On the clock of what people are told. */
  readonly now: Date;
  /** The next try, where it is not disabled. */
  readonly again: (tx: Sql) => readonly Statement[];
};

/**
 * A delivery failed. Where that goes on for too long the webhook is disabled, and its people are told, once. Answers whether
 * it was. What failed at an address that it no longer has counts for nothing, and is tried at the new one.
 */
export function noteFailed(
  db: Db,
  workspace: WorkspaceId,
  { id, url }: Pick<Webhook, "id" | "url">,
  { error, realNow, failingTooLong, now, again }: Failure,
): Promise<boolean> {
  return inWorkspace(db, workspace, async (tx) => {
    const [row] = await tx`update baton.webhooks
      set failing_since = coalesce(failing_since, ${realNow}), last_error = ${error},
        enabled = coalesce(failing_since, ${realNow}) > ${failingTooLong},
        disabled_at = case when coalesce(failing_since, ${realNow}) <= ${failingTooLong} then ${realNow}::timestamptz end
      where workspace_id = ${workspace} and id = ${id} and url = ${url} and enabled returning enabled, created_by`;
    if (!row) {
      const [moved] = await webhooksOf(tx, workspace, id);
      if (moved?.enabled) await Promise.all(again(tx));
      return false;
    }
    const { enabled, created_by: creator } = FailedSchema.parse(row);
    if (enabled) {
      await Promise.all(again(tx));
      return false;
    }
    const operators = await tx`select m.user_id from baton.role_members m
      join baton.people p on p.workspace_id = m.workspace_id and p.user_id = m.user_id
      where m.workspace_id = ${workspace} and m.role = ${OPERATORS} and p.active and p.internal`;
    const to = new Set([creator, ...operators.map((one) => UserIdSchema.parse(one["user_id"]))]);
    await tell(tx, workspace, {
      kind: "webhook-disabled",
      about: id,
      day: realNow.toISOString(),
      to: [...to],
      at: now,
    });
    return true;
  });
}

const FailedSchema = z.object({ enabled: z.boolean(), created_by: UserIdSchema });

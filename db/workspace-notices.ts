import { z } from "zod";
import type {
  ExceptionId,
  OperationId,
  ReleaseRequestId,
  UserId,
  WebhookId,
  WorkspaceId,
} from "#domain/ids.ts";
import { mayUndo } from "#domain/may.ts";
import type { WorkspaceNoticeKind } from "#domain/workspace-notice.ts";
import {
  ExceptionIdSchema,
  InstantSchema,
  newRowId,
  OperationIdSchema,
  ReleaseRequestIdSchema,
  UserIdSchema,
  WebhookIdSchema,
} from "#src/ids.ts";
import { inWorkspace, type Db, type Sql, type Statement } from "./client.ts";
import { readHeld, type HeldTrigger } from "./held-triggers.ts";
import { rolesOf } from "./lines.ts";
import {
  readOperationConcern,
  readOperationSeen,
  type OperationConcern,
  type OperationSeen,
} from "./operation-seen.ts";
import { releaseRequests, type StoredRequest } from "./release-log.ts";

// Notices that are about no run. Their message's version counts its own changes, since there is no run to count.

export type NewWorkspaceNotice = {
  readonly kind: WorkspaceNoticeKind;
  /** What it is about; each person hears once of the same. */
  readonly about: ReleaseRequestId | ExceptionId | WebhookId | OperationId;
  /** Of what people are called about anew, day by day or whenever it comes again: which day, or when. */
  readonly day?: string;
  readonly to: readonly UserId[];
  readonly at: Date;
};

/** Tells people something once, each in a message of their own. */
export function tell(
  tx: Sql,
  workspace: WorkspaceId,
  { kind, about, day, to, at }: NewWorkspaceNotice,
): Statement {
  const rows = to.map((recipient) => ({ id: newRowId("ntc"), recipient }));
  return tx`
    with told as (${insertNotices(
      tx,
      workspace,
      kind,
      at,
      tx`
      select n.id, n.recipient, ${day === undefined ? [about] : [about, day]}::text[] as about
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) n(id text, recipient text)`,
    )})
    ${sendTold(tx, workspace, at)}`;
}

/** To be appended to `with opened as (insert into baton.exceptions … returning id, owner)`: tells their owners. */
export function tellOwners(tx: Sql, workspace: WorkspaceId, at: Date): Statement {
  return tx`, told as (${insertNotices(
    tx,
    workspace,
    "held-trigger",
    at,
    tx`
      select ${newRowId("ntc")}::text as id, o.owner as recipient, array[o.id] as about from opened o`,
  )})
    ${sendTold(tx, workspace, at)}`;
}

function insertNotices(
  tx: Sql,
  workspace: WorkspaceId,
  kind: WorkspaceNoticeKind,
  at: Date,
  rows: Statement,
): Statement {
  return tx`
    insert into baton.notices (workspace_id, id, run_id, seq, recipient, kind, about, created_at)
    select ${workspace}, n.id, null, 0, n.recipient, ${kind}, n.about, ${at}::timestamptz from (${rows}) n
    on conflict do nothing returning id, recipient`;
}

/** The last part of a statement whose part `told` are notices: a message for each. Answers with a row for each. */
function sendTold(tx: Sql, workspace: WorkspaceId, at: Date): Statement {
  return tx`, lanes as (
      insert into baton.lanes (workspace_id, lane, next_at) select distinct ${workspace}, recipient, now() from told
      where not exists (select from baton.lanes l where l.workspace_id = ${workspace} and l.lane = told.recipient)
      order by recipient on conflict do nothing)
    insert into baton.slack_messages (workspace_id, id, run_id, kind, notice_id, lane, wanted, state, urgent, changed_at)
    select ${workspace}, 'msg' || substr(t.id, 4), null, 'notice', t.id, t.recipient, 1, 'idle', true, ${at}::timestamptz
    from told t returning id`;
}

/** Shows notices about this anew, of whichever day; first the message whose button was pressed. */
export function showAnew(
  tx: Sql,
  workspace: WorkspaceId,
  about: ReleaseRequestId | ExceptionId | WebhookId | OperationId,
  { at, clicked }: { readonly at: Date; readonly clicked: { channel: string; ts: string } | null },
): Statement {
  const hit = tx`(m.channel = ${clicked?.channel ?? null} and m.ts = ${clicked?.ts ?? null})`;
  return tx`
    update baton.slack_messages m set wanted = m.wanted + 1,
      changed_at = case when m.shown < m.wanted then m.changed_at else ${at} end,
      clicked_at = case when ${hit} then ${at} else m.clicked_at end,
      not_before = case when ${hit} then null else m.not_before end
    from baton.notices n
    where n.workspace_id = ${workspace} and n.run_id is null and n.about[1] = ${about}
      and m.workspace_id = n.workspace_id and m.notice_id = n.id`;
}

export type WorkspaceNotice =
  | {
      readonly kind: "release-review" | "release-answered";
      readonly recipient: UserId;
      readonly request: StoredRequest;
    }
  | {
      readonly kind: "held-trigger" | "held-trigger-overdue";
      readonly recipient: UserId;
      readonly held: HeldTrigger;
    }
  | { readonly kind: "webhook-disabled"; readonly recipient: UserId; readonly webhook: DisabledWebhook }
  | {
      readonly kind: "operation";
      readonly recipient: UserId;
      readonly operation: OperationSeen;
      /** Whether its reader may undo it. */
      readonly mayUndo: boolean;
    }
  | {
      readonly kind: "operation-received" | "operation-concerns";
      readonly recipient: UserId;
      readonly operation: OperationSeen;
      readonly concern: OperationConcern;
    };

/** A notice with all that its words need, as it is now. */
export function readWorkspaceNotice(db: Db, workspace: WorkspaceId, id: string): Promise<WorkspaceNotice> {
  return inWorkspace(db, workspace, async (tx) => {
    const [row] = await tx`select kind, recipient, about[1] as about, about[2] as day from baton.notices
      where workspace_id = ${workspace} and id = ${id}`;
    const { kind, recipient, about, day } = NoticeSchema.parse(row);
    if (kind === "webhook-disabled") {
      const at = InstantSchema.parse(day);
      return {
        kind,
        recipient,
        webhook: await readDisabled(tx, workspace, WebhookIdSchema.parse(about), at),
      };
    }
    if (kind === "operation" || kind === "operation-received" || kind === "operation-concerns") {
      const operation = await readOperationSeen(tx, workspace, OperationIdSchema.parse(about));
      if (!operation) throw new Error(`Notice ${id} is about operation ${about}, which does not exist`);
      if (kind === "operation")
        return { kind, recipient, operation, mayUndo: await mayUndoIt(tx, workspace, operation, recipient) };
      const concern = await readOperationConcern(tx, workspace, operation.id, recipient);
      return { kind, recipient, operation, concern };
    }
    if (kind === "held-trigger" || kind === "held-trigger-overdue") {
      const held = await readHeld(tx, workspace, ExceptionIdSchema.parse(about));
      if (!held) throw new Error(`Notice ${id} is about exception ${about}, which does not exist`);
      return { kind, recipient, held };
    }
    const [request] = await releaseRequests(tx, workspace, ReleaseRequestIdSchema.parse(about));
    if (!request) throw new Error(`Notice ${id} is about request ${about}, which does not exist`);
    return { kind, recipient, request };
  });
}

async function mayUndoIt(
  tx: Sql,
  workspace: WorkspaceId,
  { spec, by }: OperationSeen,
  reader: UserId,
): Promise<boolean> {
  if (spec.kind === "undo") return false;
  const roles = await tx`select role from ${rolesOf(tx, workspace, reader)} own`;
  const actor = { kind: "person", id: reader, internal: true } as const;
  return mayUndo({ ...actor, roles: roles.map(({ role }) => String(role)) }, spec, by);
}

const KINDS = [
  "release-review",
  "release-answered",
  "held-trigger",
  "held-trigger-overdue",
  "webhook-disabled",
  "operation",
  "operation-received",
  "operation-concerns",
] as const satisfies readonly WorkspaceNoticeKind[];

const NoticeSchema = z.object({
  kind: z.enum(KINDS),
  recipient: UserIdSchema,
  about: z.string(),
  day: z.string().nullable(),
});

/** A webhook that was disabled because nobody answered it well. */
export type DisabledWebhook = {
  readonly id: WebhookId;
  readonly at: Date;
  /** Null: it is enabled again, or gone. */
  readonly still: { readonly host: string; readonly failingSince: Date; readonly lastError: string } | null;
};

async function readDisabled(
  tx: Sql,
  workspace: WorkspaceId,
  id: WebhookId,
  at: Date,
): Promise<DisabledWebhook> {
  const [row] = await tx`select url, failing_since, last_error from baton.webhooks
    where workspace_id = ${workspace} and id = ${id} and not enabled and disabled_at = ${at}`;
  if (!row) return { id, at, still: null };
  const { url, failing_since: failingSince, last_error: lastError } = DisabledSchema.parse(row);
  // The rest of an address may hold a secret.
  return { id, at, still: { host: new URL(url).host, failingSince, lastError } };
}

const DisabledSchema = z.object({ url: z.string(), failing_since: z.date(), last_error: z.string() });

import { z } from "zod";
import type { NoticeKind } from "#domain/effects.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { HandoffIdSchema, TaskIdSchema, UserIdSchema } from "#src/ids.ts";
import { batchInWorkspace, type Db } from "./client.ts";

const KINDS = [
  "run-owned",
  "tasks-ready",
  "offer",
  "offer-accepted",
  "offer-declined",
  "offer-expired",
  "assigned",
  "taken-over",
  "reminder",
  "overdue",
  "run-overdue",
  "run-completed",
] as const satisfies readonly NoticeKind[];

const NoticeSchema = z.object({
  recipient: z.string(),
  kind: z.enum(KINDS),
  about: z.array(z.string()),
  runbook: z.string().nullable(),
  handoff: z
    .object({
      from: UserIdSchema.nullable(),
      to: UserIdSchema.nullable(),
      outcome: z.enum(["offered", "accepted", "declined", "expired", "withdrawn", "assigned"]),
      note: z.string().nullable(),
      reason: z.string().nullable(),
    })
    .nullable(),
});

/** A notice with what its words need besides the run: the offer that it is about, and what to do when something is late. */
export async function readNotice(db: Db, workspace: WorkspaceId, id: string) {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select n.recipient, n.kind, n.about,
        b.content -> 'escalations' -> r.escalation ->> 'runbook' as runbook,
        case when h.id is not null then jsonb_build_object('from', h.from_user, 'to', h.to_user, 'outcome', h.outcome,
          'note', note.body, 'reason', reason.body) end as handoff
      from baton.notices n
      join baton.runs r on r.workspace_id = n.workspace_id and r.id = n.run_id
      left join baton.releases b on b.workspace_id = r.workspace_id and b.number = r.release
      left join baton.handoffs h on h.workspace_id = n.workspace_id and h.id = any(n.about)
      left join baton.texts note on note.workspace_id = h.workspace_id and note.id = h.note_id
      left join baton.texts reason on reason.workspace_id = h.workspace_id and reason.id = h.reason_id
      where n.workspace_id = ${workspace} and n.id = ${id}`,
  ]);
  const { about, recipient, ...notice } = NoticeSchema.parse(rows?.[0]);
  return {
    ...notice,
    /** Null: it goes to a channel. */
    recipient: UserIdSchema.safeParse(recipient).data ?? null,
    tasks: about.flatMap((one) => TaskIdSchema.safeParse(one).data ?? []),
    handoffId:
      about.map((one) => HandoffIdSchema.safeParse(one).data).find((one) => one !== undefined) ?? null,
  };
}

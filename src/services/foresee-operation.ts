import { createHash } from "node:crypto";
import type { Context } from "#src/context.ts";
import { batchInWorkspace } from "#db/client.ts";
import { selectOperation, toOperation } from "#db/operations.ts";
import { readCrew, type Crew } from "#db/runs.ts";
import { cannotTakeWork } from "#domain/decide-tasks.ts";
import { mayOwn, mayUndo } from "#domain/may.ts";
import type { OperationSpec } from "#domain/operation.ts";
import type { Refusal } from "#domain/refusal.ts";
import type { RunFilter } from "#domain/run-filter.ts";
import { unreachable } from "#domain/unreachable.ts";
import { actorOf } from "./change-run.ts";
import { chooseRuns, type Chosen } from "./choose-runs.ts";

/** What would come of an operation, run by run, as things are now. */
export type OperationForeseen = {
  /** The runs that it would change, in the list's order. */
  readonly will: readonly Pick<Chosen, "client" | "title" | "isPart">[];
  /** Those that it would leave as they are, by why, the most first. */
  readonly wont: readonly { readonly code: Refusal["code"]; readonly clients: readonly string[] }[];
  /** In how many of those that it would change something would be late at once. */
  readonly late: number;
  /** There are more runs than one operation takes on: these are the first. */
  readonly isCut: boolean;
  /** Whether the asker may undo it afterwards. */
  readonly mayUndo: boolean;
  /** Of which runs it would change: another where those are others. */
  readonly digest: string;
};

/** A run, and why it would be left as it is; null: it would be changed. */
export type Judged = { readonly run: Chosen; readonly refusal: Refusal["code"] | null };

export type OperationJudged = { readonly judged: readonly Judged[]; readonly foreseen: OperationForeseen };

type OperationAsked = { readonly spec: OperationSpec; readonly filter: RunFilter };

/** What an operation would do. A refusal: it would do nothing at all, whatever the runs. Changes nothing. */
export async function foreseeOperation(
  ctx: Context,
  asked: OperationAsked,
): Promise<{ ok: true; foreseen: OperationForeseen } | { ok: false; refusal: Refusal }> {
  const judged = await judgeOperation(ctx, asked);
  return judged.ok ? { ok: true, foreseen: judged.foreseen } : judged;
}

/** The same, with the runs themselves. */
export async function judgeOperation(
  ctx: Context,
  { spec, filter }: OperationAsked,
): Promise<({ ok: true } & OperationJudged) | { ok: false; refusal: Refusal }> {
  const crew = await readCrew(ctx.db, ctx.workspace);
  const refusal = refusedAltogether(ctx, spec, crew) ?? (await refusedUndo(ctx, spec, crew));
  if (refusal) return { ok: false, refusal };
  const { runs, isCut } = await chooseRuns(ctx, spec, filter);
  const judged = runs.map((run) => ({ run, refusal: refusalOf(ctx, spec, crew, run) }));
  const actor = actorOf(ctx, crew);
  const mayUndoIt = spec.kind !== "undo" && actor.kind === "person" && mayUndo(actor, spec, actor.id);
  return { ok: true, judged, foreseen: { ...foreseenOf(judged), isCut, mayUndo: mayUndoIt } };
}

/** What no run could make good. */
function refusedAltogether(ctx: Context, spec: OperationSpec, crew: Crew): Refusal | null {
  if (ctx.by.kind === "person" && !ctx.by.internal)
    return { code: "not-allowed", intent: intentOf(spec), who: { kind: "internal" } };
  return spec.kind === "reassign" ? cannotTakeWork(crew, spec.to) : null;
}

/** An act is undone once: not by somebody who may put back but some of it. */
async function refusedUndo(ctx: Context, spec: OperationSpec, crew: Crew): Promise<Refusal | null> {
  if (spec.kind !== "undo") return null;
  const [rows] = await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    selectOperation(tx, ctx.workspace, spec.of),
  ]);
  const { by } = toOperation(rows?.[0]);
  if (mayUndo(actorOf(ctx, crew), spec.act, by)) return null;
  const owner = spec.act.kind === "reassign" ? spec.act.to : by;
  return { code: "not-allowed", intent: intentOf(spec), who: { kind: "owner", owner } };
}

/** What it asks of each run. */
function intentOf(spec: OperationSpec): "assign-run" | "move-dues" | "restore-dues" {
  switch (spec.kind) {
    case "reassign":
      return "assign-run";
    case "move-due":
      return "move-dues";
    case "undo":
      return spec.act.kind === "reassign" ? "assign-run" : "restore-dues";
    default:
      return unreachable(spec);
  }
}

/** What the run itself will say, as far as the list knows it: it is asked again at its turn. */
function refusalOf(
  ctx: Context,
  spec: OperationSpec,
  crew: Crew,
  { owner, status, undo }: Chosen,
): Refusal["code"] | null {
  if (status === "completed" || status === "cancelled") return "run-over";
  if (undo && !undo.isAsLeft) return "changed-since";
  const intent = intentOf(spec);
  const refusal = mayOwn(actorOf(ctx, crew), intent, owner);
  if (refusal) return refusal.code;
  if (intent !== "assign-run") return status === "paused" ? "run-paused" : null;
  if (spec.kind === "reassign") return owner === spec.to ? "already-theirs" : null;
  return undo?.before.kind === "reassign" ? (cannotTakeWork(crew, undo.before.owner)?.code ?? null) : null;
}

function foreseenOf(judged: readonly Judged[]): Omit<OperationForeseen, "isCut" | "mayUndo"> {
  const will = judged.filter(({ refusal }) => refusal === null).map(({ run }) => run);
  const refused = Map.groupBy(judged, ({ refusal }) => refusal);
  return {
    will: will.map(({ client, title, isPart }) => ({ client, title, isPart })),
    wont: [...refused]
      .flatMap(([code, of]) => (code ? [{ code, clients: of.map(({ run }) => run.client) }] : []))
      .toSorted((a, b) => b.clients.length - a.clients.length),
    late: will.filter(({ undo }) => undo?.getsLate).length,
    digest: digestOf(will),
  };
}

function digestOf(runs: readonly Chosen[]): string {
  const ids = runs.map(({ id }) => id).toSorted();
  return createHash("sha256").update(ids.join(" ")).digest("base64url").slice(0, DIGEST_LENGTH);
}

/** Enough that no two lists share one by chance. */
const DIGEST_LENGTH = 22;

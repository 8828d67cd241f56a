import type { Context } from "#src/context.ts";
import { readCrew, type Crew } from "#db/runs.ts";
import { cannotTakeWork } from "#domain/decide-tasks.ts";
import { mayOwn } from "#domain/may.ts";
import type { OperationSpec } from "#domain/operation.ts";
import type { Refusal } from "#domain/refusal.ts";
import type { RunFilter } from "#domain/run-filter.ts";
import { unreachable } from "#domain/unreachable.ts";
import { actorOf } from "./change-run.ts";
import { chooseRuns, type Chosen } from "./choose-runs.ts";

/** What would come of an operation, run by run, as things are now. */
export type OperationForeseen = {
  /** The clients of the runs that it would change, in the list's order. */
  readonly will: readonly string[];
  /** Those that it would leave as they are, by why, the most first. */
  readonly wont: readonly { readonly code: Refusal["code"]; readonly clients: readonly string[] }[];
  /** There are more runs than one operation takes on: these are the first. */
  readonly isCut: boolean;
};

/** What an operation would do. A refusal: it would do nothing at all, whatever the runs. Changes nothing. */
export async function foreseeOperation(
  ctx: Context,
  { spec, filter }: { readonly spec: OperationSpec; readonly filter: RunFilter },
): Promise<{ ok: true; foreseen: OperationForeseen } | { ok: false; refusal: Refusal }> {
  const crew = await readCrew(ctx.db, ctx.workspace);
  const refusal = refusedAltogether(ctx, spec, crew);
  if (refusal) return { ok: false, refusal };
  const { runs, isCut } = await chooseRuns(ctx, spec, filter);
  const judged = runs.map((run) => ({ client: run.client, code: refusalOf(ctx, spec, crew, run) }));
  const refused = Map.groupBy(judged, ({ code }) => code);
  refused.delete(null);
  return {
    ok: true,
    foreseen: {
      will: judged.flatMap(({ client, code }) => (code === null ? [client] : [])),
      wont: [...refused]
        .flatMap(([code, of]) => (code ? [{ code, clients: of.map(({ client }) => client) }] : []))
        .toSorted((a, b) => b.clients.length - a.clients.length),
      isCut,
    },
  };
}

/** What no run could make good. */
export function refusedAltogether(ctx: Context, spec: OperationSpec, crew: Crew): Refusal | null {
  const intent = spec.kind === "move-due" ? "move-dues" : "assign-run";
  if (ctx.by.kind === "person" && !ctx.by.internal)
    return { code: "not-allowed", intent, who: { kind: "internal" } };
  return spec.kind === "reassign" ? cannotTakeWork(crew, spec.to) : null;
}

/** What the run itself will say, as far as the list knows it: it is asked again at its turn. */
function refusalOf(
  ctx: Context,
  spec: OperationSpec,
  crew: Crew,
  { owner, status, before }: Chosen,
): Refusal["code"] | null {
  if (status === "completed" || status === "cancelled") return "run-over";
  const actor = actorOf(ctx, crew);
  switch (spec.kind) {
    case "reassign":
      return mayOwn(actor, "assign-run", owner)?.code ?? (owner === spec.to ? "already-theirs" : null);
    case "undo-reassign":
      if (owner !== spec.to || before === null) return "version-changed";
      return mayOwn(actor, "assign-run", owner)?.code ?? cannotTakeWork(crew, before.owner)?.code ?? null;
    case "move-due":
      return mayOwn(actor, "move-dues", owner)?.code ?? (status === "paused" ? "run-paused" : null);
    default:
      return unreachable(spec);
  }
}

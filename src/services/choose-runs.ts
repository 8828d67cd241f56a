import { z } from "zod";
import type { Context } from "#src/context.ts";
import { batchInWorkspace } from "#db/client.ts";
import { chosenRuns } from "#db/run-list.ts";
import { givenAway, toItems } from "#db/operations.ts";
import type { OperationBefore, OperationSpec } from "#domain/operation.ts";
import type { RunId } from "#domain/ids.ts";
import { RUN_STATES, type RunFilter } from "#domain/run-filter.ts";
import { RunIdSchema, UserIdSchema } from "#src/ids.ts";

/** As many runs as one operation takes on. */
export const OPERATION_RUNS_MAX = 5000;

const ChosenSchema = z.object({
  id: RunIdSchema,
  client: z.string(),
  owner: UserIdSchema,
  status: z.enum(RUN_STATES),
});

/** A run that an operation would be about, with as much of it as tells whether it would be changed. */
export type Chosen = z.output<typeof ChosenSchema> & { readonly before: OperationBefore | null };

/** The runs that an operation is about, as they are now, in the list's order; `isCut`: there are more, which it leaves alone. */
export async function chooseRuns(
  ctx: Context,
  spec: OperationSpec,
  filter: RunFilter,
): Promise<{ readonly runs: readonly Chosen[]; readonly isCut: boolean }> {
  const ws = ctx.workspace;
  const given = spec.kind === "undo-reassign" ? await readGiven(ctx, spec.of) : null;
  const limit = OPERATION_RUNS_MAX + 1;
  const [rows] = await batchInWorkspace(ctx.db, ws, (tx) => [
    tx`select r.id, c.name as client, r.owner, r.status
      from (${given ? tx`select unnest(${[...given.keys()]}::text[]) as id` : chosenRuns(tx, ws, filter, { after: null, limit })}) w
      join baton.runs r on r.workspace_id = ${ws} and r.id = w.id
      join baton.clients c on c.workspace_id = r.workspace_id and c.id = r.client_id
      order by r.opened_at desc, r.id desc`,
  ]);
  const runs = z.array(ChosenSchema).parse(rows ?? []);
  return {
    runs: runs
      .slice(0, OPERATION_RUNS_MAX)
      .map((run) => Object.assign(run, { before: given?.get(run.id) ?? null })),
    isCut: runs.length > OPERATION_RUNS_MAX,
  };
}

async function readGiven(
  ctx: Context,
  of: Extract<OperationSpec, { kind: "undo-reassign" }>["of"],
): Promise<ReadonlyMap<RunId, OperationBefore>> {
  const [rows] = await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [givenAway(tx, ctx.workspace, of)]);
  return new Map(toItems(rows).flatMap(({ run, before }) => (before ? [[run, before]] : [])));
}

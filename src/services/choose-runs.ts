import { z } from "zod";
import type { Context } from "#src/context.ts";
import { batchInWorkspace } from "#db/client.ts";
import { selectToUndo, toRunsToUndo } from "#db/operation-seen.ts";
import { chosenRuns } from "#db/run-list.ts";
import type { OperationBefore, OperationSpec } from "#domain/operation.ts";
import { RUN_STATES, type RunFilter } from "#domain/run-filter.ts";
import { RunIdSchema, UserIdSchema } from "#src/ids.ts";

/** As many runs as one operation takes on. */
export const OPERATION_RUNS_MAX = 5000;

const ChosenSchema = z.object({
  id: RunIdSchema,
  client: z.string(),
  title: z.string(),
  isPart: z.boolean(),
  owner: UserIdSchema,
  status: z.enum(RUN_STATES),
});

/** A run that an operation would be about, with as much of it as tells whether it would be changed. */
export type Chosen = z.output<typeof ChosenSchema> & {
  /** What is to be undone of it; null: nothing. */
  readonly undo: {
    readonly before: OperationBefore;
    /** Something is still as the operation left it. */
    readonly isAsLeft: boolean;
    /** Something would be late at once. */
    readonly getsLate: boolean;
  } | null;
};

type Choice = {
  readonly runs: readonly Chosen[];
  /** There are more, which it leaves alone. */
  readonly isCut: boolean;
};

/** The runs that an operation is about, as they are now, in the list's order. */
export async function chooseRuns(ctx: Context, spec: OperationSpec, filter: RunFilter): Promise<Choice> {
  return spec.kind === "undo" ? chooseToUndo(ctx, spec) : chooseListed(ctx, filter);
}

async function chooseListed(ctx: Context, filter: RunFilter): Promise<Choice> {
  const ws = ctx.workspace;
  const limit = OPERATION_RUNS_MAX + 1;
  const [rows] = await batchInWorkspace(ctx.db, ws, (tx) => [
    tx`select r.id, c.name as client, r.title, r.parent_run_id is not null as "isPart", r.owner, r.status
      from (${chosenRuns(tx, ws, filter, { after: null, limit })}) w
      join baton.runs r on r.workspace_id = ${ws} and r.id = w.id
      join baton.clients c on c.workspace_id = r.workspace_id and c.id = r.client_id
      order by r.opened_at desc, r.id desc`,
  ]);
  const runs = z.array(ChosenSchema).parse(rows ?? []);
  return {
    runs: runs.slice(0, OPERATION_RUNS_MAX).map((run) => Object.assign(run, { undo: null })),
    isCut: runs.length > OPERATION_RUNS_MAX,
  };
}

async function chooseToUndo(ctx: Context, spec: Extract<OperationSpec, { kind: "undo" }>): Promise<Choice> {
  const [rows] = await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    selectToUndo(tx, ctx.workspace, spec, ctx.now),
  ]);
  const runs = toRunsToUndo(rows).map(
    ({ before, is_as_left: isAsLeft, gets_late: getsLate, ...run }): Chosen => ({
      ...run,
      undo: { before, isAsLeft, getsLate },
    }),
  );
  return { runs, isCut: false };
}

import { z } from "zod";
import type { OperationSpec } from "#domain/operation.ts";
import { OPEN_STATES, RUN_STATES, writtenFilter } from "#domain/run-filter.ts";
import { unreachable } from "#domain/unreachable.ts";
import { foreseeOperation } from "#services/foresee-operation.ts";
import {
  continueOperation,
  listOperations,
  maySteerOperation,
  readOperation,
  startOperation,
  stopOperation,
  type Started,
  type StartOperation,
} from "#services/operations.ts";
import type { Context } from "#src/context.ts";
import { OperationIdSchema } from "#src/ids.ts";
import { pageOf, pageQuery, pageSchema, readCursor } from "#web/api/page.ts";
import type { Problem } from "#web/api/problem.ts";
import { refusalProblem } from "#web/api/refusals.ts";
import { route, type Call } from "#web/api/route.ts";
import { Flag, InstantGiven, PersonGiven } from "#web/api/shapes/common.ts";
import {
  ForeseenSchema,
  OperationLine,
  OperationSchema,
  showForeseen,
  showLine,
  showOperation,
} from "#web/api/shapes/operation.ts";
import { invalidField } from "#web/api/shapes/refused.ts";
import { DurationGiven, Somebody, whoIs } from "./acts.ts";

const operationParam = z.object({
  id: OperationIdSchema.meta({ description: "The operation's id", example: "opn_0a1b2c3d4e5f" }),
});

const foreseeing = {
  dryRun: z.boolean().default(false).meta({ description: "Only say what would come of it" }),
  digest: z
    .string()
    .max(100)
    .optional()
    .meta({ description: "Of a dry run: it begins only if it would still change the same runs" }),
};

const Given = z
  .strictObject({
    filter: z
      .strictObject({
        states: z
          .array(z.enum(RUN_STATES))
          .min(1)
          .optional()
          .meta({ description: "By default those that are open" }),
        owner: PersonGiven.optional(),
        playbook: z.string().min(1).max(100).optional(),
        client: z
          .string()
          .min(1)
          .max(120)
          .optional()
          .meta({ description: "A client's key, or how the name begins" }),
        overdue: z.boolean().optional(),
      })
      .meta({ description: "Which runs: those that it shows when the operation begins" }),
    act: z.discriminatedUnion("kind", [
      z.strictObject({
        kind: z.literal("reassign"),
        to: Somebody,
        tasks: z.boolean().default(false).meta({ description: "What the owner holds there goes with it" }),
      }),
      z.strictObject({ kind: z.literal("move-due"), later: DurationGiven }),
    ]),
    ...foreseeing,
  })
  .meta({
    id: "OperationGiven",
    description: "One act on many runs",
    example: {
      filter: { owner: "U0123456789" },
      act: { kind: "reassign", to: "U0987654321", tasks: true },
      dryRun: true,
    },
  });

const OperationPlaceSchema = z.object({ createdAt: InstantGiven, id: OperationIdSchema });

type OperationCall = Call<z.output<typeof operationParam>, undefined, unknown>;

export const operationRoutes = [
  route({
    method: "get",
    path: "/operations",
    id: "listOperations",
    tag: "Operations",
    summary: "Operations, the newest first",
    scope: "read",
    query: z.strictObject({
      mine: Flag.optional().meta({ description: "`true`: the key's person's" }),
      state: z.enum(["running", "stopped", "done"]).optional(),
      ...pageQuery,
    }),
    answers: { 200: pageSchema("Operation", OperationLine) },
    async handle({ ctx, holder, query }) {
      const { mine, state = null, limit } = query;
      const by = mine ? holder.person : null;
      const list = { workspace: ctx.workspace, list: "operations", filter: { ...query, by } };
      const at = readCursor(query, list, OperationPlaceSchema);
      if ("problem" in at) return at;
      const { operations, next } = await listOperations(ctx, { by, state }, { ...at, limit });
      return { status: 200, data: pageOf(operations.map(showLine), next, list) };
    },
  }),
  route({
    method: "post",
    path: "/operations",
    id: "startOperation",
    tag: "Operations",
    summary: "Act on many runs at once",
    description:
      "Each run is decided by itself, in the name of the key's person. With `dryRun` it is only said what would come of it.",
    scope: "act",
    body: Given,
    answers: { 200: ForeseenSchema, 202: OperationSchema },
    async handle(call) {
      const { ctx, body, requestKey } = call;
      const spec = await specOf(call, body.act);
      if ("problem" in spec) return spec;
      const { states = OPEN_STATES, ...others } = body.filter;
      const words = writtenFilter({ ...others, states: body.filter.states ?? [] });
      return begin(ctx, { spec, filter: { ...others, states }, words, key: requestKey }, body);
    },
  }),
  route({
    method: "get",
    path: "/operations/{id}",
    id: "readOperation",
    tag: "Operations",
    summary: "An operation, and how far it has come",
    scope: "read",
    params: operationParam,
    answers: { 200: OperationSchema },
    handle: (call) => shown(call),
  }),
  route({
    method: "post",
    path: "/operations/{id}/actions",
    id: "actOnOperation",
    tag: "Operations",
    summary: "Stop an operation, or go on with it",
    description:
      "Whoever began it can, and operators can stop it. `stop` waits for the run at hand; `continue` takes up the others.",
    scope: "act",
    params: operationParam,
    body: z
      .strictObject({ action: z.enum(["stop", "continue"]) })
      .meta({ id: "OperationAction", example: { action: "stop" } }),
    answers: { 200: OperationSchema },
    async handle(call) {
      const { ctx, params, body } = call;
      const before = await readOperation(ctx, params.id);
      if (!before) return { problem: NOT_FOUND };
      const isStop = body.action === "stop";
      if (!(await maySteerOperation(ctx, body.action, before))) {
        const who = `${before.by}, who began it,${isStop ? " and operators" : ""}`;
        return { problem: { kind: "not-allowed", detail: `Only ${who} can ${body.action} it.` } };
      }
      const moved = await (isStop ? stopOperation : continueOperation)(ctx, params.id);
      // What is asked for holds already.
      if (moved || before.state === (isStop ? "stopped" : "running")) return shown(call);
      return { problem: { kind: "conflict", detail: `It is ${before.isUndone ? "undone" : before.state}.` } };
    },
  }),
  route({
    method: "post",
    path: "/operations/{id}/undo",
    id: "undoOperation",
    tag: "Operations",
    summary: "Undo an operation",
    description:
      "Another operation, in the name of the key's person: what the first one changed is as it was before, wherever it still is as that left it. Once for each.",
    scope: "act",
    params: operationParam,
    body: z.strictObject(foreseeing).meta({ id: "OperationUndo", example: { dryRun: true } }),
    answers: { 200: ForeseenSchema, 202: OperationSchema },
    async handle({ ctx, params, body, requestKey }) {
      const undone = await readOperation(ctx, params.id);
      if (!undone) return { problem: NOT_FOUND };
      if (undone.spec.kind === "undo") return { problem: NOTHING_TO_UNDO };
      const spec = { kind: "undo", of: undone.id, act: undone.spec } as const;
      const filter = { states: OPEN_STATES };
      return begin(ctx, { spec, filter, words: undone.filter, key: requestKey }, body);
    },
  }),
];

const NOT_FOUND: Problem = { kind: "not-found", detail: "There is no such operation." };

const NOTHING_TO_UNDO: Problem = {
  kind: "conflict",
  code: "nothing-to-undo",
  detail:
    "There is nothing left to undo: it is under way, undone, an undoing itself, or all of it has changed since.",
};

/** Begins it, or only says what would come of it. */
async function begin(
  ctx: Context,
  asked: StartOperation,
  { dryRun, digest }: { readonly dryRun: boolean; readonly digest?: string | undefined },
) {
  if (dryRun) {
    const seen = await foreseeOperation(ctx, asked);
    if (!seen.ok) return { problem: refusalProblem(seen.refusal) };
    return { status: 200, data: showForeseen(seen.foreseen) } as const;
  }
  const started = await startOperation(ctx, { ...asked, confirmed: digest });
  if (!started.ok) return { problem: problemOf(started) };
  const operation = await readOperation(ctx, started.id);
  if (!operation) return { problem: NOT_FOUND };
  const headers = { location: `/api/v1/operations/${started.id}` };
  return { status: 202, data: showOperation(operation), headers } as const;
}

function problemOf(started: Extract<Started, { ok: false }>): Problem {
  switch (started.why) {
    case "refused":
      return refusalProblem(started.refusal);
    case "changed": {
      const { will, digest } = started.foreseen;
      const detail = `It would change other runs by now: ${will.length}, of digest ${digest}. Nothing has begun.`;
      return { kind: "conflict", code: "runs-changed", detail };
    }
    case "nothing-to-undo":
      return NOTHING_TO_UNDO;
    default:
      return unreachable(started);
  }
}

async function shown({ ctx, params }: Pick<OperationCall, "ctx" | "params">) {
  const operation = await readOperation(ctx, params.id);
  return operation ? ({ status: 200, data: showOperation(operation) } as const) : { problem: NOT_FOUND };
}

async function specOf(
  call: Parameters<typeof whoIs>[0],
  act: z.output<typeof Given>["act"],
): Promise<OperationSpec | { readonly problem: Problem }> {
  switch (act.kind) {
    case "move-due":
      return act;
    case "reassign": {
      const to = await whoIs(call, act.to);
      if ("problem" in to) return { problem: invalidField("act/to", to.problem.detail) };
      return { kind: "reassign", to: to.user, tasks: act.tasks };
    }
    default:
      return unreachable(act);
  }
}

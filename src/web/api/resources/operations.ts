import { z } from "zod";
import type { OperationSpec } from "#domain/operation.ts";
import { OPEN_STATES, RUN_STATES, writtenFilter } from "#domain/run-filter.ts";
import { unreachable } from "#domain/unreachable.ts";
import { foreseeOperation, type OperationForeseen } from "#services/foresee-operation.ts";
import {
  continueOperation,
  listOperations,
  readOperation,
  startOperation,
  stopOperation,
} from "#services/operations.ts";
import { OperationIdSchema } from "#src/ids.ts";
import type { Problem } from "#web/api/problem.ts";
import { refusalProblem } from "#web/api/refusals.ts";
import { route, type Call } from "#web/api/route.ts";
import { Flag, Instant, iso, isoOrNull, PersonGiven, PersonRef } from "#web/api/shapes/common.ts";
import { invalidField } from "#web/api/shapes/refused.ts";
import { DurationGiven, Somebody, whoIs } from "./acts.ts";

const operationParam = z.object({
  id: OperationIdSchema.meta({ description: "The operation's id", example: "opn_0a1b2c3d4e5f" }),
});

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
    dryRun: z.boolean().default(false).meta({ description: "Only say what would come of it" }),
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

const ForeseenSchema = z
  .object({
    will: z.int().meta({ description: "How many runs it would change" }),
    wont: z
      .array(z.object({ code: z.string(), runs: z.int() }))
      .meta({ description: "Those that it would leave as they are, by why" }),
    cut: z.boolean().meta({ description: "There are more runs than one operation takes on" }),
  })
  .meta({ id: "OperationForeseen", description: "What would come of an operation. Nothing has happened" });

const OperationLine = z
  .object({
    id: z.string().meta({ description: "An operation", example: "opn_0a1b2c3d4e5f" }),
    kind: z.enum(["reassign", "move-due", "undo-reassign"]),
    filter: z.string().meta({ description: "Which runs, as one types it in Slack" }),
    by: PersonRef,
    state: z.enum(["running", "stopped", "done"]),
    total: z.int(),
    done: z.int(),
    refused: z.int(),
    createdAt: Instant,
    finishedAt: Instant.nullable(),
  })
  .meta({ id: "OperationLine", description: "An operation in a list" });

const OperationSchema = OperationLine.extend({
  refusals: z
    .array(z.object({ code: z.string(), runs: z.int(), clients: z.array(z.string()) }))
    .meta({ description: "Why runs were left as they are, and some of their clients" }),
  isUndone: z.boolean(),
}).meta({ id: "Operation", description: "One act on many runs, and how far it has come" });

type OperationCall = Call<z.output<typeof operationParam>, undefined, unknown>;

export const operationRoutes = [
  route({
    method: "get",
    path: "/operations",
    id: "listOperations",
    tag: "Operations",
    summary: "The newest hundred operations",
    scope: "read",
    query: z.strictObject({ mine: Flag.optional().meta({ description: "`true`: the key's person's" }) }),
    answers: { 200: z.object({ data: z.array(OperationLine) }).meta({ id: "OperationList" }) },
    async handle({ ctx, holder, query }) {
      const operations = await listOperations(ctx, query.mine ? holder.person : null);
      return { status: 200, data: { data: operations.map(showLine) } };
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
      const filter = { ...others, states };
      if (body.dryRun) {
        const seen = await foreseeOperation(ctx, { spec, filter });
        if (!seen.ok) return { problem: refusalProblem(seen.refusal) };
        return { status: 200, data: showForeseen(seen.foreseen) };
      }
      const words = writtenFilter({ ...others, states: body.filter.states ?? [] });
      const started = await startOperation(ctx, { spec, filter, words, key: requestKey });
      if (!started.ok) return { problem: refusalProblem(started.refusal) };
      const operation = await readOperation(ctx, started.id);
      if (!operation) return { problem: NOT_FOUND };
      const headers = { location: `/api/v1/operations/${started.id}` };
      return { status: 202, data: showOperation(operation), headers };
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
      "Only whoever began it can. `stop` waits for the run at hand; `continue` takes up the others.",
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
      const moved = await (isStop ? stopOperation : continueOperation)(ctx, params.id);
      // What is asked for holds already.
      const isSo = before.by === call.holder.person && before.state === (isStop ? "stopped" : "running");
      if (moved || isSo) return shown(call);
      if (before.by !== call.holder.person)
        return { problem: { kind: "not-allowed", detail: `Only ${before.by}, who began it, can.` } };
      return { problem: { kind: "conflict", detail: `It is ${before.state}.` } };
    },
  }),
];

const NOT_FOUND: Problem = { kind: "not-found", detail: "There is no such operation." };

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

type Line = Awaited<ReturnType<typeof listOperations>>[number];
type Seen = NonNullable<Awaited<ReturnType<typeof readOperation>>>;

function showLine({ id, spec, filter, by, state, total, done, refused, createdAt, finishedAt }: Line) {
  return {
    id,
    kind: spec.kind,
    filter,
    by,
    state,
    total,
    done,
    refused,
    createdAt: iso(createdAt),
    finishedAt: isoOrNull(finishedAt),
  };
}

function showOperation(operation: Seen) {
  const refusals = operation.refusals.map(({ code, runs, clients }) => ({
    code,
    runs,
    clients: [...clients],
  }));
  return { ...showLine(operation), refusals, isUndone: operation.isUndone };
}

function showForeseen({ will, wont, isCut }: OperationForeseen): z.input<typeof ForeseenSchema> {
  return {
    will: will.length,
    wont: wont.map(({ code, clients }) => ({ code, runs: clients.length })),
    cut: isCut,
  };
}

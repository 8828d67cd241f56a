import { z } from "zod";
import { listExceptions, readException } from "#services/list-exceptions.ts";
import { ExceptionIdSchema } from "#src/ids.ts";
import { pageOf, pageQuery, pageSchema, readCursor } from "#web/api/page.ts";
import { route } from "#web/api/route.ts";
import { exceptionParam, InstantGiven, RunGiven } from "#web/api/shapes/common.ts";
import { ExceptionSchema, showException } from "#web/api/shapes/exception.ts";

const ExceptionPlaceSchema = z.object({ openedAt: InstantGiven, id: ExceptionIdSchema });

export const exceptionRoutes = [
  route({
    method: "get",
    path: "/exceptions",
    id: "listExceptions",
    tag: "Exceptions",
    summary: "Exceptions of runs and of triggers, the last opened first",
    scope: "read",
    query: z.strictObject({
      state: z
        .enum(["open", "closed", "all"])
        .default("open")
        .meta({ description: "`open`: those that still wait for somebody" }),
      run: RunGiven.optional(),
      ...pageQuery,
    }),
    answers: { 200: pageSchema("Exception", ExceptionSchema) },
    async handle({ ctx, query }) {
      const { state, run = null, limit } = query;
      const open = state === "all" ? null : state === "open";
      const list = { workspace: ctx.workspace, list: "exceptions", filter: query };
      const at = readCursor(query, list, ExceptionPlaceSchema);
      if ("problem" in at) return at;
      const { exceptions, next } = await listExceptions(ctx, { open, run }, { ...at, limit });
      return { status: 200, data: pageOf(exceptions.map(showException), next, list) };
    },
  }),
  route({
    method: "get",
    path: "/exceptions/{id}",
    id: "readException",
    tag: "Exceptions",
    summary: "An exception",
    scope: "read",
    params: exceptionParam,
    answers: { 200: ExceptionSchema },
    async handle({ ctx, params }) {
      const found = await readException(ctx, params.id);
      if (!found) return { problem: { kind: "not-found", detail: "There is no such exception." } };
      return { status: 200, data: showException(found) };
    },
  }),
];

import { z } from "zod";
import { OPEN_STATES, RUN_STATES as STATES } from "#domain/run-filter.ts";
import { listRunPage } from "#services/list-runs.ts";
import { readEvents } from "#services/read-events.ts";
import { RunIdSchema } from "#src/ids.ts";
import { pageOf, pageQuery, pageSchema, readCursor } from "#web/api/page.ts";
import { route } from "#web/api/route.ts";
import { Flag, InstantGiven, PersonGiven, runParam } from "#web/api/shapes/common.ts";
import { EventSchema, showEvent } from "#web/api/shapes/event.ts";
import { RUN_STATES, RunSchema } from "#web/api/shapes/run.ts";
import { RunLine, showRunLine } from "#web/api/shapes/run-line.ts";
import { runShown } from "./run-shown.ts";

const RunPlaceSchema = z.object({ openedAt: InstantGiven, id: RunIdSchema });

export const runRoutes = [
  route({
    method: "get",
    path: "/runs",
    id: "listRuns",
    tag: "Runs",
    summary: "Runs, the newest first",
    scope: "read",
    query: z.strictObject({
      state: z
        .enum([...RUN_STATES, "open", "all"])
        .default("open")
        .meta({ description: "`open`: active, paused or blocked" }),
      owner: PersonGiven.optional(),
      playbook: z.string().max(100).optional(),
      client: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .meta({ description: "A client's key, or how the name begins" }),
      overdue: Flag.optional().meta({ description: "`true`: the run is late, or a task in it" }),
      ...pageQuery,
    }),
    answers: { 200: pageSchema("Run", RunLine) },
    async handle({ ctx, query }) {
      const { state, limit, cursor: _, ...filter } = query;
      const states = state === "open" ? OPEN_STATES : state === "all" ? STATES : [state];
      const list = { workspace: ctx.workspace, list: "runs", filter: query };
      const at = readCursor(query, list, RunPlaceSchema);
      if ("problem" in at) return at;
      const { runs, next } = await listRunPage(ctx, { states, ...filter }, { ...at, limit });
      return { status: 200, data: pageOf(runs.map(showRunLine), next, list) };
    },
  }),
  route({
    method: "get",
    path: "/runs/{id}",
    id: "readRun",
    tag: "Runs",
    summary: "A run with its tasks and open exceptions",
    scope: "read",
    params: runParam,
    answers: { 200: RunSchema },
    versioned: true,
    handle: ({ ctx, params }) => runShown(ctx, params.id),
  }),
  route({
    method: "get",
    path: "/runs/{id}/events",
    id: "listEvents",
    tag: "Runs",
    summary: "What happened in a run, from its beginning on",
    description: "The record, chained by hashes. Words that people typed are named by id and digest only.",
    scope: "read",
    params: runParam,
    query: z.strictObject(pageQuery),
    answers: { 200: pageSchema("Event", EventSchema) },
    async handle({ ctx, params, query }) {
      const list = { workspace: ctx.workspace, list: "events", filter: params };
      const at = readCursor(query, list, z.int32());
      if ("problem" in at) return at;
      const page = await readEvents(ctx, params.id, { after: at.after ?? 0, limit: query.limit });
      if (!page) return { problem: { kind: "not-found", detail: "There is no such run." } };
      return { status: 200, data: pageOf(page.events.map(showEvent), page.next, list) };
    },
  }),
];

import { z } from "zod";
import { runOf } from "#domain/ids.ts";
import { taskOf } from "#domain/run.ts";
import { isListedOverall, listTasks, type TaskListed } from "#services/list-tasks.ts";
import { readRun } from "#services/read-run.ts";
import { readWords } from "#services/read-words.ts";
import { TaskIdSchema } from "#src/ids.ts";
import { pageOf, pageQuery, pageSchema, readCursor } from "#web/api/page.ts";
import { route } from "#web/api/route.ts";
import {
  ClientRef,
  Flag,
  Instant,
  isoOrNull,
  PersonGiven,
  PersonRef,
  RunGiven,
  RunRef,
  TaskRef,
  taskParam,
} from "#web/api/shapes/common.ts";
import { KINDS, showTask, TASK_STATES, TaskSchema } from "#web/api/shapes/task.ts";

const TaskLine = z
  .object({
    id: TaskRef,
    run: RunRef,
    client: z.object({ id: ClientRef, name: z.string() }),
    key: z.string(),
    title: z.string(),
    stage: z.string(),
    kind: z.enum(KINDS),
    state: z.enum(TASK_STATES),
    role: z.string(),
    assignee: PersonRef.nullable(),
    readyAt: Instant.nullable(),
    dueAt: Instant.nullable(),
    overdue: z.boolean(),
  })
  .meta({ id: "TaskLine", description: "A task in a list" });

const TaskRead = TaskSchema.extend({
  evidence: z.string().nullable().meta({ description: "What `done` brought as evidence" }),
}).meta({ id: "TaskRead", description: "A task with its evidence" });

const TaskQuery = z.strictObject({
  run: RunGiven.optional(),
  state: z.enum(TASK_STATES).optional(),
  role: z.string().max(100).optional(),
  assignee: PersonGiven.optional(),
  overdue: Flag.optional(),
  ...pageQuery,
});

export const taskRoutes = [
  route({
    method: "get",
    path: "/tasks",
    id: "listTasks",
    tag: "Tasks",
    summary: "Tasks, of one run or of all",
    description:
      "Over all runs, what is open: ready, claimed, running, waiting, blocked or failed. With `run`, all of its tasks.",
    scope: "read",
    query: TaskQuery,
    answers: { 200: pageSchema("Task", TaskLine) },
    async handle({ ctx, query }) {
      const { run = null, state = null, role = null, assignee = null, overdue = null, limit } = query;
      if (run === null && state !== null && !isListedOverall(state)) {
        const detail = `Tasks that are ${state} are listed for one run: name it.`;
        return { problem: { kind: "bad-request", detail, errors: [{ parameter: "run", detail }] } };
      }
      const list = { workspace: ctx.workspace, list: "tasks", filter: query };
      const at = readCursor(query, list, TaskIdSchema);
      if ("problem" in at) return at;
      const { tasks, next } = await listTasks(ctx, { run, state, role, assignee, overdue }, { ...at, limit });
      return { status: 200, data: pageOf(tasks.map(showLine), next, list) };
    },
  }),
  route({
    method: "get",
    path: "/tasks/{id}",
    id: "readTask",
    tag: "Tasks",
    summary: "A task",
    scope: "read",
    params: taskParam,
    answers: { 200: TaskRead },
    versioned: true,
    async handle({ ctx, params }) {
      const seen = await readRun(ctx, runOf(params.id));
      const task = seen && taskOf(seen.run, params.id);
      if (!task) return { problem: { kind: "not-found", detail: "There is no such task." } };
      const ref = task.status === "done" ? task.evidence : null;
      const evidence = (await readWords(ctx, [ref])).of(ref);
      return { status: 200, data: { ...showTask(seen.run, task), evidence }, version: seen.run.version };
    },
  }),
];

function showLine({ status, readyAt, dueAt, ...rest }: TaskListed): z.input<typeof TaskLine> {
  return { ...rest, state: status, readyAt: isoOrNull(readyAt), dueAt: isoOrNull(dueAt) };
}

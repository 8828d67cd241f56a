import { z } from "zod";
import { runOf, type TaskId } from "#domain/ids.ts";
import { requireTask } from "#domain/run.ts";
import { unreachable } from "#domain/unreachable.ts";
import { scopeMissing, type Problem } from "#web/api/problem.ts";
import { route, type Call } from "#web/api/route.ts";
import { InstantGiven, taskParam, Words } from "#web/api/shapes/common.ts";
import { showTask, TaskSchema } from "#web/api/shapes/task.ts";
import { change, DurationGiven, Somebody, typed, whoIs, type Asked } from "./acts.ts";
import { askOfOffer, offerActs } from "./offer-acts.ts";

const act = <Name extends string, Fields extends z.core.$ZodLooseShape>(name: Name, fields: Fields) =>
  z.strictObject({ action: z.literal(name), ...fields });

const note = Words.optional().meta({ description: "What to tell with it" });
const reason = Words.meta({ description: "Why" });

const TaskAct = z
  .discriminatedUnion("action", [
    act("claim", {}),
    act("done", { evidence: Words.optional().meta({ description: "The answer to what the task asks for" }) }),
    act("give-back", { reason: reason.optional() }),
    act("hand-off", { to: Somebody, note }),
    ...offerActs,
    act("assign", { to: Somebody }),
    act("acknowledge", {}),
    act("snooze", { for: DurationGiven }),
    act("approve", { note }),
    act("reject", { reason }),
    act("block", { reason }),
    act("skip", { reason }),
    act("unskip", {}),
    act("reopen", { reason: reason.optional() }),
    act("change-due", { dueAt: InstantGiven }),
  ])
  .meta({ id: "TaskAction", description: "What is done about a task", example: { action: "claim" } });

type TaskCall = Call<{ id: TaskId }, undefined, z.output<typeof TaskAct>>;

export const taskActRoutes = [
  route({
    method: "post",
    path: "/tasks/{id}/actions",
    id: "actOnTask",
    tag: "Tasks",
    summary: "Do something about a task",
    description:
      "What the key's person may do is what they may do in Slack. `approve` and `reject` need the scope `decide`, all else `act`.",
    scope: ["act", "decide"],
    params: taskParam,
    body: TaskAct,
    answers: { 200: TaskSchema },
    versioned: true,
    async handle(call) {
      const asked = await askOf(call);
      if ("problem" in asked) return asked;
      const done = await change(call, runOf(call.params.id), asked);
      if ("problem" in done) return done;
      const { run } = done;
      return { status: 200, data: showTask(run, requireTask(run, call.params.id)), version: run.version };
    },
  }),
];

async function askOf(call: TaskCall): Promise<Asked | { readonly problem: Problem }> {
  const { body } = call;
  const task = call.params.id;
  const scope = body.action === "approve" || body.action === "reject" ? "decide" : "act";
  const problem = scopeMissing(call.holder, [scope]);
  if (problem) return { problem };
  switch (body.action) {
    case "claim":
      return { ask: { type: "claim-task", task }, texts: [] };
    case "done": {
      const evidence = typed(call, body.evidence);
      return { ask: { type: "complete-task", task, evidence: evidence?.ref ?? null }, texts: [evidence] };
    }
    case "give-back": {
      const text = typed(call, body.reason);
      return { ask: { type: "give-back-task", task, reason: text?.ref ?? null }, texts: [text] };
    }
    case "hand-off": {
      const to = await whoIs(call, body.to);
      if ("problem" in to) return to;
      const text = typed(call, body.note);
      return {
        ask: { type: "hand-off-task", task, to: to.user, note: text?.ref ?? null },
        texts: [text],
      };
    }
    case "accept":
    case "decline":
    case "withdraw":
      return askOfOffer(call, runOf(task), body);
    case "assign": {
      const to = await whoIs(call, body.to);
      return "problem" in to ? to : { ask: { type: "assign-task", task, to: to.user }, texts: [] };
    }
    case "acknowledge":
      return { ask: { type: "acknowledge-task", task }, texts: [] };
    case "snooze":
      return { ask: { type: "snooze-task", task, duration: body.for }, texts: [] };
    case "approve": {
      const text = typed(call, body.note);
      return { ask: { type: "approve-task", task, note: text?.ref ?? null }, texts: [text] };
    }
    case "unskip":
      return { ask: { type: "unskip-task", task }, texts: [] };
    case "change-due":
      return { ask: { type: "change-due", task, dueAt: body.dueAt }, texts: [] };
    case "reject":
    case "block":
    case "skip":
    case "reopen": {
      const text = typed(call, body.reason);
      return { ask: { type: `${body.action}-task`, task, reason: text?.ref ?? null }, texts: [text] };
    }
    default:
      return unreachable(body);
  }
}

import { z } from "zod";
import type { RunId } from "#domain/ids.ts";
import { unreachable } from "#domain/unreachable.ts";
import { mergeRuns } from "#services/merge-runs.ts";
import { moveRun } from "#services/move-run.ts";
import { TaskIdSchema } from "#src/ids.ts";
import type { Problem } from "#web/api/problem.ts";
import { refusalProblem } from "#web/api/refusals.ts";
import { route, type Call } from "#web/api/route.ts";
import { ClientGiven, InstantGiven, RunGiven, runParam, Words } from "#web/api/shapes/common.ts";
import { RunSchema, WAITING_ON } from "#web/api/shapes/run.ts";
import { change, DurationGiven, requestOf, Somebody, typed, whoIs, type Asked } from "./acts.ts";
import { askOfOffer, offerActs } from "./offer-acts.ts";
import { runShown } from "./run-shown.ts";

const act = <Name extends string, Fields extends z.core.$ZodLooseShape>(name: Name, fields: Fields) =>
  z.strictObject({ action: z.literal(name), ...fields });

const MovedGiven = z
  .strictObject({
    task: TaskIdSchema.nullable().meta({
      description: "Null: the run as a whole",
      example: "tsk_0a1b2c3d4e5f_1",
    }),
    was: InstantGiven.meta({ description: "When it was due, and is to be due again. It may have passed" }),
    now: InstantGiven.meta({ description: "When it is due now: where that is another time, it is left" }),
  })
  .meta({ id: "MovedDue", description: "When something was due before it was moved, and to when" });

const note = Words.optional().meta({ description: "What to tell with it" });
const reason = Words.meta({ description: "Why" });

const RunAct = z
  .discriminatedUnion("action", [
    act("pause", {
      on: z.enum(WAITING_ON).meta({ description: "On whom it waits" }),
      reviewAt: InstantGiven,
      reason: reason.optional(),
    }),
    act("resume", {}),
    act("cancel", { reason }),
    act("merge", { into: RunGiven, note }),
    act("move", { client: ClientGiven }),
    act("assign", { to: Somebody }),
    act("hand-off", { to: Somebody, note }),
    ...offerActs,
    act("block", { reason }),
    act("add-task", {
      title: Words.max(150).meta({ example: "Send the contract" }),
      stage: z.int().min(0).max(1000).meta({ description: "The number of the stage, from 0", example: 0 }),
      role: z.string().min(1).max(100).meta({ example: "support" }),
      sla: DurationGiven.optional(),
      required: z.boolean().default(false),
    }),
    act("change-due", { dueAt: InstantGiven }),
    act("move-dues", { later: DurationGiven }),
    act("restore-dues", { dues: z.array(MovedGiven).min(1).max(501) }),
  ])
  .meta({
    id: "RunAction",
    description: "What is done about a run",
    example: { action: "pause", on: "client", reviewAt: "2026-12-01T09:00:00Z", reason: "On holiday" },
  });

type Act = z.output<typeof RunAct>;
type RunCall = Call<{ id: RunId }, undefined, Act>;

export const runActRoutes = [
  route({
    method: "post",
    path: "/runs/{id}/actions",
    id: "actOnRun",
    tag: "Runs",
    summary: "Do something about a run",
    description: "What the key's person may do is what they may do in Slack.",
    scope: "act",
    params: runParam,
    body: RunAct,
    answers: { 200: RunSchema },
    versioned: true,
    async handle(call) {
      const done = await carryOut(call);
      return "problem" in done ? done : runShown(call.ctx, call.params.id);
    },
  }),
];

async function carryOut(call: RunCall): Promise<object | { readonly problem: Problem }> {
  const { ctx, body, params } = call;
  if (body.action === "merge") {
    const request = requestOf(call, params.id);
    const merged = await mergeRuns(ctx, { ...request, into: body.into, note: typed(call, body.note) });
    return merged.ok ? {} : { problem: refusalProblem(merged.refusal) };
  }
  if (body.action === "move") {
    const request = requestOf(call, params.id);
    const moved = await moveRun(ctx, { ...request, client: { id: body.client }, mayMake: false });
    return moved.ok ? {} : { problem: refusalProblem(moved.refusal) };
  }
  const asked = await askOf(call, body);
  return "problem" in asked ? asked : change(call, params.id, asked);
}

async function askOf(
  call: RunCall,
  body: Exclude<Act, { action: "merge" | "move" }>,
): Promise<Asked | { readonly problem: Problem }> {
  switch (body.action) {
    case "pause": {
      const text = typed(call, body.reason);
      const { on, reviewAt } = body;
      return { ask: { type: "pause-run", on, reviewAt, reason: text?.ref ?? null }, texts: [text] };
    }
    case "resume":
      return { ask: { type: "resume-run" }, texts: [] };
    case "cancel": {
      const text = typed(call, body.reason);
      return {
        ask: { type: "cancel-run", reason: "Cancelled by hand", note: text?.ref ?? null },
        texts: [text],
      };
    }
    case "assign": {
      const to = await whoIs(call, body.to);
      return "problem" in to ? to : { ask: { type: "assign-run", to: to.user }, texts: [] };
    }
    case "hand-off": {
      const to = await whoIs(call, body.to);
      if ("problem" in to) return to;
      const text = typed(call, body.note);
      return { ask: { type: "hand-off-run", to: to.user, note: text?.ref ?? null }, texts: [text] };
    }
    case "accept":
    case "decline":
    case "withdraw":
      return askOfOffer(call, call.params.id, body);
    case "block": {
      const text = typed(call, body.reason);
      return { ask: { type: "block-run", reason: text?.ref ?? null }, texts: [text] };
    }
    case "add-task": {
      const { title, stage, role, sla, required } = body;
      return { ask: { type: "add-task", title, stage, role, sla: sla ?? null, required }, texts: [] };
    }
    case "change-due":
      return { ask: { type: "change-run-due", dueAt: body.dueAt }, texts: [] };
    case "move-dues":
      return { ask: { type: "move-dues", later: body.later }, texts: [] };
    case "restore-dues":
      return { ask: { type: "restore-dues", dues: body.dues }, texts: [] };
    default:
      return unreachable(body);
  }
}

import { z } from "zod";
import { runOf, type ExceptionId } from "#domain/ids.ts";
import { unreachable } from "#domain/unreachable.ts";
import type { SettleRefusal } from "#domain/held-trigger.ts";
import { readException } from "#services/list-exceptions.ts";
import { settleException } from "#services/settle-exception.ts";
import type { Problem } from "#web/api/problem.ts";
import { route, type Call } from "#web/api/route.ts";
import { exceptionParam, TaskGiven, Words } from "#web/api/shapes/common.ts";
import { ExceptionSchema, GATE_CHOICES, showException } from "#web/api/shapes/exception.ts";
import { change, typed } from "./acts.ts";

const cause = Words.optional().meta({ description: "What happened; a gate and a trigger need it" });
const prevention = Words.optional().meta({
  description: "What keeps it from happening again; a gate and a trigger need it",
});

const ExceptionAct = z
  .discriminatedUnion("action", [
    z.strictObject({
      action: z.literal("open-gate"),
      choice: z.enum(GATE_CHOICES),
      to: TaskGiven.optional().meta({ description: "The task that is done instead, for `reroute`" }),
      cause,
      prevention,
    }),
    z.strictObject({ action: z.literal("settle"), cause, prevention }),
  ])
  .meta({
    id: "ExceptionAction",
    description: "How an exception is settled: a gate by a choice, what holds nothing up as it is",
    example: {
      action: "open-gate",
      choice: "resume",
      cause: "The client's server refused us",
      prevention: "They allow our addresses now",
    },
  });

type ExceptionCall = Call<{ id: ExceptionId }, undefined, z.output<typeof ExceptionAct>>;

export const exceptionActRoutes = [
  route({
    method: "post",
    path: "/exceptions/{id}/actions",
    id: "actOnException",
    tag: "Exceptions",
    summary: "Settle an exception, or open its gate",
    scope: "decide",
    params: exceptionParam,
    body: ExceptionAct,
    answers: { 200: ExceptionSchema },
    async handle(call) {
      const { ctx, params } = call;
      const seen = await readException(ctx, params.id);
      if (!seen) return { problem: NOT_FOUND };
      const problem = seen.run_id ? await openGate(call) : await settle(call);
      if (problem) return { problem };
      const settled = await readException(ctx, params.id);
      return settled ? { status: 200, data: showException(settled) } : { problem: NOT_FOUND };
    },
  }),
];

const NOT_FOUND: Problem = { kind: "not-found", detail: "There is no such exception." };

async function openGate(call: ExceptionCall): Promise<Problem | null> {
  const { body, params } = call;
  const [why, how] = [typed(call, body.cause), typed(call, body.prevention)];
  const gate = body.action === "open-gate" ? body : { choice: "resume" as const, to: undefined };
  const done = await change(call, runOf(params.id), {
    ask: {
      type: "open-gate",
      exception: params.id,
      choice: gate.choice,
      to: gate.to ?? null,
      cause: why?.ref ?? null,
      prevention: how?.ref ?? null,
    },
    texts: [why, how],
  });
  return "problem" in done ? done.problem : null;
}

async function settle({ ctx, body, params }: ExceptionCall): Promise<Problem | null> {
  if (body.action === "open-gate")
    return { kind: "conflict", code: "wrong-kind", detail: "It has no gate: settle it." };
  const { cause = null, prevention = null } = body;
  const settled = await settleException(ctx, { exception: params.id, cause, prevention });
  return settled.ok ? null : settleProblem(settled.refusal);
}

function settleProblem(refusal: SettleRefusal): Problem {
  const { code } = refusal;
  switch (refusal.code) {
    case "no-such-exception":
      return NOT_FOUND;
    case "from-outside":
      return { kind: "not-allowed", code, detail: "People of another organisation can change nothing." };
    case "not-answerable":
      return { kind: "not-allowed", code, detail: `Only ${refusal.owner} and operators can settle it.` };
    case "settled-already":
      return {
        kind: "conflict",
        code,
        detail: `It is settled already${refusal.by ? `, by ${refusal.by}` : ""}.`,
      };
    case "words-missing": {
      const detail = `Say it in words: ${refusal.what}.`;
      return { kind: "invalid", code, detail, errors: [{ pointer: `#/${refusal.what}`, detail }] };
    }
    default:
      return unreachable(refusal);
  }
}

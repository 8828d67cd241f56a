import { z } from "zod";
import { SYSTEM_ROLE } from "#domain/book.ts";
import { callOf, callShape } from "#book/files/call.ts";
import {
  assigned,
  draft,
  EvidenceSchema,
  kindOf,
  shared,
  SignalSchema,
  SuccessSchema,
  SystemSchema,
} from "#book/files/task-keys.ts";
import type { Kind } from "#book/files/task-keys.ts";
import { didYouMean } from "#book/suggest.ts";
import { duration, oneOf, orNull, reference } from "#book/values.ts";
import type { Names } from "#book/values.ts";

const KINDS: readonly Kind[] = ["human", "automation", "approval", "wait", "client", "run"];

/** One task of a playbook. Each kind has keys of its own; without `kind` a person does it. */
export function taskSchema(names: Names) {
  const role = reference("role", names).describe("A role of roles.yaml.");
  const kinds = [
    humanSchema(names, role),
    automationSchema(names),
    approvalSchema(names, role),
    waitSchema(names, role),
    clientSchema(names, role),
    runSchema(names),
  ] as const;
  return z.discriminatedUnion("kind", kinds, {
    error: ({ input }) => wrongKind(input),
  });
}

type Role = z.ZodType<string>;

function humanSchema(names: Names, role: Role) {
  const mode = oneOf(["claim", "auto"])
    .default("claim")
    .describe("claim: members of the role take it. auto: the least loaded available member gets it.");
  return kindOf("human", {
    ...shared(names, "fail_open"),
    kind: z.literal("human").optional().describe("A person does it. The default."),
    assign: assigned({ role, mode }, "human").describe(
      "The role whose members do it, and how it is given out.",
    ),
    success: SuccessSchema,
    evidence: EvidenceSchema,
  }).transform(({ kind: _kind, assign, ...rest }) =>
    draft({ ...rest, role: assign.role, work: { kind: "human", mode: assign.mode } }),
  );
}

function automationSchema(names: Names) {
  return kindOf("automation", {
    ...shared(names, "fail_closed"),
    kind: z.literal("automation").describe("An HTTP call, made by Baton."),
    assign: SystemSchema,
    ...callShape,
  }).transform(({ kind, assign: _assign, request, timeout, retry, success, keep, sign, ...rest }) => {
    const call = callOf({ request, timeout, retry, success, keep, sign });
    return draft({ ...rest, role: SYSTEM_ROLE, work: { kind, call } });
  });
}

function approvalSchema(names: Names, role: Role) {
  return kindOf("approval", {
    ...shared(names, "fail_closed"),
    kind: z.literal("approval").describe("People of a role approve or reject, never who asked for it."),
    assign: assigned({ role }, "approval").describe("The role whose members may approve."),
    approvals: z
      .int()
      .min(1, "at least one person must approve")
      .max(20, "at most 20 people")
      .default(1)
      .describe("How many different people must approve; 1 by default."),
    success: SuccessSchema,
  }).transform(({ kind, assign, approvals: needed, ...rest }) =>
    draft({ ...rest, role: assign.role, work: { kind, needed } }),
  );
}

function waitSchema(names: Names, role: Role) {
  return kindOf("wait", {
    ...shared(names, "fail_closed"),
    kind: z.literal("wait").describe("Ends by a signal, by a person who may say so, or by its timeout."),
    signal: SignalSchema,
    timeout: orNull(duration()).describe(
      "After this long without the signal it has failed, such as 5 business days.",
    ),
    assign: orNull(assigned({ role }, "wait")).describe(
      "The role whose members may say that it has come. By default the role of the owner.",
    ),
    success: SuccessSchema,
  }).transform(({ kind, signal, timeout, assign, ...rest }) =>
    draft({ ...rest, role: assign?.role ?? null, work: { kind, signal, timeout } }),
  );
}

function clientSchema(names: Names, role: Role) {
  return kindOf("client", {
    ...shared(names, "fail_open"),
    kind: z.literal("client").describe("The client does it."),
    assign: assigned({ role }, "client").describe("The role whose members look after it."),
    success: SuccessSchema,
    evidence: EvidenceSchema,
  }).transform(({ kind, assign, ...rest }) => draft({ ...rest, role: assign.role, work: { kind } }));
}

function runSchema(names: Names) {
  return kindOf("run", {
    ...shared(names, "fail_closed"),
    kind: z
      .literal("run")
      .describe("Another playbook, as a child run with an owner and a thread of its own."),
    playbook: reference("playbook", names).describe("The playbook of the child run."),
    assign: SystemSchema,
    success: SuccessSchema,
  }).transform(({ kind, assign: _assign, playbook, ...rest }) =>
    draft({ ...rest, role: SYSTEM_ROLE, work: { kind, playbook } }),
  );
}

function wrongKind(input: unknown): string {
  if (typeof input !== "object" || input === null) return "expected keys with values";
  const kind: unknown = "kind" in input ? input.kind : undefined;
  return `"${String(kind)}" is no kind of task; write ${KINDS.join(", ")}${didYouMean(String(kind), KINDS)}`;
}

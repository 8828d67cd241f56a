import { z } from "zod";
import { SYSTEM_ROLE } from "#domain/book.ts";
import type { OnFailure, TaskSpec, Work } from "#domain/book.ts";
import { callOf, callShape } from "#book/files/call.ts";
import { TypeSchema } from "#book/files/trigger-type.ts";
import { didYouMean } from "#book/suggest.ts";
import { duration, expression, line, NameSchema, oneOf, orNull, reference, strict } from "#book/values.ts";
import type { Names } from "#book/values.ts";

type Kind = Work["kind"];

/** A task as it stands in its file: where its playbook decides for it, null. */
export type TaskDraft = Omit<TaskSpec, "role" | "gate"> & {
  readonly role: string | null;
  readonly gate: string | null;
};

const KINDS: readonly Kind[] = ["human", "automation", "approval", "wait", "client", "run"];

/** Keys that only some kinds of task have. */
const KINDS_WITH: Readonly<Record<string, readonly Kind[]>> = {
  evidence: ["human", "client"],
  request: ["automation"],
  retry: ["automation"],
  keep: ["automation"],
  sign: ["automation"],
  timeout: ["automation", "wait"],
  approvals: ["approval"],
  signal: ["wait"],
  playbook: ["run"],
};

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

function shared(names: Names, failing: OnFailure) {
  return {
    task: NameSchema.describe(
      "The key by which other tasks name it. Keep it: runs and reports know the task by it.",
    ),
    title: line(150).optional().describe("What the checklist says. By default the words of its key."),
    after: orNull(z.array(z.string())).describe(
      "The tasks it waits for. Without it: the required tasks of the stage before. []: it starts at once.",
    ),
    when: orNull(expression("task", "bool")).describe(
      "CEL over run, client, contract, deal, trigger and results. Where it is false the task is skipped.",
    ),
    sla: orNull(duration()).describe("How long it may take once it can be started, such as 2 business days."),
    calendar: orNull(reference("calendar", names)).describe(
      "Counts its SLA instead of the playbook's calendar.",
    ),
    required: z.boolean().default(true).describe("false: the run completes without it."),
    value: z
      .boolean()
      .default(false)
      .describe("true: the client's first value, which time to value is measured to."),
    on_failure: oneOf(["fail_open", "fail_closed"])
      .default(failing)
      .describe(
        "fail_open: a waiver is recorded and the run goes on. fail_closed: an exception stops it at a gate.",
      ),
    gate: orNull(reference("role", names)).describe(
      "The role that opens its gate, instead of the playbook's.",
    ),
  };
}

const SuccessSchema = orNull(line(500)).describe("When it counts as done, in words.");
const EvidenceSchema = orNull(line(150)).describe("What Done asks for, as the label of the question.");

const SystemSchema = z
  .literal("system", "Baton does this: write assign: system, or leave it out")
  .optional()
  .describe("system: nobody is asked to do it. The default.");

const SignalSchema = z
  .preprocess(
    (given) => (typeof given === "string" ? { type: given } : given),
    strict({
      type: TypeSchema.describe("The canonical type of the trigger, such as payment.received."),
      when: orNull(expression("signal", "bool")).describe("CEL over the raw event: which of them."),
    }),
  )
  .meta({ description: "The trigger that ends the wait: its type, or type and when.", short: true });

function assigned<Shape extends z.ZodRawShape>(shape: Shape, kind: Kind) {
  const isMode = (key: string) => key === "mode" && kind !== "human";
  return strict(shape, (key) => (isMode(key) ? "mode belongs to tasks of kind human" : null));
}

function kindOf<Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) {
  return strict(shape, (key) => {
    const kinds = KINDS_WITH[key];
    return kinds ? `"${key}" belongs to kind ${kinds.join(" and ")}; this task is of kind ${kind}` : null;
  });
}

type Keys = Omit<TaskDraft, "title" | "onFailure" | "success" | "evidence"> & {
  readonly title?: string | undefined;
  readonly on_failure: OnFailure;
  readonly success?: string | null;
  readonly evidence?: string | null;
};

function draft({ on_failure: onFailure, title, success = null, evidence = null, ...rest }: Keys): TaskDraft {
  return { ...rest, title: title ?? wordsOf(rest.task), success, evidence, onFailure };
}

/** `check-data-connector` as a title: "Check data connector". */
function wordsOf(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1).replaceAll("-", " ");
}

function wrongKind(input: unknown): string {
  if (typeof input !== "object" || input === null) return "expected keys with values";
  const kind: unknown = "kind" in input ? input.kind : undefined;
  return `"${String(kind)}" is no kind of task; write ${KINDS.join(", ")}${didYouMean(String(kind), KINDS)}`;
}

import { z } from "zod";
import type { OnFailure, TaskSpec, Work } from "#domain/book.ts";
import { TypeSchema } from "#book/files/trigger-type.ts";
import { duration, expression, line, NameSchema, oneOf, orNull, reference, strict } from "#book/values.ts";
import type { Names } from "#book/values.ts";

export type Kind = Work["kind"];

/** A task as it stands in its file: where its playbook decides for it, null. */
export type TaskDraft = Omit<TaskSpec, "role" | "gate"> & {
  readonly role: string | null;
  readonly gate: string | null;
};

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

/** The keys that every task has. */
export function shared(names: Names, failing: OnFailure) {
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

export const SuccessSchema = orNull(line(500)).describe("When it counts as done, in words.");
export const EvidenceSchema = orNull(line(150)).describe("What Done asks for, as the label of the question.");

/** `assign: system`, which says what is so anyway. */
export const SystemSchema = z
  .literal("system", "Baton does this: write assign: system, or leave it out")
  .optional()
  .describe("system: nobody is asked to do it. The default.");

/** `payment.received`, or `{ type, when }`. */
export const SignalSchema = z
  .preprocess(
    (given) => (typeof given === "string" ? { type: given } : given),
    strict({
      type: TypeSchema.describe("The canonical type of the trigger, such as payment.received."),
      when: orNull(expression("signal", "bool")).describe("CEL over the raw event: which of them."),
    }),
  )
  .meta({ description: "The trigger that ends the wait: its type, or type and when.", short: true });

/** `assign:` of a kind that people look after. */
export function assigned<Shape extends z.ZodRawShape>(shape: Shape, kind: Kind) {
  const isMode = (key: string) => key === "mode" && kind !== "human";
  return strict(shape, (key) => (isMode(key) ? "mode belongs to tasks of kind human" : null));
}

/** The keys of a task of one kind; those of another kind are refused as such. */
export function kindOf<Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) {
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

/** A task as its keys say, with what follows from them. */
export function draft({
  on_failure: onFailure,
  title,
  success = null,
  evidence = null,
  ...rest
}: Keys): TaskDraft {
  return { ...rest, title: title ?? wordsOf(rest.task), success, evidence, onFailure };
}

/** `check-data-connector` as a title: "Check data connector". */
function wordsOf(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1).replaceAll("-", " ");
}

import { z } from "zod";
import { parseDuration } from "#domain/durations.ts";
import type { OperationId } from "#domain/ids.ts";
import { undoOf, type Act, type OperationSpec } from "#domain/operation.ts";
import { unreachable } from "#domain/unreachable.ts";
import { foreseeOperation, type OperationForeseen } from "#services/foresee-operation.ts";
import { countRuns } from "#services/list-runs.ts";
import {
  continueOperation as goOn,
  maySteerOperation,
  readOperation,
  startOperation,
  stopOperation as stop,
  type Started,
} from "#services/operations.ts";
import { OperationIdSchema, UserIdSchema } from "#src/ids.ts";
import { fields } from "#views/ids.ts";
import { countWords } from "#views/filter-words.ts";
import {
  begunText,
  notRunningText,
  notYoursText,
  nothingToDoText,
  nothingToUndoText,
  stoppedText,
} from "#views/operation-answers.ts";
import { confirmOperationModal, moveListedModal, reassignListedModal } from "#views/operation-modals.ts";
import { refusalText } from "#views/refusals.ts";
import type { Asked } from "./asked.ts";
import { button } from "./buttons.ts";
import { formOf } from "./forms.ts";
import { listed } from "./list.ts";
import { form, said, shown, wrong, type Outcome } from "./outcome.ts";
import { readFilterAgain } from "./run-filter.ts";

const ListedSchema = z.object({ filter: z.string() });

/** Reassign, under a list: a form asks who shall own all that it shows. */
export const reassignListed = button(
  listed(ListedSchema),
  async (asked, { filter }) => withList(asked, filter, reassignListedModal),
  { opens: true },
);

/** Move due, under a list: a form asks by how much. */
export const moveListed = button(
  listed(ListedSchema),
  async (asked, { filter }) => withList(asked, filter, moveListedModal),
  { opens: true },
);

type ListModal = typeof moveListedModal;

async function withList(asked: Asked, words: string, modal: ListModal): Promise<Outcome> {
  const read = await readFilterAgain(asked, words);
  if (!read.ok) return said(read.answer);
  const count = await countRuns(asked.ctx, read.filter);
  if (count.runs === 0) return said(nothingToDoText([]));
  return form(modal({ filter: words, which: countWords(count, read.filter) }));
}

export const reassignListedForm = formOf(
  ListedSchema,
  z.object({ person: UserIdSchema, extent: z.enum(["runs", "tasks"]) }),
  async (asked, { filter }, { person, extent }) => {
    await asked.meet(person);
    return foreseen(asked, filter, { kind: "reassign", to: person, tasks: extent === "tasks" });
  },
);

const LaterSchema = z.string().transform((words, ctx) => {
  const duration = parseDuration(words);
  if (duration) return duration;
  ctx.addIssue("No duration");
  return z.NEVER;
});

export const moveListedForm = formOf(
  ListedSchema,
  z.object({ duration: LaterSchema }),
  async (asked, { filter }, { duration: later }) => foreseen(asked, filter, { kind: "move-due", later }),
);

/** Undo, of what was done to many: says what goes back, and asks once more. */
export const undoOperation = button(
  OperationIdSchema,
  async (asked, id) => {
    const operation = await readOperation(asked.ctx, id);
    const spec = operation && undoOf(operation);
    return operation && spec ? foreseen(asked, operation.filter, spec) : said(nothingToUndoText());
  },
  { opens: true },
);

/** Says what would happen to which runs. Nothing has happened yet. */
async function foreseen(asked: Asked, words: string, spec: OperationSpec): Promise<Outcome> {
  const read = await readFilterAgain(asked, words);
  if (!read.ok) return said(read.answer);
  const seen = await foreseeOperation(asked.ctx, { spec, filter: read.filter });
  if (!seen.ok) {
    const text = refusalText(seen.refusal, null);
    const errors = spec.kind === "reassign" ? { [fields.person.block_id]: text } : null;
    return wrong({ text }, errors);
  }
  return confirming(words, spec, seen.foreseen, { isAnew: false });
}

function confirming(
  words: string,
  spec: OperationSpec,
  foreseen: OperationForeseen,
  { isAnew }: { readonly isAnew: boolean },
): Outcome {
  if (foreseen.will.length === 0) return said(nothingToDoText(foreseen.wont));
  return form(confirmOperationModal({ filter: words, spec, isAnew, ...foreseen }));
}

const ActSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("reassign"), to: UserIdSchema, tasks: z.boolean() }),
  z.object({
    kind: z.literal("move-due"),
    later: z.object({ amount: z.int().positive(), unit: z.enum(["business days"]) }),
  }),
]) satisfies z.ZodType<Act>;

/** Asked once more, and meant, for what was shown: where it would be others by now, it is shown and asked again. */
export const confirmOperation = formOf(
  z.union([
    z.object({ filter: z.string(), spec: ActSchema, digest: z.string() }),
    z.object({ undoes: OperationIdSchema, digest: z.string() }),
  ]),
  z.object({}),
  async (asked, about) => {
    const meant =
      "undoes" in about ? await undoing(asked, about.undoes) : { spec: about.spec, words: about.filter };
    if (!meant) return said(nothingToUndoText());
    const { spec, words } = meant;
    const read = await readFilterAgain(asked, words);
    if (!read.ok) return said(read.answer);
    const { filter } = read;
    const { key } = asked;
    const started = await startOperation(asked.ctx, { spec, filter, words, key, confirmed: about.digest });
    return started.ok ? said(begunText()) : notStarted(words, spec, started);
  },
);

/** Whether it can still be undone is told by what begins it: asked twice at once, it has begun by now. */
async function undoing({ ctx }: Asked, of: OperationId) {
  const operation = await readOperation(ctx, of);
  if (!operation || operation.spec.kind === "undo") return null;
  return { spec: { kind: "undo", of, act: operation.spec } as const, words: operation.filter };
}

function notStarted(words: string, spec: OperationSpec, started: Extract<Started, { ok: false }>): Outcome {
  switch (started.why) {
    case "changed":
      return confirming(words, spec, started.foreseen, { isAnew: true });
    case "refused":
      return said({ text: refusalText(started.refusal, null) });
    case "nothing-to-undo":
      return said(nothingToUndoText());
    default:
      return unreachable(started);
  }
}

/** Stop: after the run at hand. */
export const stopOperation = button(OperationIdSchema, async ({ ctx, clicked }, id) => {
  const operation = await readOperation(ctx, id);
  if (!operation) return said(notRunningText());
  if (!(await maySteerOperation(ctx, "stop", operation))) return said(notYoursText("stop", operation.by));
  const stopped = await stop(ctx, id, clicked);
  // Under a list nothing shows it.
  if (clicked) return shown;
  return said(stopped ? stoppedText(operation) : notRunningText());
});

/** Continue: where it was stopped. */
export const continueOperation = button(OperationIdSchema, async ({ ctx, clicked }, id) => {
  const operation = await readOperation(ctx, id);
  if (operation && !(await maySteerOperation(ctx, "continue", operation)))
    return said(notYoursText("continue", operation.by));
  await goOn(ctx, id, clicked);
  return shown;
});

import { z } from "zod";
import { parseDuration } from "#domain/durations.ts";
import type { OperationSpec } from "#domain/operation.ts";
import { foreseeOperation } from "#services/foresee-operation.ts";
import { countRuns } from "#services/list-runs.ts";
import {
  continueOperation as goOn,
  readOperation,
  startOperation,
  stopOperation as stop,
} from "#services/operations.ts";
import { OperationIdSchema, UserIdSchema } from "#src/ids.ts";
import { fields } from "#views/ids.ts";
import { countWords } from "#views/filter-words.ts";
import { begunText, notYoursText, nothingToDoText, nothingToUndoText } from "#views/operation-answers.ts";
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

/** Undo, of what was reassigned: says what goes back, and asks once more. */
export const undoOperation = button(
  OperationIdSchema,
  async (asked, id) => {
    const operation = await readOperation(asked.ctx, id);
    if (operation?.spec.kind !== "reassign" || operation.isUndone || operation.state === "running")
      return said(nothingToUndoText());
    return foreseen(asked, operation.filter, { kind: "undo-reassign", of: id, to: operation.spec.to });
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
  const { will, wont } = seen.foreseen;
  if (will.length === 0) return said(nothingToDoText(wont));
  return form(confirmOperationModal({ filter: words, spec, ...seen.foreseen }));
}

const SpecSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("reassign"), to: UserIdSchema, tasks: z.boolean() }),
  z.object({
    kind: z.literal("move-due"),
    later: z.object({ amount: z.int().positive(), unit: z.enum(["business days"]) }),
  }),
  z.object({ kind: z.literal("undo-reassign"), of: OperationIdSchema, to: UserIdSchema }),
]) satisfies z.ZodType<OperationSpec>;

/** Asked once more, and meant: the runs are chosen now. */
export const confirmOperation = formOf(
  z.object({ filter: z.string(), spec: SpecSchema }),
  z.object({}),
  async (asked, { filter: words, spec }) => {
    const read = await readFilterAgain(asked, words);
    if (!read.ok) return said(read.answer);
    const started = await startOperation(asked.ctx, { spec, filter: read.filter, words, key: asked.key });
    return said(started.ok ? begunText() : { text: refusalText(started.refusal, null) });
  },
);

/** Stop: after the run at hand. */
export const stopOperation = button(OperationIdSchema, async ({ ctx, clicked, me }, id) => {
  const operation = await readOperation(ctx, id);
  if (operation?.by !== me) return said(notYoursText());
  await stop(ctx, id, clicked);
  return shown;
});

/** Continue: where it was stopped. */
export const continueOperation = button(OperationIdSchema, async ({ ctx, clicked, me }, id) => {
  const operation = await readOperation(ctx, id);
  if (operation?.by !== me) return said(notYoursText());
  await goOn(ctx, id, clicked);
  return shown;
});

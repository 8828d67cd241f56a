import { z } from "zod";
import { OPEN_STATES, RUN_STATES, type RunFilter } from "#domain/run-filter.ts";
import { UserIdSchema } from "#src/ids.ts";

/** A filter that was stored as `writtenFilter` writes it. */
export function readWrittenFilter(words: string): RunFilter {
  const found = Object.fromEntries(
    [...words.matchAll(TERM)].flatMap(({ groups = {} }) =>
      Object.entries(groups).filter(([, value]) => value !== undefined),
    ),
  );
  return WrittenSchema.parse(found);
}

const TERM =
  /client:"(?<client>[^"]*)"|playbook:(?<playbook>\S+)|owner:<@(?<owner>\w+)>|state:(?<states>[\w,]+)|\b(?<overdue>overdue)\b/gu;

const StatesSchema = z
  .string()
  .transform((states) => states.split(","))
  .pipe(z.array(z.enum(RUN_STATES)));

const WrittenSchema = z.object({
  client: z.string().optional(),
  playbook: z.string().optional(),
  owner: UserIdSchema.optional(),
  states: StatesSchema.default([...OPEN_STATES]),
  overdue: z
    .literal("overdue")
    .transform(() => true)
    .optional(),
});

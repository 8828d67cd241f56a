import { z } from "zod";
import { RUN_STATES } from "#domain/run-filter.ts";
import { countRuns, listRunPage, type RunPage } from "#services/list-runs.ts";
import { operationsToStop } from "#services/operations.ts";
import { InstantSchema, RunIdSchema } from "#src/ids.ts";
import { listText } from "#views/lists.ts";
import type { Asked } from "./asked.ts";
import { button } from "./buttons.ts";
import { said, type Outcome } from "./outcome.ts";
import { readFilter, readFilterAgain, type FilterRead } from "./run-filter.ts";
import type { Subcommand } from "./slash.ts";

const PAGE = 20;

/** `/onboard list [filter]`: every open onboarding, or those that match. */
export const list: Subcommand = async (asked, words) =>
  page(asked, await readFilter(asked, words), { after: null, before: 0 });

type Place = { readonly after: RunPage["next"]; readonly before: number };

async function page(asked: Asked, read: FilterRead, { after, before }: Place): Promise<Outcome> {
  if (!read.ok) return said(read.answer);
  const { filter, words } = read;
  const { ctx } = asked;
  const [{ runs, next }, count, underWay] = await Promise.all([
    listRunPage(ctx, filter, { after, limit: PAGE }),
    countRuns(ctx, filter),
    before === 0 ? operationsToStop(ctx) : [],
  ]);
  const shown = before + runs.length;
  return said(
    listText({
      runs,
      before,
      count,
      filter,
      words,
      next: next && valueOf({ filter: words, at: next.openedAt, id: next.id, before: shown }),
      slip: runs.length === 0 ? await slipIn(asked, read) : null,
      underWay,
      mayChange: ctx.by.kind === "person" && ctx.by.internal,
      now: ctx.now,
    }),
  );
}

/** A word that nothing is called by, however its onboardings stand. */
async function slipIn({ ctx }: Asked, { filter, slip }: Extract<FilterRead, { ok: true }>) {
  if (!slip || filter.client === undefined) return null;
  const { runs } = await countRuns(ctx, { states: RUN_STATES, client: filter.client });
  return runs === 0 ? slip : null;
}

const MoreSchema = z.object({
  filter: z.string(),
  at: InstantSchema,
  id: RunIdSchema,
  before: z.int(),
});

/** What a button under a list says: JSON of what the list shows. */
export function listed<Value>(schema: z.ZodType<Value>) {
  return z
    .string()
    .transform((text, ctx) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        ctx.addIssue("No JSON");
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/** Show more: the next page of the same list. */
export const more = button(listed(MoreSchema), async (asked, { filter, at, id, before }) =>
  page(asked, await readFilterAgain(asked, filter), { after: { openedAt: at, id }, before }),
);

function valueOf(more: z.output<typeof MoreSchema>): `{${string}}` {
  const { filter, ...place } = more;
  return `{"filter":${JSON.stringify(filter)},${JSON.stringify(place).slice(1, -1)}}`;
}

import type { Context } from "#src/context.ts";
import type { RunLine } from "#db/lines.ts";
import { readCrew } from "#db/runs.ts";
import { OPERATORS } from "#domain/actor.ts";
import { OPEN_STATES } from "#domain/run-filter.ts";
import { actorOf } from "./change-run.ts";
import { listRunPage } from "./list-runs.ts";
import type { RunSeen } from "./read-run.ts";

export type TakeOver = {
  readonly runs: readonly RunLine[];
  /** There are more: whoever looks for another names its client. */
  readonly isCut: boolean;
};

/** As many as a list in Slack may hold. */
const LISTED_MAX = 100;

/**
 * Open runs that whoever asks may merge another into: those of its owner, for operators everybody's. Of clients whose name
 * begins as `typed` does; without, those of its own client first, and then the newest.
 */
export async function whatCouldTakeOver(
  ctx: Context,
  { run, client }: RunSeen,
  typed: string | null,
): Promise<TakeOver> {
  const actor = actorOf(ctx, await readCrew(ctx.db, ctx.workspace));
  const isOperator = actor.kind === "person" && actor.roles.includes(OPERATORS);
  const owner = isOperator ? undefined : run.owner;
  const pageOf = (name?: string) =>
    listRunPage(ctx, { states: OPEN_STATES, owner, client: name }, { after: null, limit: LISTED_MAX });
  const pages = await Promise.all(typed === null ? [pageOf(client.name), pageOf()] : [pageOf(typed)]);
  const found = new Map(pages.flatMap(({ runs }) => runs.map((one) => [one.id, one])));
  const runs = [...found.values()].filter(({ id, isPart }) => id !== run.id && !isPart);
  return {
    runs: runs.slice(0, LISTED_MAX),
    isCut: runs.length > LISTED_MAX || pages.some(({ next }) => next !== null),
  };
}

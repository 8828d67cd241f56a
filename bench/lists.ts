import { listRunPage } from "#services/list-runs.ts";
import { OPEN_STATES, type RunFilter } from "#domain/run-filter.ts";
import { makeCompany, type Company } from "./company.ts";
import { startDatabase } from "./database.ts";
import { median } from "./drive.ts";
import { fillForLists } from "./fill-lists.ts";

/** One list among few runs and among many: what its first two pages cost. */
export type ListLevel = {
  readonly what: string;
  readonly fewMs: number;
  readonly manyMs: number;
  /** The median of the pairs: flat is 1. */
  readonly ratio: number;
};

export const FEW = 1000;
export const MANY = 100_000;
const PAIRS = 40;
const WARM_UP = 5;
const PAGE = 20;

/** The same list among few and among many runs, in turns, each in a database of its own. */
export async function measureLists(
  team: Parameters<typeof makeCompany>[1],
  findPerson: Parameters<typeof makeCompany>[2],
  say: (step: string) => void,
): Promise<ListLevel[]> {
  const [small, large] = [await startDatabase(), await startDatabase()];
  try {
    const few = await makeCompany(small.db, team, findPerson);
    const many = await makeCompany(large.db, team, findPerson);
    await fillForLists(few, FEW);
    say(`Making up ${MANY} runs for lists.`);
    await fillForLists(many, MANY);
    say("Listing runs.");
    const levels: ListLevel[] = [];
    for (const { what, filter } of listsOf(few)) levels.push(await compare(what, filter, few, many));
    return levels;
  } finally {
    await small.remove();
    await large.remove();
  }
}

/** Each fills both of its pages among few as among many: what is compared is how they are found. */
function listsOf({ memberOf }: Company): readonly { what: string; filter: RunFilter }[] {
  const open = { states: OPEN_STATES };
  const owner = memberOf("customer-success");
  return [
    { what: "open", filter: open },
    { what: "paused", filter: { states: ["paused"] } },
    { what: "completed", filter: { states: ["completed"] } },
    { what: "of one owner", filter: { ...open, owner } },
    { what: "of one playbook", filter: { ...open, playbook: "guided" } },
    { what: "whose client begins so", filter: { ...open, client: "example client 1" } },
    { what: "late", filter: { ...open, overdue: true } },
  ];
}

async function compare(what: string, filter: RunFilter, few: Company, many: Company): Promise<ListLevel> {
  const pairs: { few: number; many: number }[] = [];
  for (let pair = -WARM_UP; pair < PAIRS; pair++) {
    const timed = { few: await pageMs(few, filter), many: await pageMs(many, filter) };
    if (pair >= 0) pairs.push(timed);
  }
  return {
    what,
    fewMs: median(pairs.map((pair) => pair.few)),
    manyMs: median(pairs.map((pair) => pair.many)),
    ratio: median(pairs.map((pair) => pair.many / pair.few)),
  };
}

/** The first page and the one after it, which begins where the first ends. */
async function pageMs(company: Company, filter: RunFilter): Promise<number> {
  const ctx = company.context({ kind: "person", id: company.memberOf("operators"), internal: true });
  const since = performance.now();
  const { next, runs } = await listRunPage(ctx, filter, { after: null, limit: PAGE });
  if (runs.length === 0) throw new Error("A list of the bench is empty: it would measure nothing");
  if (next) await listRunPage(ctx, filter, { after: next, limit: PAGE });
  return performance.now() - since;
}

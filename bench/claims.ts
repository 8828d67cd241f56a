import { changeRun } from "#services/change-run.ts";
import { claimByHand, prepareClaim } from "./claim-floor.ts";
import type { Company } from "./company.ts";
import { drive, median, spreadOf, type Round, type Spread } from "./drive.ts";
import type { Claimable } from "./fill.ts";

/** Claims at one number of callers: through the service, and the floor beside it. */
export type ClaimLevel = {
  readonly callers: number;
  readonly service: Side;
  readonly floor: Side;
  /** The service's rate as a part of the floor's: the median of the pairs, and the worst and best of them. */
  readonly ratio: { readonly median: number; readonly worst: number; readonly best: number };
};
/** `cpuMs`: what each costs Node, the driver's part included. */
type Side = { readonly perSecond: number; readonly ms: Spread; readonly cpuMs: number };

/** Gives the next claimable tasks; each is claimed once. */
export type Supply = (count: number) => readonly Claimable[];

const PAIRS = 5;
const WARM_UP = 400;
export const LEVELS: readonly { readonly callers: number; readonly claims: number }[] = [
  { callers: 1, claims: 100 },
  { callers: 8, claims: 300 },
  { callers: 32, claims: 300 },
];

/** Rounds of the service and of the floor take turns, so that whatever else the machine does meets both. */
export async function measureClaims(company: Company, supply: Supply): Promise<ClaimLevel[]> {
  const service = (count: number, callers: number) => claimThroughService(company, supply(count), callers);
  const floor = (count: number, callers: number) => claimAtTheFloor(company, supply(count), callers);
  await service(WARM_UP, 8);
  await floor(WARM_UP, 8);
  const levels: ClaimLevel[] = [];
  for (const { callers, claims } of LEVELS) {
    const pairs: { readonly service: Round; readonly floor: Round }[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      pairs.push({ service: await service(claims, callers), floor: await floor(claims, callers) });
    }
    levels.push(levelOf(callers, pairs));
  }
  return levels;
}

/** The very call that the Claim button makes. */
function claimThroughService(company: Company, items: readonly Claimable[], callers: number): Promise<Round> {
  return drive(items, callers, async ({ run, task, by, clicked }) => {
    const ctx = company.context({ kind: "person", id: by, internal: true });
    const decision = await changeRun(ctx, {
      run,
      key: `bench ${task}`,
      ask: { type: "claim-task", task },
      clicked,
    });
    if (!decision.ok || decision.events.length !== 1) throw new Error(`${task} was not claimed`);
  });
}

async function claimAtTheFloor(
  company: Company,
  items: readonly Claimable[],
  callers: number,
): Promise<Round> {
  const prepared = await Promise.all(items.map((item) => prepareClaim(company, item, `bench ${item.task}`)));
  return drive(prepared, callers, (claim) => claimByHand(company, claim));
}

function levelOf(
  callers: number,
  pairs: readonly { readonly service: Round; readonly floor: Round }[],
): ClaimLevel {
  const ratios = pairs.map(({ service, floor }) => service.perSecond / floor.perSecond);
  return {
    callers,
    service: sideOf(pairs.map(({ service }) => service)),
    floor: sideOf(pairs.map(({ floor }) => floor)),
    ratio: { median: median(ratios), worst: Math.min(...ratios), best: Math.max(...ratios) },
  };
}

function sideOf(rounds: readonly Round[]): Side {
  return {
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    ms: spreadOf(rounds.flatMap(({ latenciesMs }) => latenciesMs)),
    cpuMs: median(rounds.map(({ cpuMs }) => cpuMs)),
  };
}

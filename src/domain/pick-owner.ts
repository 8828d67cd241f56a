import type { UserId } from "./ids.ts";

/** Somebody who could own a run: how many open ones they own, and whether they can take work. */
export type Candidate = { readonly id: UserId; readonly available: boolean; readonly openRuns: number };

/** Who was chosen among whom, as the routing decision keeps it. */
export type OwnerChoice = {
  readonly owner: UserId;
  /** The role that should have given an owner and had nobody: the fallback owner answers for the run. */
  readonly missingRole: string | null;
  readonly considered: readonly Candidate[];
};

/** Picks the available member with the fewest open runs, then the first in the role's order; else the fallback owner. */
export function pickOwner(role: string, candidates: readonly Candidate[], fallback: UserId): OwnerChoice {
  const [best] = candidates.filter(({ available }) => available).toSorted((a, b) => a.openRuns - b.openRuns);
  return best
    ? { owner: best.id, missingRole: null, considered: candidates }
    : { owner: fallback, missingRole: role, considered: candidates };
}

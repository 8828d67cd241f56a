import { isSame } from "#book/diff-words.ts";
import type { Decision, PastTrigger, Redecided } from "#book/redecide.ts";
import type { Book } from "#domain/book.ts";
import type { TriggerId } from "#domain/ids.ts";

/** One of the triggers that a line of the result counts. */
export type Example = {
  readonly client: string | null;
  readonly trigger: TriggerId;
  readonly receivedAt: Date;
};

/** Triggers about which the same was decided then, and the same would be now. */
export type Group = {
  readonly from: Decision;
  readonly to: Decision;
  readonly error: string | null;
  readonly isOtherDeal: boolean;
  /** The release that is current decides so by now: it is not this one's doing. */
  readonly isAlready: boolean;
  readonly triggers: number;
  readonly examples: readonly Example[];
};

/** How often a rule was the one that matched, could not be worked out and passed on, or held the trigger. */
export type RuleHits = { readonly matched: number; readonly passedOn: number; readonly held: number };

/** What a release over history came to. */
export type Tally = {
  readonly triggers: number;
  readonly groups: readonly Group[];
  /** In the order of the book. */
  readonly rules: Readonly<Record<string, RuleHits>>;
};

export type Replayed = {
  readonly past: PastTrigger;
  readonly example: Example;
  readonly now: Redecided;
  /** By the release that is current; null: it is the one that is replayed. */
  readonly current: Redecided | null;
};

const EXAMPLES_MAX = 3;

/** Whether the release would have decided as was decided. */
export function isSameGroup({ from, to, isOtherDeal }: Group): boolean {
  return !isOtherDeal && isSame(from, to);
}

/** How many triggers some groups have together. */
export function sumOf(groups: readonly Group[]): number {
  return groups.reduce((all, { triggers }) => all + triggers, 0);
}

/** Counts what came of triggers, one after another: however many there are, it holds a few examples of each kind. */
export function startTally({ routing }: Book): { add(one: Replayed): void; result(): Tally } {
  const groups = new Map<string, Counted<Group>>();
  const rules = new Map(routing.map(({ rule }) => [rule, { matched: 0, passedOn: 0, held: 0 }]));
  let triggers = 0;
  return {
    add({ past, example, now, current }) {
      triggers += 1;
      countRules(rules, now);
      const { decision: to, error, isOtherDeal } = now;
      const isChange = isOtherDeal || !isSame(past.decided, to);
      const isAlready = isChange && current !== null && isSame(outcomeOf(current), outcomeOf(now));
      const kind = { from: past.decided, to, error, isOtherDeal, isAlready };
      const key = JSON.stringify(kind);
      const group = groups.get(key) ?? { ...kind, triggers: 0, examples: [] };
      groups.set(key, group);
      group.triggers += 1;
      if (group.examples.length < EXAMPLES_MAX) group.examples.push(example);
    },
    result: () => ({
      triggers,
      groups: [...groups.values()].toSorted((a, b) => b.triggers - a.triggers),
      rules: Object.fromEntries(rules),
    }),
  };
}

type Counted<T extends Group> = Omit<T, "triggers" | "examples"> & { triggers: number; examples: Example[] };

function countRules(
  rules: ReadonlyMap<string, { matched: number; passedOn: number; held: number }>,
  { tried, decision }: Redecided,
): void {
  for (const { rule, outcome } of tried) {
    const hits = rules.get(rule);
    if (!hits || outcome === "not-matched") continue;
    if (outcome === "matched") hits.matched += 1;
    else if (decision.outcome === "held") {
      // The one that could not be worked out last is the one that held it.
      if (decision.rule === rule) hits.held += 1;
      else hits.passedOn += 1;
    } else hits.passedOn += 1;
  }
}

function outcomeOf({ decision, isOtherDeal }: Redecided) {
  return { decision, isOtherDeal };
}

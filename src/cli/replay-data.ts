import { isSameGroup, sumOf } from "#book/replay-tally.ts";
import { placeText } from "./replay-options.ts";
import type { Page } from "./replay-words.ts";

/** A replay as data, with every kind of difference. */
export function dataOf({ candidate, current, stretch, tally, next, ...page }: Page) {
  const groups = tally.groups.map((group) => ({ same: isSameGroup(group), ...group }));
  return {
    release: candidate.number,
    current: current ?? candidate.number,
    from: stretch.from.receivedAt,
    after: stretch.from.id === "" ? null : placeText(stretch.from),
    until: stretch.until,
    complete: next === null,
    next: next && placeText(next),
    triggers: tally.triggers,
    same: sumOf(groups.filter(({ same }) => same)),
    left: page.decided - page.seen,
    byPeople: page.byPeople,
    waiting: page.waiting,
    groups,
    rules: tally.rules,
  };
}

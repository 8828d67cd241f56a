import type { Item } from "./world.ts";

export type Planned = { readonly at: Date; readonly item: Item };

/** What is to come, by its instant. */
export type Agenda = {
  add(at: Date, item: Item): void;
  /** What comes next; undefined: nothing does. */
  next(): Planned | undefined;
  /** Takes that out. */
  take(): void;
};

/** At one instant systems are quicker than signals, and signals quicker than people. Of one kind, what was planned first comes first. */
const RANKS = { report: 0, child: 0, call: 0, signal: 1, "end-wait": 1 } as const;
const PEOPLE = 2;

export function newAgenda(): Agenda {
  const planned: Planned[] = [];
  const rank = ({ item }: Planned): number =>
    item.do in RANKS ? RANKS[item.do as keyof typeof RANKS] : PEOPLE;
  const isBefore = (a: Planned, b: Planned) =>
    a.at.getTime() < b.at.getTime() || (a.at.getTime() === b.at.getTime() && rank(a) < rank(b));
  return {
    add(at, item) {
      const next = { at, item };
      const index = planned.findIndex((other) => isBefore(next, other));
      planned.splice(index < 0 ? planned.length : index, 0, next);
    },
    next: () => planned[0],
    take: () => void planned.shift(),
  };
}

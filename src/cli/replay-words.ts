import type { Decision } from "#book/redecide.ts";
import { isSameGroup, sumOf, type Group, type RuleHits } from "#book/replay-tally.ts";
import type { PastAmount, Stretch } from "#db/past-triggers.ts";
import type { Book } from "#domain/book.ts";
import type { ReplayResult } from "#services/replay-release.ts";
import { alignColumns } from "./align-columns.ts";
import { count, timesIn, type Times } from "./rehearsal/times.ts";
import { changeWords, heldWords } from "./replay-group-words.ts";
import { placeText } from "./replay-options.ts";

/** What is replayed. */
export type Candidate = {
  readonly book: Book;
  /** Null: it is no release yet. */
  readonly number: number | null;
  readonly name: string;
  /** What names it on the command line. */
  readonly argument: string;
};

/** A replay as it went, whole or a part of it. */
export type Page = PastAmount &
  ReplayResult & {
    readonly candidate: Candidate;
    /** The number of the release that is current; null: it is the one that was replayed. */
    readonly current: number | null;
    readonly stretch: Stretch;
  };

const GROUPS_MAX = 12;

/** What a replay came to, for an operator. */
export function linesOf(page: Page): string[] {
  const { tally, candidate } = page;
  const times = timesIn(candidate.book.workspace.timezone);
  const same = tally.groups.filter(isSameGroup);
  const others = tally.groups.filter((group) => !isSameGroup(group));
  const of = (outcome: Decision["outcome"]) => others.filter(({ to }) => to.outcome === outcome);
  const [held, unseen] = [of("held"), of("unseen")];
  const changed = others.filter((group) => !held.includes(group) && !unseen.includes(group));
  return [
    headLine(page, times),
    "",
    sameLine(tally.triggers, same),
    ...changedLines(changed, page, times),
    ...heldLines([...held, ...same.filter(({ to }) => to.outcome === "held")], page, times),
    ...unseenLines(unseen, page, times),
    ...ruleLines(page),
    ...restLines(page, times),
  ];
}

/** What is said where there is nothing to replay. */
export function nothingLines(
  { book }: Candidate,
  { from }: Stretch,
  { waiting, last }: PastAmount,
): string[] {
  const { day } = timesIn(book.workspace.timezone);
  const waits = waiting > 0 ? [`${count(waiting, "trigger")} still waiting for the first decision.`] : [];
  if (from.id !== "") return [`No trigger was decided after ${placeText(from)}: nothing is left to replay.`];
  if (!last)
    return [
      "No trigger was ever received here, so there is no history to replay yet.",
      "What a book does with triggers that are made up: baton rehearse",
    ];
  const hint =
    last < from.receivedAt
      ? [`The last trigger came on ${day(last)}: --since ${dayOf(last)} looks back that far.`]
      : [];
  return [`No trigger was decided since ${day(from.receivedAt)}.`, ...hint, ...waits];
}

function headLine({ candidate, tally, stretch: { from } }: Page, { day, moment }: Times): string {
  const since =
    from.id === ""
      ? `since ${day(from.receivedAt)}`
      : `received after ${moment(from.receivedAt)} (${from.id})`;
  return `${candidate.name} over ${count(tally.triggers, "trigger")} ${since}. Nothing was changed.`;
}

/** In the order of how much they matter. */
const OUTCOMES = [
  ["opened", "opened a run"],
  ["joined", "joined the run of their deal"],
  ["evidence", "kept as evidence"],
  ["ignored", "ignored"],
  ["held", "held for a person"],
] as const;

function sameLine(triggers: number, same: readonly Group[]): string {
  if (triggers === 0) return "No rule and no source had a say in any of them.";
  const byOutcome = OUTCOMES.flatMap(([outcome, words]) => {
    const amount = sumOf(same.filter(({ to }) => to.outcome === outcome));
    return amount > 0 ? [`${amount} ${words}`] : [];
  });
  if (byOutcome.length === 0) return `None of the ${triggers} would be decided as it was.`;
  const all = sumOf(same);
  const amount = all === triggers ? `All ${all}` : `${all} of the ${triggers}`;
  return `${amount} would be decided as they were: ${byOutcome.join(", ")}.`;
}

function changedLines(groups: readonly Group[], page: Page, times: Times): string[] {
  if (groups.length === 0) return [];
  const already = sumOf(groups.filter(({ isAlready }) => isAlready));
  const current = already > 0 ? `, ${already} of them as current release ${page.current} does already` : "";
  return section(
    `${sumOf(groups)} would be decided differently${current}:`,
    groups,
    page,
    times,
    changeWords,
  );
}

function heldLines(groups: readonly Group[], page: Page, times: Times): string[] {
  if (groups.length === 0) return [];
  const then = sumOf(groups.filter(isSameGroup));
  const before = then > 0 ? `, ${then} of them then too` : "";
  return section(`${sumOf(groups)} would be held for a person${before}:`, groups, page, times, heldWords);
}

function unseenLines(groups: readonly Group[], page: Page, times: Times): string[] {
  if (groups.length === 0) return [];
  const title = `${sumOf(groups)} can't be replayed: the rules would be asked about them, and no snapshot of them was kept:`;
  return section(title, groups, page, times, changeWords);
}

function section(
  title: string,
  groups: readonly Group[],
  { current }: Page,
  { day }: Times,
  words: (group: Group) => string,
): string[] {
  const shown = groups.slice(0, GROUPS_MAX);
  const more = groups.slice(GROUPS_MAX);
  const width = String(shown[0]?.triggers ?? 0).length;
  const lines = shown.flatMap((group) => {
    const already = group.isAlready ? `, as release ${current} does already` : "";
    return [
      `  ${String(group.triggers).padStart(width)}  ${words(group)}${already}`,
      ...alignColumns(
        group.examples.map(({ client, trigger, receivedAt }) => [
          client ?? "(no client yet)",
          trigger,
          day(receivedAt),
        ]),
      ).map((line) => `  ${" ".repeat(width)}    ${line}`),
    ];
  });
  const rest =
    more.length > 0
      ? [`  and ${count(more.length, "more kind")}, ${count(sumOf(more), "trigger")}; --json has all`]
      : [];
  return ["", title, ...lines, ...rest];
}

function ruleLines({ tally, next, stretch }: Page): string[] {
  const hits = Object.entries(tally.rules);
  if (hits.every(([, rule]) => rule.matched + rule.passedOn + rule.held === 0))
    return ["", "No rule was asked."];
  const never = next || stretch.from.id !== "" ? "matched nothing in this part" : "never matched";
  return ["", "The rules:", ...alignColumns(hits.map(([rule, hit]) => [`  ${rule}`, hitWords(hit, never)]))];
}

function hitWords({ matched, passedOn, held }: RuleHits, never: string): string {
  return [
    matched > 0 ? `matched ${count(matched, "trigger")}` : never,
    ...(held > 0 ? [`could not be worked out for ${held}, held for a person`] : []),
    ...(passedOn > 0 ? [`could not be worked out for ${passedOn}, left to the next rule`] : []),
  ].join("; ");
}

function restLines(
  { candidate, byPeople, waiting, decided, seen, next, stretch }: Page,
  { moment }: Times,
): string[] {
  const said = [
    ...(byPeople > 0
      ? [`${count(byPeople, "run")} more opened by a person who chose the playbook: no rule has a say.`]
      : []),
    ...(waiting > 0 ? [`${count(waiting, "trigger")} still waiting for the first decision.`] : []),
    ...(stretch.from.id === ""
      ? []
      : ["This is a part: what was received before was replayed by the command that stopped."]),
    ...(next
      ? [
          `Stopped: this is a part, up to ${moment(next.receivedAt)}, and says nothing of the ${count(decided - seen, "trigger")} after it.`,
          `To go on there: baton replay ${candidate.argument} --after ${placeText(next)}`,
        ]
      : []),
  ];
  return said.length > 0 ? ["", ...said] : [];
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, "2026-01-31".length);
}

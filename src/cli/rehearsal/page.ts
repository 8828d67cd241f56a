import { calendarOf } from "#domain/progress.ts";
import { unreachable } from "#domain/unreachable.ts";
import { endInWords, standingInWords, type Shown, type Verdict } from "#rehearse/judge.ts";
import type { Entry } from "#rehearse/entry.ts";
import type { TriedOut } from "#rehearse/try-out.ts";
import { isSaidElsewhere, lookOf, shortName, whoOf, wordsOf, type Tone } from "./entry-words.ts";
import { pathLines } from "./path-lines.ts";
import { count, span, times as howOften, timesIn, type Times } from "./times.ts";

/** Where a page goes: how wide it is, and how a tone is shown; without colours, as it is. */
export type Paper = { readonly columns: number; readonly paint: (tone: Tone, text: string) => string };

/** A whole rehearsal for a terminal: what began it, what happened day by day, and what it came to. */
export function pageOf(shown: TriedOut, paper: Paper): string[] {
  const { verdicts } = shown;
  const times = timesOf(shown);
  return [
    ...headOf(shown, times, paper),
    ...daysOf(shown, times, paper),
    ...sumOf(shown, times, paper),
    ...(verdicts.length > 0
      ? ["", paper.paint("strong", "Expected"), ...verdicts.flatMap((one) => verdictLines(one, paper))]
      : []),
  ];
}

/** One expectation: that it came so, or what happened instead. */
export function verdictLines({ ok, expected, happened }: Verdict, { paint }: Paper): string[] {
  const line = `  ${ok ? paint("good", "✓") : paint("bad", "✗")} ${expected}`;
  return ok ? [line] : [line, `      ${paint("bad", happened)}`];
}

function timesOf({ rehearsed: { book, runs } }: Shown): Times {
  const [root] = runs;
  return timesIn(root ? calendarOf(book, root.calendar).timezone : book.workspace.timezone);
}

function headOf(shown: Shown, times: Times, { paint }: Paper): string[] {
  const { rehearsal, runs, book } = shown.rehearsed;
  const [root] = runs;
  const { type, source, client, contract, occurredAt } = rehearsal.trigger;
  const worth = contract.value === null ? [] : [`${contract.value} ${contract.currency ?? ""}`.trim()];
  const facts = [client.name, ...(client.segment === null ? [] : [client.segment]), ...worth];
  const zone = root
    ? `${root.calendar}, ${calendarOf(book, root.calendar).timezone}`
    : book.workspace.timezone;
  return [
    paint("strong", `Rehearsal: ${rehearsal.rehearsal}`),
    paint("faint", "  simulated: nothing of this happened, and nothing was sent"),
    `  client    ${facts.join(", ")}`,
    `  trigger   ${type} of ${source}, ${times.moment(occurredAt)}`,
    `  rule      ${ruleWords(shown.rehearsed)}`,
    `  calendar  ${zone}`,
  ];
}

function ruleWords({ rehearsal: { playbook, trigger }, routed }: TriedOut["rehearsed"]): string {
  switch (routed.outcome) {
    case "held":
      return `${routed.rule} could not be worked out: ${routed.error}`;
    case "evidence":
      return playbook === null
        ? `none is asked about ${trigger.type}`
        : `none is asked about ${trigger.type}; rehearsed is ${playbook}`;
    case "routed":
      return playbook === null || playbook === routed.playbook
        ? `${routed.rule} opens ${routed.playbook}`
        : `${routed.rule} would open ${routed.playbook}; rehearsed is ${playbook}`;
    default:
      return unreachable(routed);
  }
}

function daysOf(shown: Shown, times: Times, paper: Paper): string[] {
  const timeline = shown.timeline.filter((entry) => !isSaidElsewhere(entry));
  const [first] = timeline;
  if (!first) return [];
  const whoWidth = Math.max(6, ...timeline.map((entry) => whoOf(entry).length));
  const days = Map.groupBy(timeline, ({ at }) => times.day(at));
  return [...days].flatMap(([day, entries]) => [
    "",
    paper.paint("strong", day),
    ...entries.flatMap((entry, index) =>
      entryLines(entry, entries[index - 1], first.at, times, whoWidth, paper),
    ),
  ]);
}

const SINCE_WIDTH = 8;

function entryLines(
  entry: Entry,
  before: Entry | undefined,
  start: Date,
  times: Times,
  whoWidth: number,
  { columns, paint }: Paper,
): string[] {
  const isSame = before !== undefined && times.clock(before.at) === times.clock(entry.at);
  const clock = isSame ? "     " : times.clock(entry.at);
  const since = isSame ? "" : `+${span(Math.floor((entry.at.getTime() - start.getTime()) / 60_000) * 60)}`;
  const { mark, tone } = lookOf(entry);
  const front = `  ${clock} ${since.padStart(SINCE_WIDTH)}  `;
  const who = whoOf(entry).padEnd(whoWidth);
  const words = `${entry.inChild ? `${entry.run} › ` : ""}${wordsOf(entry, times)}`;
  const indent = front.length + 2 + whoWidth + 2;
  const [line = "", ...more] = wrap(words, columns - indent);
  return [
    `${paint("faint", front)}${paint(tone, mark)} ${who}  ${paint(tone, line)}`,
    ...more.map((rest) => `${" ".repeat(indent)}${paint(tone, rest)}`),
  ];
}

/** Breaks at spaces; a word that is longer than a line stands on one by itself. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function sumOf(shown: Shown, times: Times, paper: Paper): string[] {
  const { summary } = shown;
  const { paint } = paper;
  if (!summary) return ["", paint("bad", sentence(endInWords(shown)))];
  const { ended, seconds, businessDays, dueAt, endedAt, standsAt, madeUp } = summary;
  const isLate = dueAt !== null && endedAt > dueAt;
  const due =
    dueAt === null
      ? ""
      : isLate
        ? `, too late: it was due ${times.moment(dueAt)}`
        : `, due ${times.moment(dueAt)}`;
  const took = `${span(seconds)}, within ${count(businessDays, "business day")}${due}`;
  const verdict =
    ended === "completed"
      ? paint(isLate ? "warning" : "good", `Completed in ${took}.`)
      : paint("bad", `${ENDS[ended]} It was broken off after ${span(seconds)}.`);
  return [
    "",
    verdict,
    ...standsAt.map((at) => `  ${paint("bad", "!")} ${standingInWords(at)}`),
    ...pathLines(summary, times, paper),
    "",
    ...countsOf(shown).flatMap(([name, words]) => countLines(name, words, paper)),
    ...(madeUp.length > 0
      ? [
          "",
          ...wrap(
            `The answers to ${madeUp.join(", ")} are made up to please: a rehearsal in rehearsals.yaml says what really comes.`,
            paper.columns,
          ).map((line) => paint("faint", line)),
        ]
      : []),
  ];
}

const ENDS = {
  completed: "",
  cancelled: "It is cancelled.",
  held: "No run is opened.",
  evidence: "No run is opened.",
  stuck: "It never completes: nothing more would happen.",
  endless: "It does not end.",
} as const;

function countsOf({ summary }: Shown): [string, string][] {
  if (!summary) return [];
  const { escalations, reminders, gates, calls, failedCalls, roles } = summary;
  const escalated = escalations.map(({ task, times }) => `${task} ${howOften(times)}`).join(", ");
  const closed = gates.map(({ task, role, openedAfterSeconds: after }) => {
    const opened = after === null ? "never opened" : `opened after ${span(after)}`;
    return `${task ?? "the run"} (${role}, ${opened})`;
  });
  const work = roles.map(
    ({ role, tasks, people }) => `${role} ${tasks} (${people.map(shortName).join(", ")})`,
  );
  return [
    ["Escalations", escalated || "none"],
    ["Reminders", reminders === 0 ? "none" : String(reminders)],
    ["Gates", closed.join(", ") || "none closed"],
    ["Calls", calls === 0 ? "none" : `${calls}${failedCalls > 0 ? `, of which ${failedCalls} failed` : ""}`],
    ["Work", work.join(" · ") || "none"],
  ];
}

const NAME_WIDTH = 14;

function countLines(name: string, words: string, { columns }: Paper): string[] {
  const [line = "", ...more] = wrap(words, columns - NAME_WIDTH);
  return [`  ${name}`.padEnd(NAME_WIDTH) + line, ...more.map((rest) => " ".repeat(NAME_WIDTH) + rest)];
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

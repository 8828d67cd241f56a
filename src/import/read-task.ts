import type { Temporal } from "temporal-polyfill";
import type { Calendar, TaskSpec } from "#domain/book.ts";
import type { PastTask } from "#domain/intent.ts";
import { looksLikeMail, readPerson, type People } from "./cells.ts";
import { looksLikeDate, noonOf } from "./dates.ts";
import { quoted } from "./problems.ts";
import { isWrong, says, type Read } from "./row-cells.ts";

/** What the cell of a task is read by. */
export type TaskFacts = {
  readonly people: People;
  readonly calendar: Calendar;
  /** When the run began; null: that can't be read. */
  readonly started: Date | null;
  readonly now: Date;
  /** A day of the past, not before the run began. */
  readonly readDone: (text: string) => Read<Temporal.PlainDate>;
};

const SKIPPED = "skipped";
const FORMS =
  "write the day it was done, such as 2026-03-01, skipped where it is not needed, the mail of whoever has it in hand, or nothing where it is still to do";

/** What became of a task: done on a day, not needed, or in somebody's hands. */
export function readTask(text: string, { task, work }: TaskSpec, facts: TaskFacts): Read<PastTask> {
  if (text.toLowerCase() === SKIPPED) {
    return says({ task, state: "skipped", at: facts.started ?? facts.now });
  }
  if (looksLikeMail(text)) {
    if (work.kind !== "human") {
      return isWrong(`nobody has "${task}" in hand: it is done by ${DONE_BY[work.kind]}. ${capital(FORMS)}`);
    }
    const person = readPerson(facts.people)(text);
    return person.ok ? says({ task, state: "held", by: person.value }) : person;
  }
  if (!looksLikeDate(text)) return isWrong(`${quoted(text)} says nothing about a task: ${FORMS}`);
  const day = facts.readDone(text);
  return day.ok ? says({ task, state: "done", at: noonOf(day.value, facts.calendar, facts.now) }) : day;
}

const DONE_BY = {
  automation: "another system",
  approval: "those who approve it",
  wait: "what comes from outside",
  client: "the client",
  run: "another onboarding",
} as const;

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

import type {
  Book,
  BookWorkspace,
  Calendar,
  Escalation,
  Playbook,
  RoutingRule,
  Source,
} from "#domain/book.ts";
import { playbookChanges } from "#book/diff-playbook.ts";
import { fieldChanges, isReordered, isSame, listChanges, wordsOf } from "#book/diff-words.ts";

/** What a release holds: a book, and each playbook's own version. */
export type ReleaseContent = { readonly book: Book; readonly versions: Readonly<Record<string, number>> };

/** What changes in one thing of the book: a playbook, the rules, a role. No details: it is there, or gone. */
export type Change = { readonly about: string; readonly details: readonly string[] };

/** How two releases differ, in words. Nothing is left out: what differs anywhere is a change. */
export function diffBooks(before: ReleaseContent, after: ReleaseContent): readonly Change[] {
  const [old, now] = [before.book, after.book];
  return [
    ...inEach("playbook", old.playbooks, now.playbooks, {
      name: (key) => `playbook ${key}${versionWords(before.versions[key], after.versions[key])}`,
      added: (playbook) => [playbookSummary(playbook)],
      changed: playbookChanges,
    }),
    ...about("rules", ruleChanges(old.routing, now.routing)),
    ...inEach("escalation", old.escalations, now.escalations, { changed: escalationChanges }),
    ...inEach("calendar", old.calendars, now.calendars, { changed: calendarChanges }),
    ...inEach("role", old.roles, now.roles, {
      added: ({ members }) => listChanges([], members),
      changed: (was, is) => listChanges(was.members, is.members),
    }),
    ...inEach("source", old.sources, now.sources, { changed: sourceChanges }),
    ...about("workspace", workspaceChanges(old.workspace, now.workspace)),
  ];
}

/** Changes as lines: what they are about, and each detail indented under it. */
export function changeLines(changes: readonly Change[]): readonly string[] {
  return changes.flatMap(({ about, details }) => [about, ...details.map((detail) => `  ${detail}`)]);
}

type Words<Item> = {
  /** By what name it is told; by default its kind and key. */
  readonly name?: (key: string) => string;
  readonly added?: (item: Item) => readonly string[];
  readonly changed: (before: Item, after: Item) => readonly string[];
};

function inEach<Item extends object>(
  kind: string,
  before: Readonly<Record<string, Item>>,
  after: Readonly<Record<string, Item>>,
  { name = (key) => `${kind} ${key}`, added = () => [], changed }: Words<Item>,
): Change[] {
  return [...new Set([...Object.keys(after), ...Object.keys(before)])].flatMap((key) => {
    const [old, now] = [before[key], after[key]];
    if (!now) return [{ about: `${kind} ${key} removed`, details: [] }];
    if (!old) return [{ about: `${kind} ${key} added`, details: added(now) }];
    const details = changed(old, now);
    return about(name(key), details.length > 0 || isSame(old, now) ? details : ["changed"]);
  });
}

function about(what: string, details: readonly string[]): Change[] {
  return details.length > 0 ? [{ about: what, details }] : [];
}

function versionWords(before: number | undefined, after: number | undefined): string {
  if (after === undefined) return "";
  return before === undefined || before === after ? ` ${after}` : ` ${before} → ${after}`;
}

function playbookSummary({ title, stages }: Playbook): string {
  const tasks = stages.reduce((sum, stage) => sum + stage.tasks.length, 0);
  return `"${title}", ${stages.length} stages, ${tasks} tasks`;
}

function ruleChanges(before: readonly RoutingRule[], after: readonly RoutingRule[]): string[] {
  const changed = after.flatMap((rule, index) => {
    const was = before.find((one) => one.rule === rule.rule);
    if (!was) return [`${rule.rule} added as number ${index + 1}: ${ruleWords(rule)}`];
    const changes = fieldChanges(was, rule, ["rule"]);
    return changes.length > 0 ? [`${rule.rule}: ${changes.join("; ")}`] : [];
  });
  const [old, now] = [before.map(({ rule }) => rule), after.map(({ rule }) => rule)];
  return [
    ...changed,
    ...old.filter((rule) => !now.includes(rule)).map((rule) => `${rule} removed`),
    ...(isReordered(old, now) ? [`order: ${now.join(", ")}`] : []),
  ];
}

function ruleWords({ when, playbook, owner }: RoutingRule): string {
  return `playbook ${playbook}${owner === null ? "" : `, owner ${owner}`}, ${when === null ? "always" : `when ${when}`}`;
}

function escalationChanges(before: Escalation, after: Escalation): string[] {
  const levels = Array.from({ length: Math.max(before.levels.length, after.levels.length) }, (_, index) => {
    const [old, now] = [before.levels[index], after.levels[index]];
    if (!now) return [`level ${index + 1} removed`];
    if (!old) return [`level ${index + 1} added ${wordsOf(now)}`];
    const changes = fieldChanges(old, now);
    return changes.length > 0 ? [`level ${index + 1}: ${changes.join("; ")}`] : [];
  });
  return [...fieldChanges(before, after, ["levels"]), ...levels.flat()];
}

/** A country's holidays change by the dozen. */
const HOLIDAYS_MAX = 12;

function calendarChanges(before: Calendar, after: Calendar): string[] {
  const days = listChanges(before.holidays, after.holidays);
  const left = days.length - HOLIDAYS_MAX;
  const told = left > 0 ? [...days.slice(0, HOLIDAYS_MAX), `${left} more`] : days;
  return [
    ...fieldChanges(before, after, ["holidays"]),
    ...(told.length > 0 ? [`holidays ${told.join("; ")}`] : []),
  ];
}

function sourceChanges(before: Source, after: Source): string[] {
  const events = Array.from({ length: Math.max(before.events.length, after.events.length) }, (_, index) => {
    const [old, now] = [before.events[index], after.events[index]];
    if (!now) return [`event ${index + 1} removed ${wordsOf(old)}`];
    if (!old) return [`event ${index + 1} added ${wordsOf(now)}`];
    const changes = fieldChanges(old, now);
    return changes.length > 0 ? [`event ${index + 1} (${now.type}): ${changes.join("; ")}`] : [];
  });
  return [...fieldChanges(before, after, ["source", "events"]), ...events.flat()];
}

function workspaceChanges(before: BookWorkspace, after: BookWorkspace): string[] {
  const people = ({ people }: BookWorkspace) => people.map(({ email, name }) => `${email} (${name})`);
  return [
    ...fieldChanges(before, after, ["people"]),
    ...(isSame(before.people, after.people)
      ? []
      : listChanges(people(before), people(after)).map((change) => `people ${change}`)),
  ];
}

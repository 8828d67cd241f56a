import canonicalize from "canonicalize";
import type { Duration } from "#domain/book.ts";

// How two versions of the same thing differ, field by field, in the words of whoever wrote the book.

/** `SLA 2 business days → 3 business days`, a line for each field that differs; those in `apart` are told elsewhere. */
export function fieldChanges(
  before: object,
  after: object,
  apart: readonly string[] = [],
): readonly string[] {
  const [old, now] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((path) => !apart.includes(path.split(".")[0] ?? path))
    .filter((path) => !isSame(old.get(path), now.get(path)))
    .map((path) => `${nameOf(path)} ${say(path, old.get(path))} → ${say(path, now.get(path))}`);
}

/** `+ a; - b`, and where only the order differs, that it does. */
export function listChanges(before: readonly string[], after: readonly string[]): readonly string[] {
  const added = after.filter((item) => !before.includes(item));
  const gone = before.filter((item) => !after.includes(item));
  const changes = [...added.map((item) => `+ ${item}`), ...gone.map((item) => `- ${item}`)];
  return changes.length > 0 || isSame(before, after) ? changes : [`order ${after.join(", ")}`];
}

/** What was in both comes in another order now. */
export function isReordered(before: readonly string[], after: readonly string[]): boolean {
  const stayed = before.filter((key) => after.includes(key));
  return !isSame(
    stayed,
    after.filter((key) => before.includes(key)),
  );
}

/** Compares plain data, whatever order the keys of objects are in. */
export function isSame(one: unknown, other: unknown): boolean {
  return canonicalize(one) === canonicalize(other);
}

export function durationWords({ amount, unit }: Duration): string {
  return `${amount} ${amount === 1 ? unit.replace(/s$/, "") : unit}`;
}

/** What an object holds, by its path. Lists, durations and what is empty are told as a whole. */
function leavesOf(value: object, path = ""): Map<string, unknown> {
  const leaves = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    const at = path === "" ? key : `${path}.${key}`;
    const isWhole = !isObject(inner) || isDuration(inner) || Object.keys(inner).length === 0;
    return isWhole ? [[at, inner]] : [...leavesOf(inner, at)];
  });
  return new Map(leaves);
}

/** The names that an operator writes, where ours differ. */
const NAMES: Readonly<Record<string, string>> = {
  sla: "SLA",
  when: "condition",
  owner: "owner role",
  onFailure: "on_failure",
  onError: "on_error",
  gate: "role that opens its gate",
  after: "waits for",
  remindPercent: "reminder at percent of the SLA",
  atTheEnd: "at the end",
  evidenceWaits: "evidence waits",
  secretEnv: "secret env",
  fallbackOwner: "fallback owner",
};

function nameOf(path: string): string {
  const known = NAMES[path];
  if (known !== undefined) return known;
  return path
    .replace(/^work\.(call\.)?/, "")
    .replace(/^atTheEnd\./, "at the end, ")
    .replaceAll(".", " ")
    .replace(/Ms$/, "")
    .replace(/[a-z][A-Z]/g, ([small = "", capital = ""]) => `${small} ${capital.toLowerCase()}`);
}

function say(path: string, value: unknown): string {
  if (path === "after" && value === null) return "the stage before";
  if (path === "after" && Array.isArray(value) && value.length === 0) return "nothing";
  if (path.endsWith("Ms") && typeof value === "number") return `${value / 1000} s`;
  return wordsOf(value);
}

const WEEKDAYS = ["", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** A value as an operator would write it, more or less. */
export function wordsOf(value: unknown): string {
  if (value === undefined) return "not set";
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value === "" ? '""' : value;
  if (Array.isArray(value)) return value.length === 0 ? "empty" : value.map(wordsOf).join(", ");
  if (!isObject(value)) return JSON.stringify(value);
  if (isDuration(value)) return durationWords(value);
  if ("who" in value) {
    return Object.entries(value)
      .filter(([key, inner]) => key !== "who" || inner === "assignee" || inner === "owner")
      .map(([key, inner]) => (key === "who" ? wordsOf(inner) : `${key} ${wordsOf(inner)}`))
      .join(" ");
  }
  if ("weekday" in value && typeof value["weekday"] === "number") {
    return `${WEEKDAYS[value["weekday"]] ?? value["weekday"]} ${wordsOf(value["from"])}-${wordsOf(value["to"])}`;
  }
  const inner = Object.entries(value).map(([key, one]) => `${key} ${wordsOf(one)}`);
  return inner.length === 0 ? "empty" : `(${inner.join(", ")})`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isDuration(value: object): value is Duration {
  return "amount" in value && "unit" in value && Object.keys(value).length === 2;
}

import { closest, distance } from "fastest-levenshtein";

/** `; did you mean "owner"?` when one of the known names is near enough to be what was meant, else nothing. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const near = mistypedFor(name, [...known]);
  return near === null ? "" : `; did you mean "${near}"?`;
}

/** The known name that was mistyped; null: none is near enough. */
export function mistypedFor(name: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const nearest = closest(name, known);
  const near = distance(name, nearest) <= Math.max(name.length > 3 ? 2 : 1, Math.floor(name.length / 3));
  return near ? nearest : null;
}

const CLOSE_NAMES_MAX = 3;
/** Names further off than this share of their length are not what was meant. */
const CLOSE_SHARE_MAX = 0.5;

/** The few names that come closest to what was typed, in any case, whole or in their first words; none where nothing does. */
export function closeNames(typed: string, names: readonly string[]): string[] {
  const wanted = typed.toLowerCase();
  const words = wanted.split(" ").length;
  return names
    .map((name) => ({ name, off: Math.min(offFrom(wanted, name), offFrom(wanted, beginning(name, words))) }))
    .filter(({ off }) => off <= CLOSE_SHARE_MAX)
    .sort((a, b) => a.off - b.off)
    .slice(0, CLOSE_NAMES_MAX)
    .map(({ name }) => name);
}

function offFrom(wanted: string, name: string): number {
  return distance(wanted, name.toLowerCase()) / Math.max(1, name.length);
}

function beginning(name: string, words: number): string {
  return name.split(" ").slice(0, words).join(" ");
}

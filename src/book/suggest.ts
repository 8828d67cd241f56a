import { closest, distance } from "fastest-levenshtein";

/** `; did you mean "owner"?` when one of the known names is near enough to be what was meant, else nothing. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const names = [...known];
  if (names.length === 0) return "";
  const nearest = closest(name, names);
  const near = distance(name, nearest) <= Math.max(name.length > 3 ? 2 : 1, Math.floor(name.length / 3));
  return near ? `; did you mean "${nearest}"?` : "";
}

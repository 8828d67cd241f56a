import type { Problem } from "./problem.ts";

// A run's version as an entity tag: what is shown of a run, or of a task in it, is what it was while the version stays.

export function etagOf(version: number): string {
  return `"${version}"`;
}

/** The version that the asker has seen; null: they name none, or take any. */
export function readIfMatch(
  header: string | undefined,
): { readonly ifVersion: number | null } | { readonly problem: Problem } {
  if (header === undefined || header.trim() === "*") return { ifVersion: null };
  const strong = /^\s*"(\d{1,9})"\s*$/.exec(header)?.[1];
  if (strong !== undefined) return { ifVersion: Number(strong) };
  // What is no version of ours, or a weak one, is never the current one.
  if (/^\s*(W\/)?"[^"]*"\s*$/.test(header)) return { ifVersion: -1 };
  const detail = 'Give one ETag as it was answered, such as "12".';
  return { problem: { kind: "bad-request", detail, errors: [{ parameter: "If-Match", detail }] } };
}

/** Whether the asker has what would be sent. */
export function isNotModified(header: string | undefined, version: number): boolean {
  if (header === undefined) return false;
  return header
    .split(",")
    .some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === etagOf(version));
}

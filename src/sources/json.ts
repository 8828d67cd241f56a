import { readText } from "#sources/signed-request.ts";

type JsonRead =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string };

const DEPTH_MAX = 64;

/** A body as JSON that Postgres can store: what its jsonb refuses (NUL, half a surrogate pair) stands as U+FFFD. */
export function readJson(rawBody: Uint8Array): JsonRead {
  const text = readText(rawBody);
  if (text === null) return { ok: false, problem: "the body is not UTF-8" };
  const parsed = parse(text);
  if (!parsed.ok) return parsed;
  if (isDeeper(parsed.value, DEPTH_MAX)) return { ok: false, problem: "the body is nested too deeply" };
  return { ok: true, value: storable(parsed.value) };
}

function parse(text: string): JsonRead {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, problem: "the body is not JSON" };
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((child) => isDeeper(child, levels - 1));
}

function storable(value: unknown): unknown {
  if (typeof value === "string") return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [storableText(key), storable(child)]),
  );
}

function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}

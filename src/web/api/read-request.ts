import type { HonoRequest } from "hono";
import { exampleFor } from "./field-words.ts";
import { faultsOf, pointerTo, type Fault, type Problem } from "./problem.ts";
import type { Route } from "./route.ts";

// What a request says, checked by its route's schemas before anything is done.

type Read<Value> = { readonly value: Value } | { readonly problem: Problem };

/** An id that can't be one names nothing. */
export function readParams({ params, path }: Route, req: HonoRequest): Read<unknown> {
  const read = params?.safeParse(req.param());
  if (!read || read.success) return { value: read?.data };
  return { problem: { kind: "not-found", detail: `There is nothing at ${path} by that id.` } };
}

export function readQuery({ query }: Route, req: HonoRequest): Read<unknown> {
  const given = req.queries();
  const errors: Fault[] = Object.entries(given).flatMap(([parameter, values]) => [
    ...(query ? [] : [{ parameter, detail: "There is no such parameter." }]),
    ...(values.length > 1 ? [{ parameter, detail: "Give it once." }] : []),
    ...values.filter((value) => !isStorable(value)).map(() => ({ parameter, detail: UNSTORABLE })),
  ]);
  const once = Object.fromEntries(Object.entries(given).map(([key, [value]]) => [key, value]));
  const read = query?.safeParse(once);
  if (query && read && !read.success)
    errors.push(...faultsOf(read.error, query, once, (path) => path.map(String).join(".")));
  if (errors.length > 0)
    return { problem: { kind: "bad-request", detail: "The address has parameters that don't fit.", errors } };
  return { value: read?.data };
}

/** The body as text, and as the route wants it. */
export async function readBody({ body }: Route, req: HonoRequest): Promise<Read<unknown> & { text: string }> {
  if (!body) return { value: undefined, text: "" };
  const type = req.header("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    const detail = `Send the body with Content-Type: application/json, ${type === "" ? "which is missing" : "and not as another"}.`;
    return { problem: { kind: "unsupported-media-type", detail }, text: "" };
  }
  const text = decode(await req.arrayBuffer());
  if (text === null) {
    const detail = "The body is not UTF-8, which JSON is written in.";
    return { problem: { kind: "bad-request", detail }, text: "" };
  }
  const parsed = parse(text, exampleFor(body));
  if ("problem" in parsed) return { ...parsed, text };
  if (isDeeper(parsed.value, DEPTH_MAX)) {
    const detail = `The body is nested deeper than ${DEPTH_MAX} levels.`;
    return { problem: { kind: "invalid", detail, errors: [{ pointer: pointerTo([]), detail }] }, text };
  }
  const errors = unstorable(parsed.value, []);
  const read = body.safeParse(parsed.value);
  if (!read.success) errors.push(...faultsOf(read.error, body, parsed.value, pointerTo));
  if (!read.success || errors.length > 0)
    return { problem: { kind: "invalid", detail: "The body does not fit.", errors }, text };
  return { value: read.data, text };
}

/** Null: it is not UTF-8. What no byte stood for would else be stored as a sign that nobody sent. */
function decode(bytes: ArrayBuffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function parse(text: string, example: unknown): Read<unknown> {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const why = text.trim() === "" ? "it is empty" : error instanceof Error ? error.message : String(error);
    const such = example === undefined ? "" : ` For example ${JSON.stringify(example)}.`;
    return { problem: { kind: "bad-request", detail: `The body is not JSON: ${why}.${such}` } };
  }
}

/** Far more than anything that is asked here has; who reads it level by level comes to its end. */
const DEPTH_MAX = 100;

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1));
}

const UNSTORABLE = "It holds characters that can't be stored: NUL, or half of a surrogate pair.";

function unstorable(value: unknown, path: readonly PropertyKey[]): Fault[] {
  if (typeof value === "string")
    return isStorable(value) ? [] : [{ pointer: pointerTo(path), detail: UNSTORABLE }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => [
    ...(isStorable(key) ? [] : [{ pointer: pointerTo(path), detail: UNSTORABLE }]),
    ...unstorable(part, [...path, key]),
  ]);
}

function isStorable(text: string): boolean {
  return !text.includes("\u0000") && text.isWellFormed();
}

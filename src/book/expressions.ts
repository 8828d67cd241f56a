import { compile, explain } from "#book/compile.ts";
import type { ExpressionMistake } from "#book/compile.ts";
import { contextOf } from "#book/scopes.ts";
import type { ResponseValues, Scope, ValuesOf } from "#book/scopes.ts";
import type { ResultValue } from "#domain/task.ts";

/** An expression that can't be worked out is an error to act on, never "no match". */
export type Evaluated<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: string };

/** What an expression must give: a condition, an id, or something that has a place in a text or is kept. */
export type Wanted = "bool" | "string" | "value" | "any";

const RESULT_CHARACTERS_MAX = 500;

/** What is wrong with an expression before any data is seen: syntax, names, types, size. Null: nothing. */
export function checkExpression(scope: Scope, text: string, want: Wanted): ExpressionMistake | null {
  const compiled = compile(scope, text);
  if (!compiled.ok) return compiled.mistake;
  const { types, words } = WANTED[want];
  if (types === null || types.includes(compiled.type)) return null;
  return { message: `this gives ${compiled.type}, but ${words} is needed`, offset: 0 };
}

// What is read from an event or a response is only known when it arrives; a number may be an id.
const WANTED: Readonly<Record<Wanted, { readonly types: readonly string[] | null; readonly words: string }>> =
  {
    bool: { types: ["bool", "dyn"], words: "true or false" },
    string: { types: ["string", "dyn", "int", "double"], words: "a text" },
    value: {
      types: ["string", "dyn", "int", "double", "bool", "null", "google.protobuf.Timestamp"],
      words: "a text, a number or true or false",
    },
    any: { types: null, words: "" },
  };

/** Whether a condition holds. */
export function evaluateCondition<S extends Scope>(
  scope: S,
  text: string,
  values: ValuesOf[S],
): Evaluated<boolean> {
  const result = evaluate(scope, text, values);
  if (!result.ok) return result;
  if (typeof result.value === "boolean") return { ok: true, value: result.value };
  return { ok: false, error: `true or false is needed, but this gave ${nameType(result.value)}` };
}

/** The outside id that an expression gives: a text that isn't empty; whole numbers are written without a fraction. */
export function evaluateId<S extends "routing" | "mapping">(
  scope: S,
  text: string,
  values: ValuesOf[S],
): Evaluated<string> {
  const result = evaluate(scope, text, values);
  if (!result.ok) return result;
  const { value } = result;
  if (typeof value === "string" && value !== "") return { ok: true, value };
  if (typeof value === "bigint" || Number.isSafeInteger(value)) return { ok: true, value: String(value) };
  const what = typeof value === "number" ? "a number that isn't whole" : nameType(value);
  return { ok: false, error: `an id is needed, but this gave ${what}` };
}

/** What is kept of a response for later tasks. Long texts are cut; a list or a map is no single value. */
export function evaluateResult(
  scope: "response",
  text: string,
  values: ResponseValues,
): Evaluated<ResultValue> {
  const result = evaluate(scope, text, values);
  if (!result.ok) return result;
  const value = plain(result.value);
  if (typeof value === "string") return { ok: true, value: value.slice(0, RESULT_CHARACTERS_MAX) };
  if (value === null || typeof value === "boolean") return { ok: true, value };
  if (typeof value === "number" && Number.isFinite(value)) return { ok: true, value };
  return { ok: false, error: `one value is needed, but this gave ${nameType(value)}` };
}

/** Whatever an expression gives, as CEL has it. */
export function evaluate<S extends Scope>(scope: S, text: string, values: ValuesOf[S]): Evaluated<unknown> {
  const compiled = compile(scope, text);
  if (!compiled.ok) return { ok: false, error: compiled.mistake.message };
  const tasks = compiled.reads.map(({ task }) => task);
  try {
    return { ok: true, value: compiled.run(contextOf(scope, values, tasks)) };
  } catch (error) {
    return { ok: false, error: explain(scope, error, text).message };
  }
}

/** A value of CEL as JSON has it: whole numbers that JSON can't hold exactly become texts. */
export function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (isPlainObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, plain(of)]));
  return value;
}

function isPlainObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** What a value is, in words for a person. */
export function nameType(value: unknown): string {
  if (value === "") return "an empty text";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a map" : `a ${typeof value}`;
}

import { Environment, serialize } from "@marcbachmann/cel-js";
import type { ASTNode, ParseError } from "@marcbachmann/cel-js";
import { didYouMean } from "#book/suggest.ts";

/** Routing sees the trigger and what its deal was read back to be; a source's mapping also the raw `event`. */
export type Scope = "routing" | "mapping";

/** What is wrong with an expression, and how many characters into it. */
export type ExpressionMistake = { readonly message: string; readonly offset: number };

/**
 * What a rule may know of a trigger. Money is in the workspace's currency. What is null counts as missing: asking
 * for it is an error, unless the expression asks `has(client.segment)` first.
 */
export type RoutingValues = {
  readonly trigger: { readonly type: string; readonly source: string; readonly occurred_at: Date | string };
  readonly client: {
    readonly key: string | null;
    readonly name: string | null;
    readonly segment: string | null;
  };
  readonly contract: { readonly value: number | string | null; readonly currency: string | null };
  readonly deal: { readonly name: string | null; readonly stage: string | null };
};

/** The raw event is plain JSON, as the source sent it. */
export type MappingValues = Partial<RoutingValues> & { readonly event: unknown };

/** An expression that can't be worked out is an error to act on, never "no match". */
export type Evaluated<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: string };

const DECLARED = {
  trigger: { type: "string", source: "string", occurred_at: "google.protobuf.Timestamp" },
  client: { key: "string", name: "string", segment: "string" },
  contract: { value: "double", currency: "string" },
  deal: { name: "string", stage: "string" },
} as const;

/** What is wrong with an expression before any data is seen: syntax, names, types, size. Null: nothing. */
export function checkExpression(
  scope: Scope,
  text: string,
  want: "bool" | "string",
): ExpressionMistake | null {
  const compiled = compile(scope, text);
  if (!compiled.ok) return compiled.mistake;
  // What is read from the raw event is only known when it arrives; a number may be an id.
  const fits = want === "bool" ? ["bool", "dyn"] : ["string", "dyn", "int", "double"];
  if (fits.includes(compiled.type)) return null;
  const wanted = want === "bool" ? "true or false" : "a text";
  return { message: `this gives ${compiled.type}, but ${wanted} is needed`, offset: 0 };
}

/** Whether a condition holds. */
export function evaluateCondition(
  scope: Scope,
  text: string,
  values: RoutingValues | MappingValues,
): Evaluated<boolean> {
  const result = evaluate(scope, text, values);
  if (!result.ok) return result;
  if (typeof result.value === "boolean") return { ok: true, value: result.value };
  return { ok: false, error: `true or false is needed, but this gave ${nameType(result.value)}` };
}

/** The outside id that an expression gives: a text that isn't empty; whole numbers are written without a fraction. */
export function evaluateId(
  scope: Scope,
  text: string,
  values: RoutingValues | MappingValues,
): Evaluated<string> {
  const result = evaluate(scope, text, values);
  if (!result.ok) return result;
  const { value } = result;
  if (typeof value === "string" && value !== "") return { ok: true, value };
  if (typeof value === "bigint" || Number.isSafeInteger(value)) return { ok: true, value: String(value) };
  return { ok: false, error: `an id is needed, but this gave ${nameType(value)}` };
}

function nameType(value: unknown): string {
  if (value === "") return "an empty text";
  if (value === null) return "null";
  if (typeof value === "number") return "a number that isn't whole";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}

function evaluate(scope: Scope, text: string, values: RoutingValues | MappingValues): Evaluated<unknown> {
  const compiled = compile(scope, text);
  if (!compiled.ok) return { ok: false, error: compiled.mistake.message };
  try {
    return { ok: true, value: compiled.run(convert(values)) };
  } catch (error) {
    return { ok: false, error: explain(scope, error, text).message };
  }
}

/** CEL is strict about types: declared numbers are doubles, and what is unknown must not be there at all. */
function convert(values: RoutingValues | MappingValues): Record<string, unknown> {
  const { trigger, client, contract, deal } = values;
  return {
    ...("event" in values && { event: values.event }),
    trigger: known({ ...trigger, occurred_at: trigger && instant(trigger.occurred_at) }),
    client: known({ ...client }),
    contract: known({ ...contract, value: amount(contract?.value ?? null) }),
    deal: known({ ...deal }),
  };
}

/** A decimal as a double. What is no number is missing: money never turns into zero. */
function amount(value: number | string | null): number | null {
  if (typeof value !== "string") return Number.isFinite(value) ? value : null;
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : null;
}

function instant(at: Date | string): Date | null {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? null : date;
}

function known(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null));
}

/** The same text for expressions that differ in spaces and brackets only. */
export function canonicalText(text: string): string {
  try {
    return serialize(environments.mapping.parse(text).ast);
  } catch {
    return text;
  }
}

type Compiled =
  | { readonly ok: true; readonly run: (context: Record<string, unknown>) => unknown; readonly type: string }
  | { readonly ok: false; readonly mistake: ExpressionMistake };

const environments = { routing: environment("routing"), mapping: environment("mapping") };
const cache = { routing: new Map<string, Compiled>(), mapping: new Map<string, Compiled>() };
const CACHED_MAX = 5000;

function environment(scope: Scope): Environment {
  const env = new Environment({ limits: { maxAstNodes: 500, maxDepth: 30 } });
  for (const [name, schema] of Object.entries(DECLARED)) env.registerVariable(name, { schema });
  return scope === "mapping" ? env.registerVariable("event", "dyn") : env;
}

function compile(scope: Scope, text: string): Compiled {
  const seen = cache[scope];
  const compiled = seen.get(text) ?? compileNow(scope, text);
  if (seen.size >= CACHED_MAX) seen.clear();
  seen.set(text, compiled);
  return compiled;
}

function compileNow(scope: Scope, text: string): Compiled {
  try {
    const parsed = environments[scope].parse(text);
    const pattern = findMatches(parsed.ast);
    if (pattern) return { ok: false, mistake: { message: NO_MATCHES, offset: pattern.range.start } };
    const { type, error } = parsed.check();
    if (error) return { ok: false, mistake: explain(scope, error, text) };
    return { ok: true, run: (context) => parsed(context), type: type ?? "dyn" };
  } catch (error) {
    return { ok: false, mistake: explain(scope, error, text) };
  }
}

// CEL's regular expressions are JavaScript's here: (a+)+$ on a short text stops the whole process for seconds.
const NO_MATCHES = "matches() is not available; use startsWith, endsWith, contains or ==";

function findMatches(node: unknown): ASTNode | null {
  if (Array.isArray(node)) {
    for (const child of node) {
      const found = findMatches(child);
      if (found) return found;
    }
    return null;
  }
  if (!isNode(node)) return null;
  if ((node.op === "rcall" || node.op === "call") && node.args[0] === "matches") return node;
  return findMatches(node.args);
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === "object" && value !== null && "op" in value && "args" in value;
}

type CelError = Pick<ParseError, "code" | "summary" | "range" | "message">;

function isCelError(error: unknown): error is CelError {
  return error instanceof Error && "summary" in error && "code" in error;
}

/** The mistake in an operator's words where CEL's own are short, with names that exist nearby. */
function explain(scope: Scope, error: unknown, text: string): ExpressionMistake {
  if (!isCelError(error)) return { message: String(error), offset: 0 };
  const { code, summary, range } = error;
  const offset = range?.start ?? 0;
  const asked = text.slice(0, range?.end ?? 0).match(/[\w.]+$/)?.[0] ?? "";
  if (code === "no_such_key" && asked !== "") {
    const [variable = "", field = "", deeper] = asked.split(".");
    const fields: Readonly<Record<string, unknown>> = isDeclared(variable) ? DECLARED[variable] : {};
    const wrong = isDeclared(variable) && deeper === undefined && !(field in fields);
    if (!wrong) return { message: `${asked} is missing`, offset };
    return { message: `${variable} has no ${field}${didYouMean(field, Object.keys(fields))}`, offset };
  }
  if (code === "unknown_variable" && asked === "event" && scope === "routing") {
    return { message: "event is only known in the mappings of sources.yaml, not in routing", offset };
  }
  if (code === "unknown_variable") {
    const names = scope === "mapping" ? [...Object.keys(DECLARED), "event"] : Object.keys(DECLARED);
    return { message: `unknown name ${asked}${didYouMean(asked, names)}`, offset };
  }
  return { message: summary, offset };
}

function isDeclared(name: string): name is keyof typeof DECLARED {
  return Object.hasOwn(DECLARED, name);
}

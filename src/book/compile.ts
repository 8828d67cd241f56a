import { Environment } from "@marcbachmann/cel-js";
import type { ASTNode, ParseError } from "@marcbachmann/cel-js";
import { placesOf, SCOPES } from "#book/scopes.ts";
import type { Scope } from "#book/scopes.ts";
import { didYouMean } from "#book/suggest.ts";
import { isConstant, partsOf, refusedIn, resultsIn } from "#book/syntax.ts";
import type { ResultRead } from "#book/syntax.ts";

/** What is wrong with an expression, and how many characters into it. */
export type ExpressionMistake = { readonly message: string; readonly offset: number };

/** An expression whose names and types are right. */
type Compiled =
  | {
      readonly ok: true;
      readonly run: (context: Record<string, unknown>) => unknown;
      readonly type: string;
      readonly reads: readonly ResultRead[];
    }
  | { readonly ok: false; readonly mistake: ExpressionMistake };

const LIMITS = { maxAstNodes: 500, maxDepth: 30 };
const CACHED_MAX = 5000;

const environments: Readonly<Record<Scope, Environment>> = {
  routing: environment("routing"),
  mapping: environment("mapping"),
  signal: environment("signal"),
  task: environment("task"),
  response: environment("response"),
};
const cache = new Map<string, Compiled>();

/** Checks an expression against what its scope knows, once: the same text is not compiled again. */
export function compile(scope: Scope, text: string): Compiled {
  const key = `${scope} ${text}`;
  const compiled = cache.get(key) ?? compileNow(scope, text);
  if (cache.size >= CACHED_MAX) cache.clear();
  cache.set(key, compiled);
  return compiled;
}

/** The mistake in an operator's words where CEL's own are short, with names that exist nearby. */
export function explain(scope: Scope, error: unknown, text: string): ExpressionMistake {
  if (!isCelError(error)) return { message: String(error), offset: 0 };
  const { code, summary, range } = error;
  const offset = range?.start ?? 0;
  const asked = text.slice(0, range?.end ?? 0).match(PATH)?.[0] ?? "";
  if (code === "no_such_key" && asked !== "") return { message: missing(scope, asked), offset };
  if (code === "unknown_variable") {
    const elsewhere = placesOf(asked, scope);
    const unknown = `unknown name ${asked}${didYouMean(asked, Object.keys(SCOPES[scope]))}`;
    return { message: elsewhere ?? unknown, offset };
  }
  if (code === "invalid_macro_argument" && text.slice(offset).startsWith("results")) {
    return { message: 'has() can\'t look into results; write "name" in results["task-key"]', offset };
  }
  return { message: summary, offset };
}

/** The same text for expressions that differ in spaces and brackets only, as the parts that `&&` or `||` joins. */
export function canonicalParts(text: string, operator: "&&" | "||"): string[] {
  const ast = astOf(text);
  return ast ? partsOf(ast, operator) : [text];
}

/** What a condition gives whatever is known; null: that depends. */
export function constantOf(scope: Scope, text: string): boolean | null {
  const ast = astOf(text);
  const compiled = compile(scope, text);
  if (ast === null || !compiled.ok || !isConstant(ast)) return null;
  try {
    const value = compiled.run({});
    return typeof value === "boolean" ? value : null;
  } catch {
    return null;
  }
}

/** What a condition or a template of a task reads of the results of others; none where it isn't right by itself. */
export function resultsReadBy(text: string): readonly ResultRead[] {
  const compiled = compile("task", text);
  return compiled.ok ? compiled.reads : [];
}

function environment(scope: Scope): Environment {
  const env = new Environment({ limits: LIMITS });
  for (const [name, declared] of Object.entries(SCOPES[scope])) {
    if (typeof declared === "string") env.registerVariable(name, declared);
    else env.registerVariable(name, { schema: declared });
  }
  return env;
}

function compileNow(scope: Scope, text: string): Compiled {
  try {
    const parsed = environments[scope].parse(text);
    const { ast } = parsed;
    const refused = refusedIn(ast);
    if (refused) return { ok: false, mistake: refused };
    const reads = resultsIn(ast);
    const { type, error } = parsed.check();
    if (error) return { ok: false, mistake: explain(scope, error, text) };
    return { ok: true, run: (context) => parsed(context), type: type ?? "dyn", reads };
  } catch (error) {
    return { ok: false, mistake: explain(scope, error, text) };
  }
}

/** An expression as it is written, whatever its names mean; null: it is none. */
export function astOf(text: string): ASTNode | null {
  try {
    return environments.routing.parse(text).ast;
  } catch {
    return null;
  }
}

/** What was asked for, at the end of a text: `client.segment`, `results["check"].ok`. */
const PATH = /(?:[\w.]|\["[^"]*"\]|\['[^']*'\])+$/;

function missing(scope: Scope, asked: string): string {
  const [variable = "", field = "", deeper] = asked.split(".");
  const declared = SCOPES[scope][variable];
  const isWrong = typeof declared === "object" && deeper === undefined && !(field in declared);
  if (!isWrong) return `${asked} is missing`;
  return `${variable} has no ${field}${didYouMean(field, Object.keys(declared))}`;
}

type CelError = Pick<ParseError, "code" | "summary" | "range" | "message">;

function isCelError(error: unknown): error is CelError {
  return error instanceof Error && "summary" in error && "code" in error;
}

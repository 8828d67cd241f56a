import type { ASTNode } from "@marcbachmann/cel-js";
import { astOf } from "#book/compile.ts";
import type { FakeAnswer } from "#book/rehearsal.ts";
import { nodesOf } from "#book/syntax.ts";
import type { CallSpec } from "#domain/book.ts";

/** An answer that a call would be content with, as far as its `success` and `keep` show by themselves what that is. */
export function exampleAnswer({ check, keep }: CallSpec): FakeAnswer {
  const checked = check === null ? null : astOf(check);
  const kept = Object.values(keep).flatMap((text) => astOf(text) ?? []);
  const wanted = [
    // What is only kept may be any one value: a number has a place in texts and in comparisons alike.
    ...kept.flatMap((ast) => nodesOf(ast).flatMap((node) => readOf(node, 1))),
    ...(checked ? wantedBy(checked) : []),
  ];
  const response = { status: 200, headers: {}, body: {} };
  for (const { path, value } of wanted) put(response, path, value);
  return { ...response, takesMs: 0 };
}

type Step = string | number;
/** What must stand at a path of the response. */
type Wanted = { readonly path: readonly Step[]; readonly value: unknown };

/** What makes a condition true: each comparison by itself; of alternatives the first. */
function wantedBy(node: ASTNode): Wanted[] {
  switch (node.op) {
    case "&&":
      return node.args.flatMap(wantedBy);
    case "||":
      return wantedBy(node.args[0]);
    case "!_":
      return readOf(node.args, false);
    case "==":
    case ">":
    case ">=":
    case "<":
    case "<=":
    case "!=":
    case "in":
      return compared(node.op, node.args[0], node.args[1]);
    case "call":
      return node.args[0] === "has" ? node.args[1].flatMap((of) => readOf(of, 1)) : [];
    default:
      return readOf(node, true);
  }
}

const TURNED: Readonly<Record<string, string>> = { ">": "<", ">=": "<=", "<": ">", "<=": ">=" };

/** One side is of the response, the other is written out. */
function compared(op: string, left: ASTNode, right: ASTNode): Wanted[] {
  if (op === "in") return right.op === "list" ? readOf(left, literalOf(right.args[0])) : [];
  if (left.op === "value") return compared(TURNED[op] ?? op, right, left);
  const value = fulfilling(op, literalOf(right));
  const isSize = left.op === "call" && left.args[0] === "size" && typeof value === "number";
  if (!isSize) return readOf(left, value);
  return left.args[1].flatMap((list) => readOf(list, Array(Math.max(0, value)).fill(1)));
}

function fulfilling(op: string, limit: unknown): unknown {
  if (op === "!=")
    return typeof limit === "boolean" ? !limit : typeof limit === "number" ? limit + 1 : "other";
  if (typeof limit !== "number" || op.endsWith("=")) return limit;
  return op === ">" ? limit + 1 : limit - 1;
}

function literalOf(node: ASTNode | undefined): unknown {
  if (node?.op !== "value") return null;
  return typeof node.args === "bigint" ? Number(node.args) : node.args;
}

/** The value at what a node reads of the response; nothing where it reads something else. */
function readOf(node: ASTNode, value: unknown): Wanted[] {
  const path = pathOf(node);
  return path === null || path.length === 0 ? [] : [{ path, value }];
}

/** `response.body["items"][0]` as its steps; null: it is no such thing. */
function pathOf(node: ASTNode): readonly Step[] | null {
  if (node.op === "id") return node.args === "response" ? [] : null;
  if (node.op === ".") return stepFrom(node.args[0], node.args[1]);
  if (node.op === "[]") return stepFrom(node.args[0], literalOf(node.args[1]));
  return null;
}

function stepFrom(of: ASTNode, step: unknown): readonly Step[] | null {
  const path = pathOf(of);
  return path && (typeof step === "string" || typeof step === "number") ? [...path, step] : null;
}

function put(box: object, [step, ...rest]: readonly Step[], value: unknown): void {
  if (step === undefined) return;
  const [next] = rest;
  const inside: unknown = Reflect.get(box, step);
  const holds = typeof inside === "object" && inside !== null;
  if (next === undefined) {
    // What holds other values already is there.
    if (!holds || Array.isArray(value)) Reflect.set(box, step, value);
    return;
  }
  const deeper = holds ? inside : typeof next === "number" ? [] : {};
  Reflect.set(box, step, deeper);
  put(deeper, rest, value);
}

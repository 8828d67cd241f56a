import { serialize } from "@marcbachmann/cel-js";
import type { ASTNode } from "@marcbachmann/cel-js";

// Looks at expressions as they are written, before their types are checked.

/** A part of an expression that must not be there, and where it begins. */
export type Refused = { readonly message: string; readonly offset: number };

/** What an expression reads of the results of another task. */
export type ResultRead = { readonly task: string; readonly name: string; readonly offset: number };

// CEL's regular expressions are JavaScript's here: (a+)+$ on a short text stops the whole process for seconds.
const NO_MATCHES = "matches() is not available; use startsWith, endsWith, contains or ==";
const HOW_TO_READ =
  'results are read as results["task-key"].name, or asked for as "name" in results["task-key"]';

/** What is refused although CEL allows it; null: nothing. */
export function refusedIn(ast: ASTNode): Refused | null {
  const pattern = nodesOf(ast).find((node) => isCall(node) && node.args[0] === "matches");
  if (pattern) return { message: NO_MATCHES, offset: pattern.range.start };
  const read = new Set(resultReads(ast).map(({ root }) => root));
  const other = nodesOf(ast).find((node) => isResults(node) && !read.has(node));
  return other ? { message: HOW_TO_READ, offset: other.range.start } : null;
}

/** Every use of `results["task-key"].name`, `results["task-key"]["name"]` and `"name" in results["task-key"]`. */
export function resultsIn(ast: ASTNode): ResultRead[] {
  return resultReads(ast).map(({ task, name, root }) => ({ task, name, offset: root.range.start }));
}

/** The parts that an expression joins by one operator, at its top, each as canonical text. */
export function partsOf(ast: ASTNode, operator: "&&" | "||"): string[] {
  if (ast.op !== operator) return [serialize(ast)];
  return ast.args.flatMap((part) => partsOf(part, operator));
}

/** Whether an expression depends on nothing that is given to it. */
export function isConstant(ast: ASTNode): boolean {
  return !nodesOf(ast).some(({ op }) => op === "id");
}

function resultReads(ast: ASTNode): (Omit<ResultRead, "offset"> & { readonly root: ASTNode })[] {
  return nodesOf(ast).flatMap((node) => {
    const [of, name] = readOf(node);
    if (of?.op !== "[]" || typeof name !== "string") return [];
    const [root, key] = of.args;
    const task = isResults(root) ? literal(key) : null;
    return typeof task === "string" ? [{ task, name, root }] : [];
  });
}

/** What a node reads from, and under which name. */
function readOf(node: ASTNode): readonly [ASTNode, unknown] | readonly [] {
  if (node.op === ".") return node.args;
  if (node.op === "[]") return [node.args[0], literal(node.args[1])];
  if (node.op === "in") return [node.args[1], literal(node.args[0])];
  return [];
}

function literal(node: ASTNode): unknown {
  return node.op === "value" ? node.args : null;
}

function isCall(node: ASTNode): node is Extract<ASTNode, { op: "call" | "rcall" }> {
  return node.op === "call" || node.op === "rcall";
}

function isResults(node: ASTNode): boolean {
  return node.op === "id" && node.args === "results";
}

/** An expression and every part of it. */
export function nodesOf(value: unknown): ASTNode[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  return isNode(value) ? [value, ...nodesOf(value.args)] : [];
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === "object" && value !== null && "op" in value && "args" in value;
}

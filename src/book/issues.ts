import type { z } from "zod";
import type { Document } from "#book/document.ts";
import type { Problem } from "#book/problems.ts";

type Issue = z.core.$ZodIssue;

/** Zod's issues as problems, each where it stands in the file. */
export function problemsOf(document: Document, issues: readonly Issue[]): Problem[] {
  return issues.flatMap((issue) => placed(document, issue));
}

function placed(document: Document, issue: Issue): Problem[] {
  const { path, message } = issue;
  if (issue.code === "unrecognized_keys") {
    const lines = message.split("\n");
    return issue.keys.map((key, index) => document.problemAtKey(path, key, lines[index] ?? message));
  }
  if (issue.code === "invalid_key") {
    return [
      document.problemAtKey(path.slice(0, -1), String(path.at(-1)), issue.issues[0]?.message ?? message),
    ];
  }
  const offset: unknown = issue.code === "custom" ? issue.params?.["offset"] : undefined;
  return [document.problem(path, message, typeof offset === "number" ? offset : undefined)];
}

const NOUNS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "keys with values",
  record: "keys with values",
};

/** Zod's words for values of the wrong kind, in the operator's. */
export function wording(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== "invalid_type") return undefined;
  const expected = NOUNS[issue.expected] ?? issue.expected;
  if (issue.input === undefined) return `"${String(issue.path?.at(-1))}" is missing`;
  return `expected ${expected}, not ${nounOf(issue.input)}`;
}

function nounOf(input: unknown): string {
  if (input === null) return "nothing";
  if (Array.isArray(input)) return "a list";
  return NOUNS[typeof input] ?? typeof input;
}

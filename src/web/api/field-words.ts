import { z } from "zod";
import { nearestOf } from "#services/suggest.ts";

// Zod says what a schema expected; whoever sent the request wants to know what to send, with an example.

type Issue = z.core.$ZodIssue;

/** What is wrong with the part of a value that an issue is about, and what to send there. */
export function fieldWords(issue: Issue, schema: z.ZodType, value: unknown): string {
  const given = partAt(value, issue.path);
  const words = wordsFor(issue, given);
  if (saysAll(issue)) return words;
  const example = exampleOf(placeOf(schema, issue.path, value));
  return example === undefined ? words : `${words} For example ${JSON.stringify(example)}.`;
}

/** That there is no such field, or parameter; and which there is that comes close. */
export function unknownWords(
  what: string,
  key: string,
  path: Issue["path"],
  schema: z.ZodType,
  value: unknown,
) {
  const nearest = nearestOf(key, fieldsOf(placeOf(schema, path, value).at(-1), partAt(value, path)));
  return `There is no such ${what}${meant(nearest)}.`;
}

/** An example of what a schema takes, as it is described. */
export function exampleFor(schema: z.ZodType): unknown {
  return exampleOf(placeOf(schema, [], undefined));
}

function wordsFor(issue: Issue, given: unknown): string {
  switch (issue.code) {
    case "invalid_value":
      return oneOf(issue.values.map(String), given);
    case "invalid_union":
      if ("options" in issue && issue.options) return oneOf(issue.options.map(String), given);
      return Number.isFinite(given ?? 0) || typeof given !== "number" ? UNFIT : TOO_LARGE;
    case "invalid_type":
      if (given === undefined) return "It is missing.";
      if (typeof given === "number" && !Number.isFinite(given)) return TOO_LARGE;
      return `Expected ${NOUNS[issue.expected] ?? issue.expected}, and got ${nounOf(given)}.`;
    case "invalid_format":
      return issue.message.startsWith("Invalid ") ? (FORMATS[issue.format] ?? UNFIT) : issue.message;
    case "too_small":
      if (!issue.message.startsWith("Too ")) return issue.message;
      return `At least ${issue.minimum}${UNITS[issue.origin] ?? ""}.`;
    case "too_big":
      if (!issue.message.startsWith("Too ")) return issue.message;
      return `At most ${issue.maximum}${UNITS[issue.origin] ?? ""}.`;
    default:
      return issue.message;
  }
}

const UNFIT = "It is nothing that fits here.";
const TOO_LARGE = "The number is larger than any that can be kept.";

const NOUNS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  record: "an object",
  array: "a list",
};

const FORMATS: Readonly<Record<string, string>> = {
  datetime: "Expected an instant: a day, a time, and its offset from UTC.",
  url: "Expected a whole address.",
  email: "Expected a mail address.",
};

const UNITS: Readonly<Record<string, string>> = { string: " characters", array: " entries" };

function nounOf(given: unknown): string {
  if (given === null) return "null";
  if (Array.isArray(given)) return "a list";
  if (typeof given === "number" && !Number.isInteger(given)) return "a number with a fraction";
  return NOUNS[typeof given] ?? typeof given;
}

function oneOf(options: readonly string[], given: unknown): string {
  const nearest = typeof given === "string" ? nearestOf(given, options) : null;
  return `It is one of ${options.join(", ")}${meant(nearest)}.`;
}

function meant(nearest: string | null): string {
  return nearest === null ? "" : `; perhaps ${nearest} was meant`;
}

/** Where every value is listed, an example says nothing more. */
function saysAll(issue: Issue): boolean {
  return issue.code === "invalid_value" || ("options" in issue && issue.options !== undefined);
}

function partAt(value: unknown, path: Issue["path"]): unknown {
  return path.reduce<unknown>((part, key) => (isParted(part) ? Reflect.get(part, key) : undefined), value);
}

function isParted(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** The schema of a part, with all that it is wrapped in: the outermost first. Empty: there is none. */
function placeOf(schema: unknown, path: Issue["path"], value: unknown): readonly unknown[] {
  const [key, ...rest] = path;
  const layers = layersOf(schema);
  if (key === undefined) return layers;
  const inner = partSchema(layers.at(-1), key, value);
  return inner === undefined ? [] : placeOf(inner, rest, partAt(value, [key]));
}

function layersOf(schema: unknown): readonly unknown[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return [schema, ...layersOf(schema.unwrap())];
  return schema instanceof z.ZodPipe ? [schema, ...layersOf(schema.in)] : [schema];
}

function partSchema(schema: unknown, key: PropertyKey, value: unknown): unknown {
  if (schema instanceof z.ZodObject) return Reflect.get(schema.shape, key);
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return schema instanceof z.ZodDiscriminatedUnion
    ? partSchema(chosenOf(schema, value), key, value)
    : undefined;
}

function fieldsOf(schema: unknown, value: unknown): string[] {
  const object = schema instanceof z.ZodDiscriminatedUnion ? chosenOf(schema, value) : schema;
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
}

function chosenOf({ def, options }: z.ZodDiscriminatedUnion, value: unknown): unknown {
  const named = partAt(value, [def.discriminator]);
  return options.find(
    (option) => option instanceof z.ZodObject && z.safeParse(option.shape[def.discriminator], named).success,
  );
}

function exampleOf(layers: readonly unknown[]): unknown {
  return layers
    .filter((layer) => layer instanceof z.ZodType)
    .map((layer) => layer.meta()?.["example"])
    .find((example) => example !== undefined);
}

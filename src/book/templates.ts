import type { Template } from "#domain/book.ts";
import { leadingVariable, wrongAddress } from "#book/addresses.ts";
import { evaluate, nameType, plain } from "#book/expressions.ts";
import type { Evaluated } from "#book/expressions.ts";
import { isOwnVariable } from "#book/own-variables.ts";
import type { TaskValues } from "#book/scopes.ts";

/** A part of a text: as it stands, CEL in `${…}`, or the name of an environment variable in `${env:NAME}`. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "cel" | "env"; readonly text: string; readonly offset: number };

/** What the environment holds under a name; undefined: nothing. */
export type SecretOf = (name: string) => string | undefined;

/** Where the text goes: in a url values are percent-encoded, in a body a lone `${…}` keeps its type. */
export type TemplatePlace = "url" | "header" | "body";

const ENV = /^\s*env:([A-Z][A-Z0-9_]*)\s*$/;

/** The parts of a text; offsets count from its beginning. A `${` that nothing closes is a mistake; `$${` stands for itself. */
export function templateParts(
  text: string,
):
  | { readonly ok: true; readonly parts: readonly TemplatePart[] }
  | { readonly ok: false; readonly offset: number } {
  const parts: TemplatePart[] = [];
  let plainText = "";
  for (let at = 0; at < text.length;) {
    if (text.startsWith("$${", at)) {
      plainText += "${";
      at += "$${".length;
    } else if (text.startsWith("${", at)) {
      const offset = at + "${".length;
      const end = closingBrace(text, offset);
      if (end === null) return { ok: false, offset: at };
      const inside = text.slice(offset, end);
      const variable = ENV.exec(inside)?.[1];
      parts.push({ kind: "text", text: plainText });
      parts.push(variable ? { kind: "env", text: variable, offset } : { kind: "cel", text: inside, offset });
      plainText = "";
      at = end + 1;
    } else {
      plainText += text[at];
      at += 1;
    }
  }
  parts.push({ kind: "text", text: plainText });
  return { ok: true, parts: parts.filter((part) => part.kind !== "text" || part.text !== "") };
}

/** Fills a template in. What is missing or has no place there is an error; the value of a secret is never part of one. */
export function renderTemplate(
  template: Template,
  values: TaskValues,
  secretOf: SecretOf,
  how: TemplatePlace,
): Evaluated<Template> {
  if (typeof template === "string")
    return how === "url"
      ? renderUrl(template, values, secretOf)
      : renderText(template, values, secretOf, how);
  if (typeof template !== "object" || template === null) return { ok: true, value: template };
  if (isList(template)) return all(template.map((item) => renderTemplate(item, values, secretOf, how)));
  const entries = Object.entries(template);
  const rendered = all(entries.map(([, item]) => renderTemplate(item, values, secretOf, how)));
  if (!rendered.ok) return rendered;
  return {
    ok: true,
    value: Object.fromEntries(entries.map(([key], index) => [key, rendered.value[index] ?? null])),
  };
}

function renderUrl(template: string, values: TaskValues, secretOf: SecretOf): Evaluated<string> {
  const variable = leadingVariable(template);
  const base = variable === null ? { ok: true as const, value: "" } : secret(variable, secretOf);
  if (!base.ok) return base;
  const path = renderText(
    variable === null ? template : template.slice(`env:${variable}`.length),
    values,
    secretOf,
    "url",
  );
  if (!path.ok) return path;
  const url = base.value.replace(/\/+$/, "") + String(path.value);
  const wrong = wrongAddress(url);
  if (wrong === null) return { ok: true, value: url };
  return { ok: false, error: variable === null ? wrong : `${variable}: ${wrong}` };
}

function renderText(
  template: string,
  values: TaskValues,
  secretOf: SecretOf,
  how: TemplatePlace,
): Evaluated<Template> {
  const read = templateParts(template);
  if (!read.ok) return { ok: false, error: "a ${ is never closed" };
  const [only, ...more] = read.parts;
  if (how === "body" && only?.kind === "cel" && more.length === 0) return wholeValue(only.text, values);
  const texts = all(read.parts.map((part) => partText(part, values, secretOf, how)));
  if (!texts.ok) return texts;
  const text = texts.value.join("");
  if (how === "header" && !/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) {
    return { ok: false, error: "a header holds one line of plain characters, and this has others" };
  }
  return { ok: true, value: text };
}

/** What stands alone in a body keeps its type: a number stays a number, a list a list. */
function wholeValue(text: string, values: TaskValues): Evaluated<Template> {
  const result = evaluate("task", text, values);
  if (!result.ok) return result;
  const value = plain(result.value);
  return isTemplate(value)
    ? { ok: true, value }
    : {
        ok: false,
        error: `${text.trim()} gave ${typeof value === "number" ? "a number that JSON doesn't know" : nameType(value)}`,
      };
}

function partText(
  part: TemplatePart,
  values: TaskValues,
  secretOf: SecretOf,
  how: TemplatePlace,
): Evaluated<string> {
  if (part.kind === "text") return { ok: true, value: part.text };
  if (part.kind === "env") {
    return how === "url"
      ? { ok: false, error: `${part.text} has no place in an address` }
      : secret(part.text, secretOf);
  }
  const result = evaluate("task", part.text, values);
  if (!result.ok) return result;
  const value = plain(result.value);
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
    return { ok: false, error: `${part.text.trim()} gave ${nameType(value)}, which has no place in a text` };
  }
  if (how !== "url") return { ok: true, value: String(value) };
  // Without it the call would go to another address.
  if (value === "") return { ok: false, error: `${part.text.trim()} is empty, and would change the address` };
  return { ok: true, value: encodeURIComponent(String(value).toWellFormed()) };
}

function secret(name: string, secretOf: SecretOf): Evaluated<string> {
  if (isOwnVariable(name)) return { ok: false, error: `${name} is Baton's own and goes nowhere` };
  const value = secretOf(name);
  return value ? { ok: true, value } : { ok: false, error: `${name} is not set in the environment` };
}

/** The brace that closes an expression: CEL's own braces and those in its texts are passed over. */
function closingBrace(text: string, from: number): number | null {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"' || character === "'") {
      at = closingQuote(text, at, character);
    } else if (character === "{") {
      depth += 1;
    } else if (character === "}") {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return null;
}

function closingQuote(text: string, from: number, quote: string): number {
  let at = from + 1;
  while (at < text.length && text[at] !== quote) at += text[at] === "\\" ? 2 : 1;
  return at;
}

function all<Value>(results: readonly Evaluated<Value>[]): Evaluated<Value[]> {
  const values: Value[] = [];
  for (const result of results) {
    if (!result.ok) return result;
    values.push(result.value);
  }
  return { ok: true, value: values };
}

function isList(template: Template): template is readonly Template[] {
  return Array.isArray(template);
}

function isTemplate(value: unknown): value is Template {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value === "object" && Object.values(value).every(isTemplate);
}

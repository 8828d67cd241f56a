import type { Template } from "#domain/book.ts";
import { leadingVariable, wrongAddress } from "#book/addresses.ts";
import { evaluate, nameType, plain } from "#book/expressions.ts";
import type { Evaluated } from "#book/expressions.ts";
import { isOwnVariable } from "#book/own-variables.ts";
import type { TaskValues } from "#book/scopes.ts";
import { templateParts } from "#book/template-parts.ts";
import type { TemplatePart } from "#book/template-parts.ts";

/** What the environment holds under a name; undefined: nothing. */
export type SecretOf = (name: string) => string | undefined;

/** Where the text goes: in a url values are percent-encoded, in a body a lone `${…}` keeps its type. */
export type TemplatePlace = "url" | "header" | "body";

/** Fills a template in. What is missing or has no place there is an error; the value of a secret is never part of one. */
export function renderTemplate(
  template: string,
  values: TaskValues,
  secretOf: SecretOf,
  how: "url" | "header",
): Evaluated<string>;
export function renderTemplate(
  template: Template,
  values: TaskValues,
  secretOf: SecretOf,
  how: TemplatePlace,
): Evaluated<Template>;
export function renderTemplate(
  template: Template,
  values: TaskValues,
  secretOf: SecretOf,
  how: TemplatePlace,
): Evaluated<Template> {
  const known = { values, secretOf };
  if (how === "body" || typeof template !== "string") return renderBody(template, known);
  return how === "url" ? renderUrl(template, known) : renderHeader(template, known);
}

/** What a template is filled in from. */
type Known = { readonly values: TaskValues; readonly secretOf: SecretOf };

function renderUrl(template: string, known: Known): Evaluated<string> {
  const variable = leadingVariable(template);
  const base = variable === null ? NO_BASE : secret(variable, known);
  if (!base.ok) return base;
  const path = renderText(
    variable === null ? template : template.slice(`env:${variable}`.length),
    known,
    "url",
  );
  if (!path.ok) return path;
  const url = base.value.replace(/\/+$/, "") + path.value;
  const wrong = wrongAddress(url);
  if (wrong === null) return { ok: true, value: url };
  return { ok: false, error: variable === null ? wrong : `${variable}: ${wrong}` };
}

const NO_BASE = { ok: true, value: "" } as const;

function renderHeader(template: string, known: Known): Evaluated<string> {
  const text = renderText(template, known, "header");
  if (!text.ok || /^[\t\x20-\x7e\x80-\xff]*$/.test(text.value)) return text;
  return { ok: false, error: "a header holds one line of plain characters, and this has others" };
}

function renderBody(template: Template, known: Known): Evaluated<Template> {
  if (typeof template === "string") {
    const alone = loneExpression(template);
    return alone === null ? renderText(template, known, "body") : wholeValue(alone, known);
  }
  if (typeof template !== "object" || template === null) return { ok: true, value: template };
  if (isList(template)) return all(template.map((item) => renderBody(item, known)));
  const entries: [string, Template][] = [];
  for (const [key, item] of Object.entries(template)) {
    const rendered = renderBody(item, known);
    if (!rendered.ok) return rendered;
    entries.push([key, rendered.value]);
  }
  return { ok: true, value: Object.fromEntries(entries) };
}

function loneExpression(template: string): string | null {
  const read = templateParts(template);
  const [only, ...more] = read.ok ? read.parts : [];
  return only?.kind === "cel" && more.length === 0 ? only.text : null;
}

/** What stands alone in a body keeps its type: a number stays a number, a list a list. */
function wholeValue(text: string, { values }: Known): Evaluated<Template> {
  const result = evaluate("task", text, values);
  if (!result.ok) return result;
  const value = plain(result.value);
  if (isTemplate(value)) return { ok: true, value };
  const what = typeof value === "number" ? "a number that JSON doesn't know" : nameType(value);
  return { ok: false, error: `${text.trim()} gave ${what}` };
}

function renderText(template: string, known: Known, how: TemplatePlace): Evaluated<string> {
  const read = templateParts(template);
  if (!read.ok) return { ok: false, error: "a ${ is never closed" };
  const texts = all(read.parts.map((part) => partText(part, known, how)));
  return texts.ok ? { ok: true, value: texts.value.join("") } : texts;
}

function partText(part: TemplatePart, known: Known, how: TemplatePlace): Evaluated<string> {
  if (part.kind === "text") return { ok: true, value: part.text };
  if (part.kind === "env") {
    return how === "url"
      ? { ok: false, error: `${part.text} has no place in an address` }
      : secret(part.text, known);
  }
  const result = evaluate("task", part.text, known.values);
  if (!result.ok) return result;
  const value = plain(result.value);
  const name = part.text.trim();
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
    return { ok: false, error: `${name} gave ${nameType(value)}, which has no place in a text` };
  }
  if (how !== "url") return { ok: true, value: String(value) };
  // Without it the call would go to another address.
  if (value === "") return { ok: false, error: `${name} is empty, and would change the address` };
  return { ok: true, value: encodeURIComponent(String(value).toWellFormed()) };
}

function secret(name: string, { secretOf }: Known): Evaluated<string> {
  if (isOwnVariable(name)) return { ok: false, error: `${name} is Baton's own and goes nowhere` };
  const value = secretOf(name);
  return value ? { ok: true, value } : { ok: false, error: `${name} is not set in the environment` };
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

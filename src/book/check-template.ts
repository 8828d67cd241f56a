import { leadingVariable, wrongAddress } from "#book/addresses.ts";
import type { ExpressionMistake } from "#book/compile.ts";
import { checkExpression } from "#book/expressions.ts";
import { isOwnVariable } from "#book/own-variables.ts";
import { templateParts } from "#book/template-parts.ts";
import type { TemplatePart } from "#book/template-parts.ts";
import type { TemplatePlace } from "#book/templates.ts";

/** What is wrong with a text that may hold templates, before any data is seen. */
export function checkTemplate(text: string, place: TemplatePlace): ExpressionMistake[] {
  const read = templateParts(text);
  if (!read.ok) {
    return [
      { message: "this ${ is never closed; $${ stands for the characters themselves", offset: read.offset },
    ];
  }
  const isAlone = place === "body" && read.parts.length === 1;
  return read.parts.flatMap((part) => checkPart(part, place, isAlone) ?? []);
}

/** What is wrong with the address of a call: its templates, and where it leads. */
export function checkUrl(text: string): ExpressionMistake[] {
  const inTemplates = checkTemplate(text, "url");
  if (inTemplates.length > 0) return inTemplates;
  const variable = leadingVariable(text);
  if (variable !== null && isOwnVariable(variable)) return [{ message: ownVariable(variable), offset: 0 }];
  if (variable === null && text.startsWith("env:")) {
    return [
      { message: "write env:NAME and the path after it, such as env:PROVISIONING_URL/checks", offset: 0 },
    ];
  }
  const host = /^[a-z]+:\/\/[^/?#]*/i.exec(text)?.[0] ?? "";
  if (host.includes("${")) {
    const message = "no template in the name of the host: who is called must be seen here";
    return [{ message, offset: host.indexOf("${") }];
  }
  const address = variable === null ? text : `https://example.com${text.slice(`env:${variable}`.length)}`;
  const wrong = wrongAddress(fillIn(address)) ?? wrongPort(fillIn(address));
  return wrong === null ? [] : [{ message: wrong, offset: 0 }];
}

/** Where calls may go is guarded when they are made; what is refused by its port for sure is said now. */
function wrongPort(address: string): string | null {
  const { protocol, port } = new URL(address);
  const isUsual = protocol === "http:" || ["", "443", "8443"].includes(port);
  return isUsual ? null : `port ${port} is not called: an address has port 443 or 8443`;
}

function checkPart(part: TemplatePart, place: TemplatePlace, isAlone: boolean): ExpressionMistake | null {
  if (part.kind === "text") return null;
  const { text, offset } = part;
  if (part.kind === "env") {
    if (isOwnVariable(text)) return { message: ownVariable(text), offset };
    if (place !== "url") return null;
    return { message: "no secret in an address, which others log: put it into a header or the body", offset };
  }
  if (/^\s*env:/.test(text)) return { message: "write ${env:NAME}, with the name in capitals", offset };
  const mistake = checkExpression("task", text, isAlone ? "any" : "value");
  return mistake && { ...mistake, offset: offset + mistake.offset };
}

function ownVariable(name: string): string {
  return `${name} is Baton's own, and no book may use it`;
}

/** The text with something harmless for each template. */
function fillIn(text: string): string {
  const read = templateParts(text);
  return read.ok ? read.parts.map((part) => (part.kind === "text" ? part.text : "x")).join("") : text;
}

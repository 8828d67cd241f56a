/** A part of a text: as it stands, CEL in `${…}`, or the name of an environment variable in `${env:NAME}`. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "cel" | "env"; readonly text: string; readonly offset: number };

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

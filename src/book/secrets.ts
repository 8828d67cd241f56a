import { templateParts } from "#book/template-parts.ts";

/** A text that looks like a secret, and where it stands. */
export type SecretFound = { readonly path: readonly (string | number)[]; readonly message: string };

// What the secrets of well-known systems begin with: no such text is ever meant.
const KNOWN =
  /\b(xox[abeprs]-|xapp-|sk_live_|sk_test_|rk_live_|whsec_|gh[pousr]_|github_pat_|glpat-|pat-(na|eu)\d-|AKIA|eyJhbGciOi)[\w.-]{6,}|-----BEGIN [A-Z ]*PRIVATE KEY/;
const SECRET_KEY = /token|secret|passw|api[-_]?key|authorization|credential/i;
const CHARACTERS_MIN = 8;

/** Secrets that somebody wrote into a file. The message never repeats one. */
export function findSecrets(data: unknown): SecretFound[] {
  return search(data, [], false);
}

/** `isSent`: inside what a call sends, where a key's name says what its value is. */
function search(value: unknown, path: SecretFound["path"], isSent: boolean): SecretFound[] {
  if (typeof value === "string")
    return isSecret(value, isSent ? path.at(-1) : undefined) ? [{ path, message: SAY }] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => search(item, [...path, index], isSent));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    search(item, [...path, key], isSent || key === "request"),
  );
}

const SAY = "this looks like a secret: put it into the environment, and write ${env:NAME} here";

function isSecret(text: string, key: string | number | undefined): boolean {
  if (KNOWN.test(text)) return true;
  if (key === "url") return hasSecretInQuery(text);
  return typeof key === "string" && SECRET_KEY.test(key) && isLiteral(text);
}

/** Long enough for a secret, written out rather than a template, and no words. */
function isLiteral(text: string): boolean {
  const bare = written(text)
    .replace(/^\s*(bearer|basic|token|apikey)\s+/i, "")
    .trim();
  return bare.length >= CHARACTERS_MIN && !/\s/.test(bare);
}

function hasSecretInQuery(url: string): boolean {
  const [, query = ""] = written(url).split("?");
  return [...new URLSearchParams(query)].some(([name, value]) => SECRET_KEY.test(name) && isLiteral(value));
}

/** A text without its templates. */
function written(text: string): string {
  const read = templateParts(text);
  return read.ok ? read.parts.map((part) => (part.kind === "text" ? part.text : "")).join("") : text;
}

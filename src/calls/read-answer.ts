import { mapJson, storable, type Leaf } from "#calls/json-walk.ts";

const RETRY_AFTER_MAX_MS = 60 * 60 * 1000;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

type Headers = Readonly<Record<string, string>>;

/** One text a header, as Postgres can keep it. */
export function headersFrom(received: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const given = Object.entries(received).map(([name, value = ""]) => [
    name,
    storable([value].flat().join(", ")),
  ]);
  return Object.fromEntries(given);
}

/** What the answer says, as its content type tells how to read it; as text where it isn't what it says it is. */
export function bodyFrom(text: string, headers: Headers): unknown {
  if (text === "") return null;
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(headers["content-type"] ?? "")) return storable(text);
  try {
    return mapJson(JSON.parse(text), storableLeaf);
  } catch {
    return storable(text);
  }
}

/**
 * How long the server asks to be left alone, an hour at most; null where it doesn't, or not in a way that makes sense.
 * A date is read by the clock of the server that names it, which stands in the same answer.
 */
export function retryAfterOf(headers: Headers): number | null {
  const asked = headers["retry-after"] ?? "";
  const ms = /^\d+$/.test(asked) ? Number(asked) * 1000 : timeOf(asked) - timeOf(headers["date"] ?? "");
  return ms >= 0 ? Math.min(ms, RETRY_AFTER_MAX_MS) : null;
}

function timeOf(date: string): number {
  return HTTP_DATE.test(date) ? Date.parse(date) : Number.NaN;
}

function storableLeaf(leaf: Leaf): Leaf {
  return typeof leaf === "string" ? storable(leaf) : leaf;
}

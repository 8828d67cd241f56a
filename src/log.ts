import { pino, type DestinationStream, type Logger } from "pino";

/** One JSON line an outcome, past tense, facts as fields. */
export type Log = Logger;

/** What might be there by mistake, or inside an error: tokens, signatures, and what people typed. */
const SECRET_FIELDS = [
  "token",
  "secret",
  "authorization",
  "password",
  "text",
  "body",
  "note",
  "reason",
  "evidence",
  "email",
  // Postgres tells in an error which rows it is about, with what is in them.
  "detail",
  "where",
];

/** Writes to stdout where nothing else is given. */
export function newLog(level: string, to?: DestinationStream): Log {
  const redact = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  const options = { level, base: null, redact, timestamp: pino.stdTimeFunctions.isoTime };
  return to ? pino(options, to) : pino(options);
}

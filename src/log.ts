import { pino, type Logger } from "pino";

/** One JSON line an outcome, past tense, facts as fields. */
export type Log = Logger;

/** Whatever a caller puts there by mistake: tokens, signatures, and what people typed. */
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
];

export function newLog(level: string): Log {
  const redact = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  return pino({ level, base: null, redact, timestamp: pino.stdTimeFunctions.isoTime });
}

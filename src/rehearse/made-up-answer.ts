import type { FakeAnswer } from "#book/rehearsal.ts";
import type { CallSpec } from "#domain/book.ts";

/** The answer to a call of which the rehearsal says nothing. */
export function madeUpAnswer(_call: CallSpec): FakeAnswer {
  return { status: 200, headers: {}, body: {}, takesMs: 0 };
}

import type { Problem } from "#web/api/problem.ts";

// Problems that several resources have in common.

/** Who asks belongs to another organisation. */
export const FROM_OUTSIDE: Problem = {
  kind: "not-allowed",
  code: "from-outside",
  detail: "People of another organisation can look, and change nothing.",
};

/** A field of the body that does not fit, as far as only Baton can tell. */
export function invalidField(field: string, detail: string, code?: string): Problem {
  return {
    kind: "invalid",
    detail,
    errors: [{ pointer: `#/${field}`, detail }],
    ...(code !== undefined && { code }),
  };
}

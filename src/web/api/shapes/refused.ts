import type { WorkspaceAskType, WorkspaceRefusal } from "#domain/may-in-workspace.ts";
import type { Problem } from "#web/api/problem.ts";

// Problems that several resources have in common.

/** Who asks belongs to another organisation. */
export const FROM_OUTSIDE: Problem = {
  kind: "not-allowed",
  code: "from-outside",
  detail: "People of another organisation can look, and change nothing.",
};

/** Who asks may not do that in the workspace. */
export function notInWorkspace(refusal: WorkspaceRefusal): Problem {
  if (refusal.code === "from-outside") return FROM_OUTSIDE;
  return { kind: "not-allowed", code: refusal.code, detail: `Only operators ${WORDS[refusal.ask]}.` };
}

const WORDS = {
  "add-client": "add clients",
  "change-segment": "change what segment a client is in",
  "send-trigger": "say what has happened in other systems",
  "manage-webhooks": "say where events are sent to",
  "keep-key": "look after keys of others",
  "settle-trigger": "settle what others answer for",
} as const satisfies Record<WorkspaceAskType, string>;

/** A field of the body that does not fit, as far as only Baton can tell. */
export function invalidField(field: string, detail: string, code?: string): Problem {
  return {
    kind: "invalid",
    detail,
    errors: [{ pointer: `#/${field}`, detail }],
    ...(code !== undefined && { code }),
  };
}

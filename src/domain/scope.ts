/**
 * How far a key for programs reaches, besides what its person may. `decide` is apart from `act`: approving, opening gates and
 * publishing must not be scripted by accident.
 */
export const SCOPES = ["read", "act", "decide", "triggers", "webhooks"] as const;
export type Scope = (typeof SCOPES)[number];

/** What each lets a program do. */
export const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  read: "see runs, tasks, clients, releases, triggers and exceptions",
  act: "start and steer runs, do tasks, add clients",
  decide: "approve and reject, open gates, publish releases",
  triggers: "send triggers and signals, as an operator",
  webhooks: "see where events are sent to, and as an operator say so",
};

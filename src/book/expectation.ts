import type { Duration } from "#domain/book.ts";

/** What a rehearsal must show, as its author wrote it and as it is understood. */
export type Expectation = { readonly text: string } & (
  | { readonly says: "completes"; readonly within: Duration | null }
  | { readonly says: "does-not-complete" }
  | { readonly says: "goes-to-role"; readonly task: string; readonly role: string }
  | { readonly says: "task-is"; readonly task: string; readonly state: RehearsedState }
  | { readonly says: "escalates-at-most"; readonly times: number }
  | { readonly says: "gates-close"; readonly times: number }
  | { readonly says: "opens"; readonly playbook: string; readonly rule: string | null }
);

export type RehearsedState = "done" | "skipped" | "waived";

/** What somebody is told that is about no run: of the book's releases, of triggers that led nowhere, of webhooks that fail, of acts on many runs. */
export type WorkspaceNoticeKind =
  | "release-review"
  | "release-answered"
  | "held-trigger"
  | "held-trigger-overdue"
  | "webhook-disabled"
  | "operation"
  | "operation-received"
  | "operation-concerns";

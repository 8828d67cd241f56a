/** What somebody is told that is about no run: of the book's releases, and of triggers that led nowhere. */
export type WorkspaceNoticeKind =
  | "release-review"
  | "release-answered"
  | "held-trigger"
  | "held-trigger-overdue";

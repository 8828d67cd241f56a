import type { Book, Playbook, TaskSpec } from "#domain/book.ts";
import { playbook, taskSpec } from "./domain.ts";

const gate = "approvers";
const closed = { onFailure: "fail_closed", gate } as const;

const dns: TaskSpec["work"] = {
  kind: "wait",
  signal: { type: "x.dns-ready", when: null },
  timeout: null,
};

/** Work, approvals of one and of two, a wait, and what comes after; whoever opens its gates is an approver. */
export const gated: Playbook = playbook(
  [
    {
      stage: "Work",
      tasks: [
        taskSpec("prepare", closed),
        taskSpec("review", {
          ...closed,
          work: { kind: "approval", needed: 1 },
          role: "security",
          after: ["prepare"],
        }),
        taskSpec("board", { ...closed, work: { kind: "approval", needed: 2 }, after: [] }),
        taskSpec("dns", { ...closed, work: dns, role: "support", after: [] }),
        taskSpec("notes", { role: "support", after: [], required: false }),
      ],
    },
    {
      stage: "End",
      tasks: [
        taskSpec("finish", { after: ["review"] }),
        taskSpec("detour", { after: ["review"], required: false }),
      ],
    },
  ],
  { playbook: "gated", title: "Gated onboarding", calendar: "us-east" },
);

/** The example book with that playbook besides. */
export function withGated(book: Book): Book {
  return { ...book, playbooks: { ...book.playbooks, gated } };
}

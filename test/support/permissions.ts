import type { IntentType } from "#domain/intent.ts";
import type { WorkspaceAskType } from "#domain/may-in-workspace.ts";

/** What somebody can be to a run, each in person: nobody is two of these. */
export const KINDS = [
  "another organisation's",
  "anyone inside",
  "the task's role",
  "who has the task",
  "the approval's role",
  "who did the work",
  "the gate's role",
  "the run's owner",
  "an operator",
  "who is asked to take over",
  "who was told",
] as const;
export type Kind = (typeof KINDS)[number];

/** One thing to ask, who may, and in which words docs/permissions.md says so. */
export type Permission = {
  readonly what: string;
  readonly words: string;
  readonly who: readonly Kind[];
};

const inside = KINDS.filter((kind) => kind !== "another organisation's");
const atTheTask: readonly Kind[] = ["who has the task", "the run's owner", "an operator"];
const lookingAfter: readonly Kind[] = ["the task's role", "the run's owner", "an operator"];
const approving: readonly Kind[] = ["the approval's role", "an operator"];
const told: readonly Kind[] = ["who has the task", "an operator", "who was told"];

const OWNER = "the run's owner";
const TASK = "whoever has the task; the run's owner";
const ASKED = "the person asked, and nobody for them";
const APPROVING =
  "the role named for it; never who asked for it, did the work that it judges, or left it out or passed it by";
const TOLD = "who was told of it";

const byOwner = (what: string): readonly Permission[] => [
  { what, words: OWNER, who: ["the run's owner", "an operator"] },
];
const byTheSystem = (what: string): readonly Permission[] => [
  { what, words: "Baton itself, and no person", who: [] },
];

/**
 * Who may do what, as the design has it: the one table that the domain, every door and docs/permissions.md are held to.
 * An intent that is missing here breaks the build.
 */
export const permissions: Readonly<Record<IntentType, readonly Permission[]>> = {
  "open-run": [
    { what: "Start an onboarding", words: "anyone inside the organisation", who: inside },
    { what: "Import an onboarding with its past", words: "operators", who: ["an operator"] },
  ],
  "claim-task": [
    { what: "Claim a task", words: "members of the task's role; the run's owner", who: lookingAfter },
  ],
  "complete-task": [
    { what: "Say that a task is done", words: TASK, who: atTheTask },
    {
      what: "Say that what comes from outside has come",
      words: "members of the task's role; the run's owner",
      who: lookingAfter,
    },
  ],
  "give-back-task": [{ what: "Give a task back", words: TASK, who: atTheTask }],
  "hand-off-task": [{ what: "Hand a task off", words: TASK, who: atTheTask }],
  "block-task": [{ what: "Block a task", words: TASK, who: atTheTask }],
  "accept-handoff": [{ what: "Accept what is offered", words: ASKED, who: ["who is asked to take over"] }],
  "decline-handoff": [{ what: "Decline what is offered", words: ASKED, who: ["who is asked to take over"] }],
  "withdraw-handoff": [
    { what: "Withdraw an offer", words: "who offered it", who: ["who has the task", "an operator"] },
  ],
  "acknowledge-task": [{ what: "Acknowledge that a task is late", words: TOLD, who: told }],
  "snooze-task": [{ what: "Snooze a late task", words: TOLD, who: told }],
  "approve-task": [{ what: "Approve", words: APPROVING, who: approving }],
  "reject-task": [{ what: "Reject", words: APPROVING, who: approving }],
  "open-gate": [
    {
      what: "Open a gate",
      words: "the role named for it; never who closed it or did the work behind it",
      who: ["the gate's role", "an operator"],
    },
    {
      what: "Settle what holds nothing up",
      words: OWNER,
      who: ["the run's owner", "an operator"],
    },
  ],
  "assign-task": byOwner("Assign a task"),
  "add-task": byOwner("Add a task"),
  "skip-task": byOwner("Skip a task; never an approval, nor what is behind a gate"),
  "unskip-task": byOwner("Undo that a task was skipped"),
  "reopen-task": byOwner("Reopen a task"),
  "change-due": byOwner("Change when a task is due"),
  "change-run-due": byOwner("Change when an onboarding is due"),
  "move-dues": byOwner("Move all due times"),
  "restore-dues": byOwner("Put moved due times back"),
  "block-run": byOwner("Block an onboarding"),
  "pause-run": byOwner("Pause"),
  "resume-run": byOwner("Resume"),
  "cancel-run": byOwner("Cancel"),
  "merge-run": [
    ...byOwner("Merge into another that one owns as well"),
    { what: "Merge into somebody else's", words: "operators", who: ["an operator"] },
  ],
  "move-run": byOwner("Move to another client; never what is part of another"),
  "assign-run": byOwner("Give to another owner"),
  "hand-off-run": byOwner("Offer the ownership"),
  "absorb-run": byTheSystem("Take over what was merged"),
  "report-attempt": byTheSystem("Report a call"),
  "report-child": byTheSystem("Report a child run"),
  "receive-signal": byTheSystem("Pass on a signal"),
  "meet-deadline": byTheSystem("Say that a deadline has come"),
};

/** What is asked of the workspace itself; operators may do all of it. */
export const workspacePermissions: Readonly<
  Record<WorkspaceAskType, { readonly what: string; readonly words: string }>
> = {
  "add-client": { what: "Add a client", words: "anyone inside the organisation" },
  "change-segment": { what: "Change a client's segment", words: "operators" },
  "send-trigger": { what: "Say what happened in another system, or signal a run", words: "operators" },
  "manage-webhooks": { what: "Say where events are sent to, and see their secrets", words: "operators" },
  "keep-key": { what: "Make, see and end a key for programs", words: "whose name it acts in" },
  "settle-trigger": {
    what: "Settle a trigger that led nowhere",
    words: "who answers for it, by default the fallback owner",
  },
};

/** Who reviews a release is held by test/services/releases.test.ts and test/commands/releases.test.ts. */
const RELEASES = [
  ["Send a book, and ask that it be published", "anyone inside the organisation"],
  ["Publish a release, or send it back", "approvers; never its author, nor who asked unless nobody else can"],
] as const;

/** docs/permissions.md: what the table says, in words. */
export function permissionsPage(): string {
  const rows = Object.entries(permissions).flatMap(([intent, some]) =>
    some.map(({ what, words }) => ({ what, intent, words })),
  );
  const people = rows.filter(({ words }) => words !== "Baton itself, and no person");
  const systems = rows.filter((row) => !people.includes(row));
  return `# Who may do what

One table for Slack, the API and the command line: whoever asks, and wherever, the same question is put to \`may\`
(\`src/domain/may.ts\`), and beside onboardings to \`mayInWorkspace\`. This page is held to the table in
\`test/support/permissions.ts\`, which tests hold every door to.

People from another organisation can look, and change nothing. Members of the role \`operators\` may do all of this, except accept or
decline for somebody else, and answer for what they asked for or did themselves.

${tableOf(people)}

An act on many runs asks each of them in the name of whoever began it, who can stop it and go on with it. Operators can stop anybody's, but go on
with their own only: nobody changes runs in somebody else's name. Undoing it is another act, in the name of who undoes it.

Beside onboardings:

${pageTable([
  ["to", "who may"],
  ...Object.values(workspacePermissions).map(({ what, words }) => [what, words]),
  ...RELEASES,
])}

Baton itself asks for these, and nobody else can:

${tableOf(systems)}
`;
}

function tableOf(
  rows: readonly { readonly what: string; readonly intent: string; readonly words: string }[],
): string {
  return pageTable([
    ["to", "intent", "who may"],
    ...rows.map(({ what, intent, words }) => [what, `\`${intent}\``, words]),
  ]);
}

function pageTable(cells: readonly (readonly string[])[]): string {
  const columns = cells[0]?.keys() ?? [];
  const widths = [...columns].map((column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = cells;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}

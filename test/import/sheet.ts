import type { Book, Playbook } from "#domain/book.ts";
import { printSheetProblem } from "#import/problems.ts";
import type { RowFacts } from "#import/read-rows.ts";
import { readImport, type ImportRead } from "#import/sheet-import.ts";
import { automation, playbook, taskSpec } from "#test/support/domain.ts";
import { csmOne, csmTwo, guest, leaver, MONDAY } from "#test/support/people.ts";

export const enterprise: Playbook = playbook([
  { stage: "Kickoff", tasks: [taskSpec("kickoff"), taskSpec("review", { role: "security" })] },
  { stage: "Setup", tasks: [taskSpec("provision", { work: automation() }), taskSpec("go-live")] },
]);

const migration = playbook([{ stage: "Only", tasks: [taskSpec("copy"), taskSpec("due")] }], {
  playbook: "migration",
});

const book: Book = {
  workspace: {
    workspace: "acme",
    name: "Acme",
    currency: "USD",
    timezone: "UTC",
    fallbackOwner: "ops@acme.example",
    channels: { onboarding: "C0123456789" },
    people: [],
  },
  roles: {},
  calendars: {
    office: {
      timezone: "America/New_York",
      hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: "09:00", to: "17:00" })),
      holidays: ["2026-03-04"],
    },
  },
  escalations: {},
  playbooks: { enterprise, migration },
  routing: [],
  sources: {
    crm: {
      source: "crm",
      kind: "hubspot",
      secretEnv: "CRM_SECRET",
      api: null,
      evidenceWaits: { amount: 1, unit: "days" },
      events: [
        { type: "deal.won", when: null, opens: true, deal: { namespace: "crm.deal", id: "event.id" } },
      ],
    },
  },
};

const active = { active: true, internal: true };

/** Read on Monday, 2 March 2026. */
export const facts: RowFacts = {
  book,
  people: new Map([
    ["csm-1@acme.example", { id: csmOne.id, ...active }],
    ["csm-2@acme.example", { id: csmTwo.id, ...active }],
    ["left@acme.example", { id: leaver.id, ...active, active: false }],
    ["guest@partner.example", { id: guest.id, ...active, internal: false }],
  ]),
  now: MONDAY,
  playbook: null,
};

export const HEADER = "external_id,client,playbook,owner,started";

export function readText(
  text: string | Uint8Array,
  some: Partial<RowFacts> & { delimiter?: string } = {},
): ImportRead {
  const { delimiter = ",", ...more } = some;
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return readImport(bytes, delimiter, { ...facts, ...more });
}

/** Every problem of a file as it is printed. */
export function problemsOf(text: string | Uint8Array, some: Parameters<typeof readText>[1] = {}): string[] {
  return readText(text, some).problems.map((problem) => printSheetProblem("runs.csv", problem));
}

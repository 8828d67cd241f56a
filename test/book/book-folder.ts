import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { expect } from "vitest";
import { printProblem } from "#book/problems.ts";
import { readBook } from "#book/read-book.ts";
import type { BookRead } from "#book/read-book.ts";

/** A small book without mistakes: the tests change one file of it. */
export const SMALL_BOOK = {
  "workspace.yaml": `
workspace: acme-saas
name: Acme SaaS
currency: USD
timezone: America/New_York
fallback_owner: ops@acme.example
channels: { onboarding: C0123456789 }
people:
  - { email: ops@acme.example, name: Example Operations }
  - { email: csm-1@acme.example, name: Example CSM One }
`,
  "roles.yaml": `
roles:
  customer-success: { members: [csm-1@acme.example] }
  operators: { members: [ops@acme.example] }
`,
  "calendars.yaml": `
calendars:
  office: { timezone: Europe/Berlin, hours: { mon-fri: ["09:00-17:00"] } }
`,
  "escalation.yaml": `
escalation:
  standard: { levels: [{ after: 0m, tell: [assignee] }] }
`,
  "routing.yaml": `
rules:
  - { rule: large, when: contract.value > 50000.0, playbook: simple, owner: operators }
  - { rule: all, playbook: simple }
`,
  "sources.yaml": `
sources:
  hubspot:
    kind: hubspot
    secret: env:HUBSPOT_CLIENT_SECRET
    events: [{ type: deal.won, opens: true, deal: hubspot.deal }]
`,
  "playbooks/simple.yaml": `
playbook: simple
title: Simple onboarding
owner: customer-success
channel: onboarding
calendar: office
escalation: standard
stages:
  - stage: Kickoff
    tasks:
      - { task: schedule, title: Schedule the kickoff, assign: { role: customer-success } }
      - { task: hold, title: Hold the kickoff, assign: { role: customer-success }, after: [schedule] }
  - stage: Setup
    tasks:
      - { task: setup, title: Set up, assign: { role: customer-success } }
`,
};

/** What is wrong, the file's text with ‸ where the problem must be reported, and a part of its message. */
export type Mistake = readonly [what: string, marked: string, message: string];

export type Files = Readonly<Record<string, string | null>>;

const NOW = new Date("2026-03-02T10:00:00Z");

/** Reads the small book with some files changed, added, or (null) left out; problems are printed, relative to the folder. */
export async function readSmallBook(
  changed: Files,
): Promise<BookRead & { readonly printed: readonly string[] }> {
  const folder = await mkdtemp(join(tmpdir(), "baton-book-"));
  try {
    for (const [name, text] of Object.entries({ ...SMALL_BOOK, ...changed })) {
      if (text === null) continue;
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const read = await readBook(folder, NOW);
    const problems = read.ok ? [] : read.problems;
    return {
      ...read,
      printed: problems.map(({ file, ...at }) => printProblem({ file: relative(folder, file), ...at })),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Reads the small book with one file changed, which must give exactly one problem, at the mark. */
export async function expectProblem(file: string, marked: string, message: string): Promise<void> {
  const before = marked.slice(0, marked.indexOf("‸")).split("\n");
  const { printed } = await readSmallBook({ [file]: marked.replace("‸", "") });
  expect(printed).toHaveLength(1);
  expect(printed[0]).toContain(`${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1} `);
  expect(printed[0]).toContain(message);
}

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { readBook } from "#book/read-book.ts";
import { USUAL_HABITS, type FakeAnswer, type Rehearsal } from "#book/rehearsal.ts";
import type { Book, TaskSpec } from "#domain/book.ts";
import { tryOut, type TriedOut } from "#rehearse/try-out.ts";
import { oneStage, withPlaybooks } from "#test/support/automation.ts";

/** A Monday morning in New York. */
export const MONDAY = new Date("2026-03-02T14:00:00Z");

/** The example book with the rehearsals that it holds. */
export async function exampleBook() {
  const read = await readBook("config", MONDAY);
  if (!read.ok) throw new Error(`The example book has problems: ${JSON.stringify(read.problems)}`);
  return read;
}

/** A rehearsal in which nothing is said but what a test says. */
export function rehearsal(some: Partial<Rehearsal> = {}): Rehearsal {
  return {
    rehearsal: "a trial",
    playbook: null,
    trigger: {
      type: "deal.won",
      source: "hubspot",
      opens: null,
      occurredAt: MONDAY,
      client: { key: "acme-example-ltd", name: "Acme Example Ltd", segment: "enterprise" },
      contract: { value: "60000", currency: "USD" },
      deal: { name: "200 seats", stage: "closedwon" },
    },
    people: USUAL_HABITS,
    answers: {},
    signals: {},
    expect: [],
    ...some,
  };
}

/** Rehearses a playbook of one stage with these tasks. */
export function tryTasks(book: Book, tasks: readonly TaskSpec[], some: Partial<Rehearsal> = {}): TriedOut {
  const trial = oneStage("trial", tasks, { calendar: "us-east" });
  return tryOut(withPlaybooks(book, [trial]), rehearsal({ playbook: "trial", ...some }));
}

/** An answer that comes at once. */
export function answer(status: number, body: unknown = null): FakeAnswer {
  return { status, body, headers: {}, takesMs: 0 };
}

/** What happened of one kind, as short as a test wants it. */
export function told({ timeline }: TriedOut, ...kinds: readonly string[]): string[] {
  return timeline
    .filter(({ what }) => kinds.includes(what))
    .map(({ what, task, who }) =>
      [what, task, who?.kind === "person" ? who.mail.split("@")[0] : who?.kind].filter(Boolean).join(" "),
    );
}

/** A folder with these files, gone after the test. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "baton-rehearse-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

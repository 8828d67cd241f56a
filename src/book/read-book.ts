import type { z } from "zod";
import type { Book } from "#domain/book.ts";
import { adviseOn, crossCheck, secretsIn } from "#book/cross-checks.ts";
import type { Document } from "#book/document.ts";
import { calendarsSchema } from "#book/files/calendars.ts";
import { escalationSchema } from "#book/files/escalation.ts";
import { playbookSchema } from "#book/files/playbook.ts";
import { rolesSchema } from "#book/files/roles.ts";
import { routingSchema } from "#book/files/routing.ts";
import { sourcesSchema } from "#book/files/sources.ts";
import { workspaceSchema } from "#book/files/workspace.ts";
import { problemsOf, wording } from "#book/issues.ts";
import { loadFolder } from "#book/load-folder.ts";
import { namesIn } from "#book/names.ts";
import { byPlace } from "#book/problems.ts";
import type { Problem } from "#book/problems.ts";
import { readRehearsals, type RehearsalsRead } from "#book/read-rehearsals.ts";
import type { Rehearsal } from "#book/rehearsal.ts";

export type BookRead =
  /** Warnings are about what is allowed and may not be meant. */
  | {
      readonly ok: true;
      readonly book: Book;
      /** How the book is tried; no part of what a release holds. */
      readonly rehearsals: readonly Rehearsal[];
      readonly warnings: readonly Problem[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

// Holidays are written into the release: far enough back for what is late, far enough ahead for the longest SLA and
// for a book that nobody touches for a while.
const YEARS = [-1, 0, 1, 2, 3, 4, 5];

/** Reads and checks the book in a folder. Every mistake is found at once, each at its file, line and column. */
export async function readBook(folder: string, now: Date): Promise<BookRead> {
  const loaded = await loadFolder(folder);
  const { files, playbooks: documents } = loaded;
  const problems = [...loaded.problems];
  const names = namesIn(files, documents);

  function read<Schema extends z.ZodType>(
    document: Document | null,
    schema: Schema,
  ): z.output<Schema> | null {
    const parsed = document && schema.safeParse(document.data, { error: wording });
    if (document && parsed?.error) problems.push(...problemsOf(document, parsed.error.issues));
    return parsed?.data ?? null;
  }

  const years = YEARS.map((year) => now.getUTCFullYear() + year);
  const workspace = read(files["workspace.yaml"], workspaceSchema(names));
  const roles = read(files["roles.yaml"], rolesSchema(names));
  const calendars = read(files["calendars.yaml"], calendarsSchema(years));
  const escalations = read(files["escalation.yaml"], escalationSchema(names));
  const routing = read(files["routing.yaml"], routingSchema(names));
  const sources = read(files["sources.yaml"], sourcesSchema());
  const playbooks = documents.flatMap((document) => read(document, playbookSchema(names)) ?? []);
  const beside = { folder, names, playbooks: documents, routing: files["routing.yaml"] };
  const rehearsals = loaded.rehearsals ? await readRehearsals(loaded.rehearsals, beside) : NONE;
  problems.push(...rehearsals.problems);
  problems.push(...crossCheck(loaded, names));
  problems.push(...secretsIn(loaded).filter(notSaidYet(problems)));

  if (problems.length === 0 && workspace && roles && calendars && escalations && routing && sources) {
    const byName = Object.fromEntries(playbooks.map((playbook) => [playbook.playbook, playbook]));
    return {
      ok: true,
      book: { workspace, roles, calendars, escalations, playbooks: byName, routing, sources },
      rehearsals: rehearsals.rehearsals,
      warnings: adviseOn(loaded).sort(byPlace),
    };
  }
  return { ok: false, problems: problems.sort(byPlace) };
}

const NONE: RehearsalsRead = { rehearsals: [], problems: [] };

/** A secret in the place of its variable's name was refused already. */
function notSaidYet(problems: readonly Problem[]) {
  return (problem: Problem) => !problems.some((other) => byPlace(other, problem) === 0);
}

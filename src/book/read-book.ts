import type { z } from "zod";
import type { Book } from "#domain/book.ts";
import type { Document } from "#book/document.ts";
import { calendarsSchema } from "#book/files/calendars.ts";
import { escalationSchema } from "#book/files/escalation.ts";
import { playbookSchema } from "#book/files/playbook.ts";
import { rolesSchema } from "#book/files/roles.ts";
import { checkRules, routingSchema } from "#book/files/routing.ts";
import { sourcesSchema } from "#book/files/sources.ts";
import { checkTaskGraph } from "#book/files/task-graph.ts";
import { workspaceSchema } from "#book/files/workspace.ts";
import { problemsOf, wording } from "#book/issues.ts";
import { loadFolder } from "#book/load-folder.ts";
import { namesIn, playbookName } from "#book/names.ts";
import { byPlace } from "#book/problems.ts";
import type { Problem } from "#book/problems.ts";

export type BookRead =
  | { readonly ok: true; readonly book: Book }
  | { readonly ok: false; readonly problems: readonly Problem[] };

// Holidays are written into the release: far enough back for what is late, far enough ahead for the longest SLA and
// for a book that nobody touches for a while.
const YEARS = [-1, 0, 1, 2, 3, 4, 5];

/** Reads and checks the book in a folder. Every mistake is found at once, each at its file, line and column. */
export async function readBook(folder: string, now: Date): Promise<BookRead> {
  const { files, playbooks: documents, problems: unreadable } = await loadFolder(folder);
  const problems = [...unreadable];
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
  problems.push(
    ...rulesOutOfOrder(files["routing.yaml"]),
    ...documents.flatMap(wrongGraph),
    ...sameName(documents),
  );

  if (problems.length === 0 && workspace && roles && calendars && escalations && routing && sources) {
    const byName = Object.fromEntries(playbooks.map((playbook) => [playbook.playbook, playbook]));
    return {
      ok: true,
      book: { workspace, roles, calendars, escalations, playbooks: byName, routing, sources },
    };
  }
  return { ok: false, problems: problems.sort(byPlace) };
}

function rulesOutOfOrder(document: Document | null): Problem[] {
  if (document === null) return [];
  return checkRules(document.data).map(({ index, key, message }) =>
    document.problem(["rules", index, key], message),
  );
}

function wrongGraph(document: Document | null): Problem[] {
  if (document === null) return [];
  return checkTaskGraph(document.data).map(({ path, message }) => document.problem(path, message));
}

function sameName(documents: readonly (Document | null)[]): Problem[] {
  const named = documents.flatMap((document) => {
    const name = playbookName(document);
    return document && name !== null ? [{ document, name }] : [];
  });
  return named.flatMap(({ document, name }, index) => {
    const first = named.slice(0, index).find((other) => other.name === name);
    if (first === undefined) return [];
    return [document.problem(["playbook"], `${first.document.file} is called "${name}" already`)];
  });
}

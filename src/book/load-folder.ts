import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readDocument } from "#book/document.ts";
import type { Document } from "#book/document.ts";
import type { Problem } from "#book/problems.ts";
import { didYouMean } from "#book/suggest.ts";

/** The files of a book besides its playbooks, each of which must be there. */
const FILES = [
  "workspace.yaml",
  "roles.yaml",
  "calendars.yaml",
  "escalation.yaml",
  "routing.yaml",
  "sources.yaml",
] as const;

type BookFile = (typeof FILES)[number];

/** Files that a book may have besides. */
const OPTIONAL = ["rehearsals.yaml"] as const;

/** The files that could be read as YAML; null: not this one. */
export type Folder = {
  readonly files: Readonly<Record<BookFile, Document | null>>;
  readonly playbooks: readonly (Document | null)[];
  /** Null: there is none, or it could not be read. */
  readonly rehearsals: Document | null;
  readonly problems: readonly Problem[];
};

/** Reads every file of a book. What is missing, misnamed or no YAML is a problem; the rest is read all the same. */
export async function loadFolder(folder: string): Promise<Folder> {
  const problems: Problem[] = [];
  const says = (file: string, message: string) => problems.push({ file, line: 1, column: 1, message });

  async function load(name: string): Promise<Document | null> {
    const file = join(folder, name);
    const read = readDocument(file, await readFile(file, "utf8"));
    problems.push(...read.problems);
    return read.document;
  }

  async function loadFile(name: BookFile): Promise<Document | null> {
    if (names?.includes(name)) return load(name);
    if (names) says(join(folder, name), "this file is missing");
    return null;
  }

  const names = await list(folder);
  const playbooks = await list(join(folder, "playbooks"));
  if (names === null) says(folder, "there is no such folder");
  for (const name of names ?? []) {
    const known = [...FILES, ...OPTIONAL];
    if (!isYaml(name) || known.some((file) => file === name)) continue;
    says(join(folder, name), `this is no file of the book${didYouMean(name, known)}`);
  }
  for (const name of playbooks ?? []) {
    if (name.endsWith(".yml")) says(join(folder, "playbooks", name), "a playbook's file ends in .yaml");
  }
  const ofPlaybooks = (playbooks ?? []).filter((name) => name.endsWith(".yaml")).sort();
  if (names && ofPlaybooks.length === 0) says(join(folder, "playbooks"), "there is no playbook here");

  return {
    files: {
      "workspace.yaml": await loadFile("workspace.yaml"),
      "roles.yaml": await loadFile("roles.yaml"),
      "calendars.yaml": await loadFile("calendars.yaml"),
      "escalation.yaml": await loadFile("escalation.yaml"),
      "routing.yaml": await loadFile("routing.yaml"),
      "sources.yaml": await loadFile("sources.yaml"),
    },
    playbooks: await Promise.all(ofPlaybooks.map((name) => load(join("playbooks", name)))),
    rehearsals: names?.includes("rehearsals.yaml") ? await load("rehearsals.yaml") : null,
    problems,
  };
}

async function list(folder: string): Promise<string[] | null> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return null;
    throw error;
  }
}

function isYaml(name: string): boolean {
  return name.endsWith(".yaml") || name.endsWith(".yml");
}

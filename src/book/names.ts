import { z } from "zod";
import type { Document } from "#book/document.ts";
import type { Folder } from "#book/load-folder.ts";
import type { Names } from "#book/values.ts";

const AnyMap = z.record(z.string(), z.unknown());
const MembersSchema = z.object({ members: z.array(z.unknown()) });
const People = z.array(z.object({ email: z.string().toLowerCase() }).catch({ email: "" }));

/**
 * The names that the files give, collected before any file is checked, so that a name which is used wrongly and a
 * mistake where it is given are found in one go.
 */
export function namesIn(files: Folder["files"], playbooks: Folder["playbooks"]): Names {
  const names = playbooks.map(playbookName);
  return {
    role: keysOf(files["roles.yaml"], "roles"),
    calendar: keysOf(files["calendars.yaml"], "calendars"),
    escalation: keysOf(files["escalation.yaml"], "escalation"),
    channel: keysOf(files["workspace.yaml"], "channels"),
    playbook: names.every((name) => name !== null) ? names : null,
    person:
      People.safeParse(valueOf(files["workspace.yaml"], "people")).data?.map(({ email }) => email) ?? null,
  };
}

/** What a playbook's file calls it; null: that can't be read. */
export function playbookName(document: Document | null): string | null {
  const name = valueOf(document, "playbook");
  return typeof name === "string" ? name : null;
}

/** How many members each role has, as far as that can be read. */
export function membersIn(document: Document | null): ReadonlyMap<string, number> {
  const roles = AnyMap.safeParse(valueOf(document, "roles")).data ?? {};
  const members = Object.entries(roles).map(
    ([role, spec]) => [role, MembersSchema.safeParse(spec).data] as const,
  );
  return new Map(members.flatMap(([role, data]) => (data ? [[role, data.members.length]] : [])));
}

function keysOf(document: Document | null, key: string): string[] | null {
  const map = AnyMap.safeParse(valueOf(document, key)).data;
  return map ? Object.keys(map) : null;
}

function valueOf(document: Document | null, key: string): unknown {
  return AnyMap.safeParse(document?.data).data?.[key];
}

import { readDocument } from "#book/document.ts";
import { triggerSchema } from "#book/files/trigger.ts";
import { problemsOf, wording } from "#book/issues.ts";
import type { Problem } from "#book/problems.ts";
import type { RehearsedTrigger } from "#book/rehearsal.ts";

export type TriggerRead =
  | { readonly ok: true; readonly trigger: RehearsedTrigger; readonly data: unknown }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads the trigger of a rehearsal, YAML or JSON. Every mistake is found at once, where it stands. */
export function readTrigger(file: string, text: string): TriggerRead {
  const { document, problems } = readDocument(file, text);
  if (!document || problems.length > 0) return { ok: false, problems };
  const { data, error } = triggerSchema().safeParse(document.data, { error: wording });
  if (error) return { ok: false, problems: problemsOf(document, error.issues) };
  return { ok: true, trigger: data, data: document.data };
}

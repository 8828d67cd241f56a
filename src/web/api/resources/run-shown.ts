import type { z } from "zod";
import type { Context } from "#src/context.ts";
import type { RunId } from "#domain/ids.ts";
import { readRun } from "#services/read-run.ts";
import { readWords } from "#services/read-words.ts";
import type { Problem } from "#web/api/problem.ts";
import { showRun, wordsIn, type RunSchema } from "#web/api/shapes/run.ts";

type Shown = { readonly status: 200; readonly data: z.input<typeof RunSchema>; readonly version: number };

/** A run as it is now, as an answer. */
export async function runShown(ctx: Context, id: RunId): Promise<Shown | { readonly problem: Problem }> {
  const seen = await readRun(ctx, id);
  if (!seen) return { problem: { kind: "not-found", detail: "There is no such run." } };
  const words = await readWords(ctx, wordsIn(seen.run));
  return { status: 200, data: showRun(seen, words), version: seen.run.version };
}

import { z } from "zod";
import type { Context } from "#src/context.ts";
import { batchInWorkspace } from "#db/client.ts";
import type { TextRef } from "#domain/task.ts";

/** What people wrote, by the ids of their texts; what was erased is not among it. */
export type WordsRead = { of(ref: TextRef | null): string | null };

const RowSchema = z.object({ id: z.string(), body: z.string() });

/** Reads what people wrote, all at once. */
export async function readWords(ctx: Context, refs: readonly (TextRef | null)[]): Promise<WordsRead> {
  const ids = refs.flatMap((ref) => (ref ? [ref.id] : []));
  if (ids.length === 0) return { of: () => null };
  const [rows] = await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    tx`select id, body from baton.texts where workspace_id = ${ctx.workspace} and id = any(${ids})`,
  ]);
  const bodies = new Map(
    z
      .array(RowSchema)
      .parse(rows ?? [])
      .map(({ id, body }) => [id, body]),
  );
  return { of: (ref) => (ref && bodies.get(ref.id)) ?? null };
}

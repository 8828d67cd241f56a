import type { Context } from "#src/context.ts";
import { batchInWorkspace } from "#db/client.ts";
import { exceptionsIn, toExceptionLines, type ExceptionLine } from "#db/exception-lines.ts";
import { readText } from "#db/texts.ts";
import type { RunId, UserId } from "#domain/ids.ts";
import type { OpenException } from "#domain/run.ts";

/** What is open of a run's exceptions, with whether that person can settle each. */
export async function exceptionsOfRun(
  ctx: Context,
  run: RunId,
  user: UserId,
): Promise<readonly ExceptionLine[]> {
  const [rows] = await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    exceptionsIn(tx, ctx.workspace, run, user),
  ]);
  return toExceptionLines(rows);
}

/** What a person wrote about an exception; null: nothing, or it was erased. */
export async function readNote(ctx: Context, { note }: OpenException): Promise<string | null> {
  return note && readText(ctx.db, ctx.workspace, note.id);
}

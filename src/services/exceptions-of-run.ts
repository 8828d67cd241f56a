import { z } from "zod";
import type { Context } from "#src/context.ts";
import { batchInWorkspace } from "#db/client.ts";
import { exceptionsIn, toExceptionLines, type ExceptionLine } from "#db/exception-lines.ts";
import { lastExchange, readText } from "#db/texts.ts";
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

const ExchangeSchema = z.object({ answer: z.object({ body: z.unknown() }) });

/** What the other system answered to the last call of the task that it is about, redacted; null: nothing, or it was erased. */
export async function readAnswer(ctx: Context, { task }: OpenException): Promise<string | null> {
  const exchange = task && (await lastExchange(ctx.db, ctx.workspace, task));
  if (!exchange) return null;
  const read = ExchangeSchema.safeParse(JSON.parse(exchange));
  const body = read.data?.answer.body;
  if (body === undefined || body === null || body === "") return null;
  return typeof body === "string" ? body : JSON.stringify(body);
}

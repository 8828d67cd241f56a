import type { Book } from "#domain/book.ts";
import type { ExceptionId } from "#domain/ids.ts";
import { acceptTriggers } from "#services/accept-triggers.ts";
import { routeTrigger } from "#services/route-trigger.ts";
import { invoicePaid } from "#sources/samples.ts";
import type { Context } from "#src/context.ts";
import { ExceptionIdSchema } from "#src/ids.ts";

let invoices = 0;

/** A paid invoice that names no deal: it leads nowhere, and waits for the fallback owner as an exception. */
export async function heldTrigger(ctx: Context): Promise<ExceptionId> {
  invoices += 1;
  const { data, ...rest } = invoicePaid(1, ctx.now);
  const event = { ...rest, data: { object: { ...data.object, metadata: {} } } };
  const events = [{ dedupeKey: `no deal ${invoices}`, occurredAt: ctx.now, event }];
  const [trigger] = await acceptTriggers(ctx, async () => {}, ctx.workspace, "stripe", events);
  if (!trigger) throw new Error("Nothing was accepted");
  await routeTrigger(ctx, trigger.id);
  const [row] = await ctx.db.sql`select id from baton.exceptions where trigger_id = ${trigger.id}`;
  return ExceptionIdSchema.parse(row?.["id"]);
}

/** The example book with a second operator. */
export function withTwoOperators(book: Book): Book {
  const operators = { members: ["ops@acme.example", "founder@acme.example"] };
  return { ...book, roles: { ...book.roles, operators } };
}

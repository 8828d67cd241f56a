import type { Context } from "#src/context.ts";
import { closeNames } from "#book/suggest.ts";
import { batchInWorkspace, type Sql, type Statement } from "#db/client.ts";
import { byRank, LINES_MAX, runLines, toRunLines, type RunLine } from "#db/lines.ts";
import { clientCalled, clientsNamed } from "#db/run-list.ts";

/** Runs of the client that somebody named, the newest first, or names that come close. */
export type RunsFound =
  | { readonly runs: readonly [RunLine, ...RunLine[]] }
  | { readonly runs: readonly []; readonly suggestions: readonly string[] };

const NAMES_MAX = 2000;
/** Longer than any name that a client could have. */
const TYPED_MAX = 200;

/** Finds runs by a client's name or key, else by the beginning of either, in any case. */
export async function findRuns(ctx: Context, typed: string): Promise<RunsFound> {
  const ws = ctx.workspace;
  const name = typed.trim().slice(0, TYPED_MAX);
  const ofClients = (tx: Sql, clients: Statement) =>
    runLines(
      tx,
      ctx.now,
      tx`where r.workspace_id = ${ws} and r.client_id in (${clients}) order by ${byRank(tx)} limit ${LINES_MAX}`,
    );
  const [exact, begins] = await batchInWorkspace(ctx.db, ws, (tx) => [
    ofClients(tx, clientCalled(tx, ws, name)),
    ofClients(tx, clientsNamed(tx, ws, name)),
  ]);
  const [first, ...rest] = toRunLines(exact?.length ? exact : begins);
  return first ? { runs: [first, ...rest] } : { runs: [], suggestions: await namesLike(ctx, name) };
}

async function namesLike(ctx: Context, name: string): Promise<string[]> {
  const ws = ctx.workspace;
  const [clients] = await batchInWorkspace(ctx.db, ws, (tx) => [
    tx`select c.name from baton.clients c where c.workspace_id = ${ws} and exists
      (select from baton.runs r where r.workspace_id = c.workspace_id and r.client_id = c.id) limit ${NAMES_MAX}`,
  ]);
  return closeNames(
    name,
    (clients ?? []).map((row) => String(row["name"])),
  );
}

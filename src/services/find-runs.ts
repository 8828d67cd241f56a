import type { Context } from "#src/context.ts";
import { closeNames } from "#book/suggest.ts";
import { batchInWorkspace } from "#db/client.ts";
import { byRank, LINES_MAX, runLines, toRunLines, type RunLine } from "#db/lines.ts";

/** Runs of the client that somebody named, the newest first, or names that come close. */
export type RunsFound =
  | { readonly runs: readonly [RunLine, ...RunLine[]] }
  | { readonly runs: readonly []; readonly suggestions: readonly string[] };

export type RunsListed = { readonly runs: readonly RunLine[]; readonly total: number };

/** A filter that names states instead of a client. */
const STATES: Readonly<Record<string, readonly string[]>> = {
  blocked: ["blocked"],
  paused: ["paused"],
  completed: ["completed"],
  cancelled: ["cancelled"],
};
const NAMES_MAX = 2000;
/** Longer than any name that a client could have. */
const TYPED_MAX = 200;

/** Finds runs by a client's name, key or the beginning of either, in any case. */
export async function findRuns(ctx: Context, typed: string): Promise<RunsFound> {
  const ws = ctx.workspace;
  const name = typed.trim().slice(0, TYPED_MAX);
  const [exact, begins, clients] = await batchInWorkspace(ctx.db, ws, (tx) => [
    runLines(
      tx,
      ctx.now,
      tx`where r.workspace_id = ${ws} and (c.key = lower(${name}) or lower(c.name) = lower(${name}))
        order by ${byRank(tx)} limit ${LINES_MAX}`,
    ),
    runLines(
      tx,
      ctx.now,
      tx`where r.workspace_id = ${ws} and ${name} <> '' and (starts_with(c.key, lower(${name})) or starts_with(lower(c.name), lower(${name})))
        order by ${byRank(tx)} limit ${LINES_MAX}`,
    ),
    tx`select c.name from baton.clients c where c.workspace_id = ${ws} and exists
      (select from baton.runs r where r.workspace_id = c.workspace_id and r.client_id = c.id) limit ${NAMES_MAX}`,
  ]);
  const [first, ...rest] = toRunLines(exact?.length ? exact : begins);
  if (first) return { runs: [first, ...rest] };
  return {
    runs: [],
    suggestions: closeNames(
      name,
      (clients ?? []).map((row) => String(row["name"])),
    ),
  };
}

/** Open runs, the newest first; `filter` narrows by client or playbook, or names one state, over or not. */
export async function listRuns(ctx: Context, filter: string | null): Promise<RunsListed> {
  const ws = ctx.workspace;
  const typed = filter?.trim().toLowerCase().slice(0, TYPED_MAX) ?? "";
  const named = Object.hasOwn(STATES, typed) ? STATES[typed] : undefined;
  const statuses = named ?? ["active", "paused", "blocked"];
  const words = named ? "" : typed;
  const [rows, count] = await batchInWorkspace(ctx.db, ws, (tx) => {
    const which = tx`r.workspace_id = ${ws} and r.status = any(${[...statuses]}) and (${words} = '' or starts_with(lower(c.name), ${words})
      or c.key = ${words} or r.playbook = ${words} or lower(r.title) = ${words})`;
    return [
      runLines(tx, ctx.now, tx`where ${which} order by r.opened_at desc, r.id limit ${LINES_MAX}`),
      tx`select count(*)::integer as runs from baton.runs r
        join baton.clients c on c.workspace_id = r.workspace_id and c.id = r.client_id where ${which}`,
    ];
  });
  return { runs: toRunLines(rows), total: Number(count?.[0]?.["runs"] ?? 0) };
}

import type { ISql } from "postgres";
import type { RunId, WorkspaceId } from "#domain/ids.ts";
import type { RunFilter } from "#domain/run-filter.ts";
import { clientKeyOf, clientKeyStart } from "#src/ids.ts";
import type { Query } from "./lines.ts";

// Which runs a filter lets through, the newest first. What it costs must depend on the page, never on how many runs there
// are: each state is walked by itself, along an index that has what the filter fixes, then the order of the list; and the
// where clause has only those parts that the filter names, since a plan made for "whatever it is" is good for none.

/** Where a page ends: the next one begins after it. */
export type RunCursor = { readonly openedAt: Date; readonly id: RunId };

/** As many clients as one name begins are looked at; whoever means more types more of it. */
export const CLIENTS_MAX = 100;
type Chosen = { readonly after: RunCursor | null; readonly limit: number };

/** `id` and `opened_at` of the runs that the filter lets through, the newest first. */
export function chosenRuns(tx: ISql, ws: WorkspaceId, filter: RunFilter, { after, limit }: Chosen): Query {
  const { states, owner, playbook, client, overdue } = filter;
  if (states.length === 0) return tx`select null::text as id, null::timestamptz as opened_at where false`;
  const narrowed = tx`r.workspace_id = ${ws}
    ${owner === undefined ? tx`` : tx`and r.owner = ${owner}`}
    ${playbook === undefined ? tx`` : tx`and r.playbook = ${playbook}`}
    ${overdue ? tx`and r.late` : tx``}
    ${after === null ? tx`` : tx`and (r.opened_at, r.id) < (${after.openedAt}, ${after.id})`}`;
  const inOrder = tx`order by r.opened_at desc, r.id desc limit ${limit}`;
  if (client !== undefined)
    return tx`select r.id, r.opened_at from (${clientsNamed(tx, ws, client)}) c cross join lateral (
      select r.id, r.opened_at from baton.runs r
      where ${narrowed} and r.client_id = c.id and r.status = any(${[...states]}) ${inOrder}) r ${inOrder}`;
  const walked = states.map(
    (state) =>
      tx`(select r.id, r.opened_at from baton.runs r where ${narrowed} and r.status = ${state} ${inOrder})`,
  );
  return tx`select r.id, r.opened_at from (${walked.reduce((all, one) => tx`${all} union all ${one}`)}) r ${inOrder}`;
}

/**
 * Clients whose name begins so, which is how their key begins: case, accents and signs don't matter. Found by the bytes of
 * the key, as a range of an index: conditions on the name itself would wait until every row is known to be of this workspace.
 */
export function clientsNamed(tx: ISql, ws: WorkspaceId, named: string, limit = CLIENTS_MAX): Query {
  return tx`select c.id from baton.clients c where c.workspace_id = ${ws} and ${isNamed(tx, named)}
    order by c.key collate "C" limit ${limit}`;
}

/** A page of clients by their keys, after the one of that key; with a name, those whose name begins so. */
export function clientPage(
  tx: ISql,
  ws: WorkspaceId,
  name: string | null,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Query {
  return tx`select c.id, c.key, c.name, c.segment from baton.clients c where c.workspace_id = ${ws}
    ${name === null ? tx`` : tx`and ${isNamed(tx, name)}`}
    ${after === null ? tx`` : tx`and c.key collate "C" > ${after}`}
    order by c.key collate "C" limit ${limit}`;
}

function isNamed(tx: ISql, named: string): Query {
  const start = clientKeyStart(named);
  if (start === "") return tx`c.key collate "C" = ${clientKeyOf(named)}`;
  return tx`c.key collate "C" >= ${start} and c.key collate "C" < ${start + LAST_SIGN}`;
}

/** The client of that name, or key. */
export function clientCalled(tx: ISql, ws: WorkspaceId, name: string): Query {
  return tx`select c.id from baton.clients c where c.workspace_id = ${ws} and c.key = ${clientKeyOf(name)}`;
}

/** After everything else that a key could go on with. */
const LAST_SIGN = "\u{10FFFF}";

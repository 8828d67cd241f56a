import type { ISql } from "postgres";
import type { RunId, WorkspaceId } from "#domain/ids.ts";
import type { RunFilter, RunState } from "#domain/run-filter.ts";
import { clientKeyOf, clientKeyStart } from "#src/ids.ts";
import type { Query } from "./lines.ts";

// Which runs a filter lets through, the newest first. What it costs must depend on the page, never on how many runs there
// are: each state is walked by itself, along an index that has what the filter fixes, then the order of the list; and the
// where clause has only those parts that the filter names, since a plan made for "whatever it is" is good for none.

/** Where a page ends: the next one begins after it. */
export type RunCursor = { readonly openedAt: Date; readonly id: RunId };

/** How lateness is looked for: from the few that are late, or along the list until a page of late ones is found. */
export type LateBy = "those-late" | "walking";

/** As many clients as one name begins are looked at; whoever means more types more of it. */
export const CLIENTS_MAX = 100;
/** Where more rings, walking the list soon finds a page of it. */
export const RINGING_MAX = 1000;

type Chosen = { readonly after: RunCursor | null; readonly limit: number; readonly lateBy: LateBy };

/** `id` and `opened_at` of the runs that the filter lets through, the newest first. */
export function chosenRuns(tx: ISql, ws: WorkspaceId, filter: RunFilter, chosen: Chosen): Query {
  const { after, limit, lateBy } = chosen;
  const states = filter.overdue ? filter.states.filter(canBeLate) : filter.states;
  if (states.length === 0) return tx`select null::text as id, null::timestamptz as opened_at where false`;
  const isOfState = tx`r.status = any(${[...states]})`;
  const fromLate = filter.overdue === true && lateBy === "those-late";
  const narrowed = tx`r.workspace_id = ${ws}
    ${filter.owner === undefined ? tx`` : tx`and r.owner = ${filter.owner}`}
    ${filter.playbook === undefined ? tx`` : tx`and r.playbook = ${filter.playbook}`}
    ${filter.overdue && (filter.client !== undefined || !fromLate) ? tx`and ${isLate(tx)}` : tx``}
    ${after === null ? tx`` : tx`and (r.opened_at, r.id) < (${after.openedAt}, ${after.id})`}`;
  const inOrder = tx`order by r.opened_at desc, r.id desc limit ${limit}`;
  if (filter.client !== undefined)
    return tx`select r.id, r.opened_at from (${clientsNamed(tx, ws, filter.client)}) c cross join lateral (
      select r.id, r.opened_at from baton.runs r
      where ${narrowed} and r.client_id = c.id and ${isOfState} ${inOrder}) r ${inOrder}`;
  if (fromLate)
    return tx`select r.id, r.opened_at from (${lateRuns(tx, ws)}) l join baton.runs r on r.id = l.id
      where ${narrowed} and ${isOfState} ${inOrder}`;
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
  const start = clientKeyStart(named);
  const begins = tx`c.key collate "C" >= ${start} and c.key collate "C" < ${start + LAST_SIGN}`;
  return tx`select c.id from baton.clients c where c.workspace_id = ${ws} and ${
    start === "" ? tx`c.key = ${clientKeyOf(named)}` : begins
  } order by c.key collate "C" limit ${limit}`;
}

/** After everything else that a key could go on with. */
const LAST_SIGN = "\u{10FFFF}";

/** How many tasks ring, as far as it matters. */
export function countRinging(tx: ISql, ws: WorkspaceId): Query {
  return tx`select count(*)::integer as ringing from (
    select from baton.tasks t where t.workspace_id = ${ws} and t.alarm is not null limit ${RINGING_MAX + 1}) t`;
}

function canBeLate(state: RunState): boolean {
  return state === "active" || state === "blocked";
}

function lateRuns(tx: ISql, ws: WorkspaceId): Query {
  return tx`select t.run_id as id from baton.tasks t where t.workspace_id = ${ws} and t.alarm is not null
    union select r.id from baton.runs r where r.workspace_id = ${ws} and r.overdue and r.status in ('active', 'blocked')`;
}

function isLate(tx: ISql): Query {
  return tx`(r.overdue or exists (select from baton.tasks t
    where t.workspace_id = r.workspace_id and t.run_id = r.id and t.alarm is not null))`;
}

import type { Context } from "#src/context.ts";
import { runsAfter, storedRun, type EventRow, type StoredRows } from "#db/audit.ts";
import { CHAIN_START, chainHash, decode } from "#db/event-codec.ts";
import { replayedRows } from "#db/replayed-rows.ts";
import type { RunEvent } from "#domain/event.ts";
import { replay } from "#domain/evolve.ts";
import type { RunId } from "#domain/ids.ts";

/** The first thing that is wrong with a run's record. */
export type Broken = { readonly run: RunId; readonly where: string; readonly problem: string };

export type AuditResult = {
  readonly runs: number;
  readonly events: number;
  readonly broken: readonly Broken[];
};

const PAGE = 200;

/**
 * Proves that each run's events are an unbroken chain, as `sha256(previous ‖ body)`, that replaying them from nothing gives
 * the rows that are stored, and that the texts are those that were typed. Works through any number of runs; tells of its progress after each page.
 */
export async function verifyAudit(
  ctx: Pick<Context, "db" | "workspace">,
  progress: (runs: number) => void,
): Promise<AuditResult> {
  const broken: Broken[] = [];
  let events = 0;
  let runs = 0;
  let after: RunId | "" = "";
  for (;;) {
    const page: RunId[] = await runsAfter(ctx.db, ctx.workspace, after, PAGE);
    for (const run of page) {
      const stored = await storedRun(ctx.db, ctx.workspace, run);
      events += stored?.events.length ?? 0;
      const found = stored ? firstBroken(stored) : { where: "runs", problem: "has no row" };
      if (found) broken.push({ run, ...found });
    }
    runs += page.length;
    const last = page.at(-1);
    if (last === undefined) return { runs, events, broken };
    after = last;
    progress(runs);
  }
}

type Found = Omit<Broken, "run">;
type Stored = NonNullable<Awaited<ReturnType<typeof storedRun>>>;

function firstBroken(stored: Stored): Found | null {
  return brokenChain(stored.events) ?? brokenRows(stored) ?? alteredText(stored);
}

function brokenChain(events: readonly EventRow[]): Found | null {
  let before = CHAIN_START;
  for (const [index, { seq, body, previous, hash }] of events.entries()) {
    const where = `event ${seq}`;
    if (seq !== index + 1) return { where: `event ${index + 1}`, problem: "is missing" };
    if (!previous.equals(before)) return { where, problem: "does not carry the hash of the event before it" };
    if (!hash.equals(chainHash(before, body))) return { where, problem: "its hash is not that of its body" };
    before = hash;
  }
  return events.length === 0 ? { where: "event 1", problem: "is missing" } : null;
}

function brokenRows({ events, rows }: Stored): Found | null {
  const history: RunEvent[] = [];
  try {
    for (const { body } of events) history.push(decode(body));
    const head = events.at(-1)?.hash ?? CHAIN_START;
    return firstDifference(replayedRows(replay(history), history, head), rows);
  } catch (error) {
    return { where: `event ${history.length}`, problem: `does not replay: ${String(error)}` };
  }
}

/** A text that is gone was erased, which is allowed; one that is there must be the one that was typed. */
function alteredText({ rows, texts }: Stored): Found | null {
  const named = [
    ...rows.tasks.map((row) => ({ id: row["evidence_id"], digest: row["evidence_digest"] })),
    ...rows.handoffs.flatMap((row) => [
      { id: row["note_id"], digest: row["note_digest"] },
      { id: row["reason_id"], digest: row["reason_digest"] },
    ]),
  ];
  const altered = named.find(({ id, digest }) => typeof id === "string" && (texts[id] ?? digest) !== digest);
  return altered
    ? { where: `texts ${plain(altered.id)}`, problem: "is not what was typed: its digest differs" }
    : null;
}

function firstDifference(expected: StoredRows, stored: StoredRows): Found | null {
  const run = difference("runs", expected.run, stored.run);
  if (run) return run;
  for (const table of ["tasks", "handoffs", "deadlines", "exceptions"] as const) {
    const byId = new Map(stored[table].map((row) => [plain(row["id"]), row]));
    for (const row of expected[table]) {
      const id = plain(row["id"]);
      const found = byId.get(id);
      byId.delete(id);
      if (!found) return { where: `${table} ${id}`, problem: "is missing" };
      const differs = difference(`${table} ${id}`, row, found);
      if (differs) return differs;
    }
    const [extra] = byId.keys();
    if (extra !== undefined) return { where: `${table} ${extra}`, problem: "is there, but no event made it" };
  }
  return null;
}

type Row = Readonly<Record<string, unknown>>;

function difference(where: string, expected: Row, stored: Row): Found | null {
  for (const [column, value] of Object.entries(expected)) {
    const [should, is] = [plain(value), plain(stored[column])];
    if (should !== is)
      return { where: `${where}.${column}`, problem: `is ${is}, but its events give ${should}` };
  }
  return null;
}

/** Values as text to compare: instants by the millisecond, objects by their keys in order. */
function plain(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "string") return INSTANT.test(value) ? new Date(value).toISOString() : value;
  if (Array.isArray(value)) return `[${value.map(plain).join(", ")}]`;
  if (typeof value === "object") {
    const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${key}: ${plain(inner)}`).join(", ")}}`;
  }
  return JSON.stringify(value);
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

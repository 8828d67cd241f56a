import type { Columns } from "#import/columns.ts";
import { quoted, type SheetProblem } from "#import/problems.ts";
import type { ImportRow } from "#import/read-rows.ts";
import { clientKeyOf } from "#src/ids.ts";

/**
 * Says of each row which segment its run goes by, for good: what the row says, else what its client is in. A new client is in
 * what the first of its rows says that says any. Whose row says another than their client's is warned of.
 */
export function withSegments(
  rows: readonly ImportRow[],
  /** Of the clients that are there, by their keys. */
  known: ReadonlyMap<string, string | null>,
  { fields }: Columns,
): { readonly rows: readonly ImportRow[]; readonly warnings: readonly SheetProblem[] } {
  const column = fields.get("segment") ?? null;
  const saying = rows.filter(({ segment }) => segment !== null).toReversed();
  const first = new Map(saying.map((row) => [clientKeyOf(row.client), row]));
  const clientsOwn = (key: string) => (known.has(key) ? known.get(key) : first.get(key)?.segment) ?? null;
  const warnings = rows.flatMap(({ number, client, segment }): SheetProblem[] => {
    const key = clientKeyOf(client);
    const own = clientsOwn(key);
    if (segment === null || segment === own) return [];
    const where = known.has(key) ? "" : ` by row ${first.get(key)?.number}`;
    const is = own === null ? "has no segment" : `is ${quoted(own)}${where}`;
    const message = `${quoted(client)} ${is}, and stays so: this onboarding alone goes by ${quoted(segment)}`;
    return [{ row: number, column, message }];
  });
  return {
    rows: rows.map((row) => ({ ...row, segment: row.segment ?? clientsOwn(clientKeyOf(row.client)) })),
    warnings,
  };
}

import postgres from "postgres";

const UNIQUE_VIOLATION = "23505";
const CLAIM_FAILED = "BT001";

/** Whether the database refused a second row of what may exist once, in a table of that name. */
export function isUniqueViolation(error: unknown, table: string): boolean {
  return (
    error instanceof postgres.PostgresError && error.code === UNIQUE_VIOLATION && error.table_name === table
  );
}

/** Whether a transaction was undone by `baton.must`, since that claim did not hold. */
export function isFailedClaim(error: unknown, claim: Claim): boolean {
  return error instanceof postgres.PostgresError && error.code === CLAIM_FAILED && error.message === claim;
}

/** What statements hold their transaction to. */
export type Claim =
  | "the run was written"
  | "the other run is open"
  | "every name of the sale means this deal";

/** Why a connection could not be made, or was ended before the statement was carried out. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  "CONNECT_TIMEOUT",
  "CONNECTION_ENDED",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "08001",
  "08004",
  "53300",
  "57P01",
  "57P02",
  "57P03",
]);

/**
 * Whether the database could not be reached, so that surely nothing was written. A connection that broke while a statement
 * was under way is not among these: it may have been carried out.
 */
export function isUnreachable(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && typeof error.code === "string" && UNREACHABLE.has(error.code)
  );
}

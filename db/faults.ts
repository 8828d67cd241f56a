import postgres from "postgres";

const UNIQUE_VIOLATION = "23505";
const DIVISION_BY_ZERO = "22012";
const LOGARITHM_OF_ZERO = "2201E";

/** Whether the database refused a second row of what may exist once, in a table of that name. */
export function isUniqueViolation(error: unknown, table: string): boolean {
  return (
    error instanceof postgres.PostgresError && error.code === UNIQUE_VIOLATION && error.table_name === table
  );
}

/** How a statement says that its transaction is to be undone. */
export function isDivisionByZero(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === DIVISION_BY_ZERO;
}

/** How a statement says that its transaction is to be undone since another run is not as it was when that was asked. */
export function isLogarithmOfZero(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === LOGARITHM_OF_ZERO;
}

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

import postgres from "postgres";

const UNIQUE_VIOLATION = "23505";

/** Whether the database refused a second row of what may exist once, in a table of that name. */
export function isUniqueViolation(error: unknown, table: string): boolean {
  return (
    error instanceof postgres.PostgresError && error.code === UNIQUE_VIOLATION && error.table_name === table
  );
}

import type postgres from "postgres";

/** What an administrator runs once where the login may not create roles. */
export const ROLES_SQL = `create role baton_app nologin;
create role baton_finder nologin;
grant baton_app, baton_finder to current_user;`;

/**
 * Makes the two roles that Baton works as, if the cluster lacks them. Roles belong to the whole cluster, so several
 * databases may come here at once: an advisory lock lets one at a time through.
 * Throws with the SQL for an administrator when the login may not create them.
 */
export async function ensureRoles(sql: postgres.Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtext('baton roles'))`;
    for (const role of ["baton_app", "baton_finder"]) {
      const [found] =
        await tx`select pg_has_role(current_user, oid, 'member') as member from pg_roles where rolname = ${role}`;
      if (!found) await mayCreate(tx, `create role ${role} nologin`);
      if (!found?.["member"]) await mayCreate(tx, `grant ${role} to current_user`);
    }
  });
}

async function mayCreate(tx: postgres.TransactionSql, statement: string): Promise<void> {
  try {
    await tx.unsafe(statement);
  } catch (cause) {
    throw new Error(`This login may not do "${statement}". Have an administrator run:\n${ROLES_SQL}`, {
      cause,
    });
  }
}

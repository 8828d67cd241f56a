import type postgres from "postgres";
import { z } from "zod";

const ROLES = ["baton_app", "baton_finder"] as const;

/**
 * Makes the two roles that Baton works as, if the cluster lacks them. Roles belong to the whole cluster, so several
 * databases may come here at once: an advisory lock lets one at a time through.
 * Throws with the SQL for an administrator when the login may not create them.
 */
export async function ensureRoles(sql: postgres.Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtext('baton roles'))`;
    for (const role of ROLES) {
      const [found] =
        await tx`select pg_has_role(current_user, oid, 'member') as member from pg_roles where rolname = ${role}`;
      if (!found) await mayCreate(tx, `create role ${role} nologin`);
      if (!found?.["member"]) await mayCreate(tx, `grant ${role} to current_user`);
    }
  });
}

async function mayCreate(tx: postgres.TransactionSql, statement: string): Promise<void> {
  try {
    // A failed statement must not keep us from asking who we are.
    await tx.savepoint((point) => point.unsafe(statement));
  } catch (cause) {
    const forAdministrator = await sqlForAdministrator(tx);
    throw new Error(
      `This login may not do "${statement}". Have an administrator run, in any database of the cluster:\n${forAdministrator}`,
      { cause },
    );
  }
}

/** What is missing, with the name of this login: an administrator has another. */
async function sqlForAdministrator(tx: postgres.TransactionSql): Promise<string> {
  const [row] = await tx`select quote_ident(current_user) as login,
    array(select rolname::text from pg_roles where rolname = any(${[...ROLES]})) as there`;
  const { login, there } = LoginSchema.parse(row);
  const missing = ROLES.filter((role) => !there.includes(role));
  return [
    ...missing.map((role) => `create role ${role} nologin;`),
    `grant ${ROLES.join(", ")} to ${login};`,
  ].join("\n");
}

const LoginSchema = z.object({ login: z.string(), there: z.array(z.string()) });

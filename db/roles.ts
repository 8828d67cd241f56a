import postgres from "postgres";
import { z } from "zod";

const ROLES = ["baton_app", "baton_finder"] as const;

/** Another database of the cluster did the same in the same moment, where our advisory lock doesn't reach. */
const DONE_MEANWHILE: ReadonlySet<string> = new Set(["23505", "42710", "XX000"]);
const TRIES_MAX = 10;

/**
 * Makes the two roles that Baton works as, if the cluster lacks them, and this login a member of them. Roles belong to the
 * whole cluster, so several processes and several databases may come here at once.
 * Throws with the SQL for an administrator when the login may not create them.
 */
export async function ensureRoles(sql: postgres.Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtext('baton roles'))`;
    for (const role of ROLES) await ensureRole(tx, role);
  });
}

async function ensureRole(tx: postgres.TransactionSql, role: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    // Since version 16 who made a role is a member of it that may not act as it.
    const [found] = await tx`select pg_has_role(current_user, oid,
        case when current_setting('server_version_num')::integer < 160000 then 'member' else 'set' end) as acts
      from pg_roles where rolname = ${role}`;
    if (found?.["acts"]) return;
    const statement = found ? `grant ${role} to current_user` : `create role ${role} nologin`;
    try {
      // A failed statement must not keep us from asking on.
      await tx.savepoint((point) => point.unsafe(statement));
    } catch (cause) {
      if (cause instanceof postgres.PostgresError && DONE_MEANWHILE.has(cause.code) && tries < TRIES_MAX)
        continue;
      throw new Error(
        `This login may not do "${statement}". Have an administrator run, in any database of the cluster:\n${await sqlForAdministrator(tx)}`,
        { cause },
      );
    }
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

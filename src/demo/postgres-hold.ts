import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Place } from "#demo/postgres-place.ts";
import type { Server } from "#demo/postgres-server.ts";
import postgres, { type Sql } from "postgres";

/** Thrown when another living process works with the cluster of this folder. */
export class PostgresInUse extends Error {
  override readonly name = "PostgresInUse";
  readonly folder: string;
  readonly holder: string;

  constructor(folder: string, holder: string) {
    super(`Another Baton runs in ${folder}: ${holder}. Stop it first.`);
    this.folder = folder;
    this.holder = holder;
  }
}

/** What a Postgres answers: a session, that it is starting or stopping, or nothing at all. */
export type Answer =
  | { readonly is: "open"; readonly session: Sql }
  | { readonly is: "starting" }
  | { readonly is: "silent" };

const CANNOT_CONNECT_NOW = "57P03";
const HOLD_KEY = 2_019_914_606;

/** Tries once to open a session that lasts until it is ended. Throws if Postgres answers but does not want us. */
export async function openSession(place: Place, { port }: Server): Promise<Answer> {
  const session = postgres(urlOf(place, { port }, "postgres"), {
    max: 1,
    max_lifetime: null,
    connect_timeout: 2,
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: `process ${process.pid}` },
  });
  try {
    await session`select 1`;
    return { is: "open", session };
  } catch (error) {
    await session.end({ timeout: 0 });
    if (!(error instanceof postgres.PostgresError)) return { is: "silent" };
    if (error.code === CANNOT_CONNECT_NOW) return { is: "starting" };
    throw error;
  }
}

/**
 * Takes the cluster for this process, or says who has it. The hold is a lock of the session, kept by Postgres itself: it ends
 * with our process, however that ends, so a Postgres without a holder is an orphan.
 */
export async function takeHold(
  session: Sql,
  patienceMs: number,
): Promise<{ readonly holder: string } | undefined> {
  const patientUntil = Date.now() + patienceMs;
  for (;;) {
    const [answer] = await session<[{ held: boolean; holder: string | null }]>`
      select pg_try_advisory_lock(${HOLD_KEY}) as held, (
        select application_name from pg_locks join pg_stat_activity using (pid)
        where locktype = 'advisory' and objid = ${HOLD_KEY} and granted and pid <> pg_backend_pid() limit 1) as holder`;
    if (answer.held) return undefined;
    if (answer.holder && Date.now() > patientUntil) return { holder: answer.holder };
    await sleep(50);
  }
}

/** The address of a database of this cluster. It is plain about TLS, since a PGSSLMODE in the environment would win otherwise. */
export function urlOf(place: Place, { port }: Pick<Server, "port">, database: string): string {
  return `postgres://postgres:${readFileSync(place.password, "utf8")}@127.0.0.1:${port}/${database}?sslmode=disable`;
}

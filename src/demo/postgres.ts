import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { findBinaries } from "#demo/postgres-binaries.ts";
import { removeWhole } from "#demo/postgres-folders.ts";
import { openSession, PostgresInUse, takeHold, urlOf } from "#demo/postgres-hold.ts";
import { choosePlace, type Place, type PlaceOptions } from "#demo/postgres-place.ts";
import {
  createCluster,
  findServer,
  hasPidFile,
  launch,
  type Server,
  signalServer,
  stopServer,
} from "#demo/postgres-server.ts";
import type { Sql } from "postgres";

export interface StartOptions extends PlaceOptions {
  /** Off for a cluster that lives as long as a test run: nothing is flushed to the disk. */
  readonly durable?: boolean;
  /** Begins with an empty cluster, whatever was there. */
  readonly fresh?: boolean;
  /** Where another process has the cluster: work beside it and leave it running, instead of throwing `PostgresInUse`. */
  readonly join?: boolean;
}

/** A running Postgres with an empty or kept database `baton`. */
export interface EmbeddedPostgres {
  /** As the superuser `postgres`, who owns the database. */
  readonly url: string;
  /** Whether it ran already: another process's, or left over by one that was killed. */
  readonly adopted: boolean;
  /** Where the cluster is kept: the folder asked for, or the one it had to move to. */
  readonly folder: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Thrown when Postgres gives up again and again; its own words are in the message. */
export class PostgresFailed extends Error {
  override readonly name = "PostgresFailed";
  readonly folder: string;

  constructor({ folder, serverLog }: Place) {
    const words = existsSync(serverLog)
      ? readFileSync(serverLog, "utf8").trimEnd().split("\n").slice(-5).join("\n")
      : "";
    super(`The embedded PostgreSQL in ${folder} does not start. It said:\n${words}`);
    this.folder = folder;
  }
}

const DATABASE = "baton";
/** For a zombie that is not reaped yet and so keeps its pid, or a Postgres that should answer and does not. */
const PID_PATIENCE_MS = 10_000;
/** For a port that somebody else was quicker to take, or memory that is still shared. */
const LAUNCH_PATIENCE_MS = 2_000;
/** For a Postgres that recovers from a crash, or stops. */
const STARTING_PATIENCE_MS = 60_000;
/** For the session of a process that was killed a moment ago. */
const HOLD_PATIENCE_MS = 500;

/** Starts PostgreSQL in a folder, or adopts the one that a killed process left there. One process at a time may have it. */
export async function startPostgres(options: StartOptions): Promise<EmbeddedPostgres> {
  const { durable = true, fresh = false, join = false } = options;
  const place = choosePlace(options);
  if (fresh) await discard(place);
  const binaries = await findBinaries(place);
  await createCluster(place, binaries, durable);
  const { server, session, adopted } = await reach(place, () => launch(place, binaries, durable));
  const other = await takeHold(session, join ? 0 : HOLD_PATIENCE_MS);
  if (other && !join) {
    await session.end({ timeout: 0 });
    throw new PostgresInUse(place.folder, other.holder);
  }
  const stop = other ? () => session.end({ timeout: 0 }) : stopper(place, server, session);
  if (!other) await createDatabase(session);
  return { url: urlOf(place, server, DATABASE), adopted, folder: place.folder, pid: server.pid, stop };
}

/** Opens a session with the Postgres that runs there, or with one that it starts. */
async function reach(
  place: Place,
  start: () => Promise<boolean>,
): Promise<{ server: Server; session: Sql; adopted: boolean }> {
  let since = Date.now();
  const isPatient = (patience: number): boolean => Date.now() - since < patience;
  let adopted = true;
  for (;;) {
    const server = findServer(place);
    if (!server) {
      adopted = false;
      if (await start()) continue;
      if (!isPatient(hasPidFile(place) ? PID_PATIENCE_MS : LAUNCH_PATIENCE_MS))
        throw new PostgresFailed(place);
    } else {
      const answer = await openSession(place, server);
      if (answer.is === "open") return { server, session: answer.session, adopted };
      if (!isPatient(answer.is === "starting" ? STARTING_PATIENCE_MS : PID_PATIENCE_MS)) {
        await stopServer(place, server);
        since = Date.now();
      }
    }
    await sleep(100);
  }
}

async function createDatabase(session: Sql): Promise<void> {
  const [found] = await session`select from pg_database where datname = ${DATABASE}`;
  if (!found) await session.unsafe(`create database ${DATABASE}`);
}

/** Stops Postgres once, also when the process exits without having asked. */
function stopper(place: Place, server: Server, session: Sql): () => Promise<void> {
  const onExit = (): void => signalServer(place, server, "SIGINT");
  process.once("exit", onExit);
  let stopped: Promise<void> | undefined;
  return () =>
    (stopped ??= (async () => {
      process.off("exit", onExit);
      // The session stays open meanwhile: nobody may take Postgres for an orphan while it is going down.
      await stopServer(place, server);
      await session.end({ timeout: 0 });
    })());
}

/** Removes the cluster and stops its orphan, if it has one. */
async function discard(place: Place): Promise<void> {
  const server = findServer(place);
  if (server) {
    const answer = await openSession(place, server).catch(() => undefined);
    const other = answer?.is === "open" ? await takeHold(answer.session, HOLD_PATIENCE_MS) : undefined;
    if (!other) await stopServer(place, server);
    if (answer?.is === "open") await answer.session.end({ timeout: 0 });
    if (other) throw new PostgresInUse(place.folder, other.holder);
  }
  removeWhole(place.cluster);
}

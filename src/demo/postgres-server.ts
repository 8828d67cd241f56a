import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Binaries } from "#demo/postgres-binaries.ts";
import { makeWhole } from "#demo/postgres-folders.ts";
import { type Place, POSTGRES_ENV, runIn } from "#demo/postgres-place.ts";

/** A running Postgres of a place, as its pid file tells. */
export interface Server {
  readonly pid: number;
  readonly port: number;
}

const STOP_PATIENCE_MS = 10_000;

/** Makes the place's cluster, unless there is one: UTF-8 in code point order, whatever the locale of this machine. */
export async function createCluster(place: Place, { initdb }: Binaries, durable: boolean): Promise<void> {
  const { uid, gid } = place.runAs;
  await makeWhole(place.cluster, async (staging) => {
    const password = join(staging, "password");
    writeFileSync(password, randomBytes(24).toString("hex"), { mode: 0o600, flag: "wx" });
    chownSync(password, uid, gid);
    chownSync(staging, uid, gid);
    await runIn(place, initdb, [
      `--pgdata=${join(staging, "data")}`,
      "--username=postgres",
      `--pwfile=${password}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      // Sorted as C does, but É has a lower case: on a real installation it has one, too.
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--no-instructions",
      ...(durable ? [] : ["--no-sync"]),
    ]);
  });
}

/** Starts Postgres on a free port, outside the terminal's process group. Says whether it became ready or gave up. */
export async function launch(place: Place, { postgres }: Binaries, durable: boolean): Promise<boolean> {
  const settings = [
    "listen_addresses=127.0.0.1",
    `port=${await findFreePort()}`,
    "unix_socket_directories=",
    "max_connections=200",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_checkpoints=off",
    ...(durable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=128MB"]),
  ];
  forgetStranger(place);
  rmSync(place.serverLog, { force: true });
  const log = openSync(place.serverLog, "a", 0o600);
  const server = spawn(postgres, ["-D", place.data, ...settings.flatMap((setting) => ["-c", setting])], {
    ...place.runAs,
    cwd: "/",
    env: POSTGRES_ENV,
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const ended = new Promise<boolean>((resolve, reject) => {
    server.once("error", reject).once("exit", () => resolve(true));
  });
  server.unref();
  while (!isReady(place, server.pid)) if (await Promise.race([ended, sleep(10, false)])) return false;
  return true;
}

/** The Postgres that works on the place's data now, whoever started it; not a mere pid file that one left. */
export function findServer(place: Place): Server | undefined {
  const [pid, , , port] = readPidFile(place);
  if (!pid || !port || !isServer(place, Number(pid))) return undefined;
  return { pid: Number(pid), port: Number(port) };
}

/** Shuts Postgres down, breaking off what its clients do. Resolves once its process is gone. */
export async function stopServer(place: Place, server: Server): Promise<void> {
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    signalServer(place, server, signal);
    const patientUntil = Date.now() + STOP_PATIENCE_MS;
    while (isServer(place, server.pid) && Date.now() < patientUntil) await sleep(10);
  }
}

/** Sends a signal to Postgres, if that is still who has this pid. SIGINT asks for a fast shutdown. */
export function signalServer(place: Place, { pid }: Server, signal: NodeJS.Signals): void {
  if (isServer(place, pid)) process.kill(pid, signal);
}

/** Whether a Postgres left its pid file, or is about to use it. */
export function hasPidFile(place: Place): boolean {
  return existsSync(pidFileOf(place));
}

// The file's lines: pid, data folder, start time, port, socket folder, address, shared memory, status.
function readPidFile(place: Place): string[] {
  try {
    return readFileSync(pidFileOf(place), "utf8").split("\n");
  } catch {
    return [];
  }
}

function pidFileOf({ data }: Place): string {
  return join(data, "postmaster.pid");
}

function isReady(place: Place, pid: number | undefined): boolean {
  const lines = readPidFile(place);
  return lines[0] === String(pid) && lines[7]?.trim() === "ready";
}

/** Pids are used again, and a zombie still has one: only a process with our data folder on its command line counts. */
function isServer(place: Place, pid: number): boolean {
  return commandLineOf(pid).includes(` -D ${place.data} `);
}

// After a power cut the pid in the file may be any other program's. Postgres takes that for itself and would refuse for ever.
function forgetStranger(place: Place): void {
  const commandLine = commandLineOf(Number(readPidFile(place)[0]));
  if (commandLine !== "" && !commandLine.includes("postgres")) rmSync(pidFileOf(place));
}

/** Empty for a process that is gone, and for a zombie. */
function commandLineOf(pid: number): string {
  try {
    if (existsSync("/proc/self/cmdline"))
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return "";
  }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address
          ? resolve(address.port)
          : reject(new Error("No free port was found")),
      );
    });
  });
}

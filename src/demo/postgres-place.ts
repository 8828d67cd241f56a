import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, chownSync, lstatSync, mkdirSync, realpathSync, rmdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeScratch, removeLeftovers } from "#demo/postgres-folders.ts";

/** Where a cluster is kept, and the user that its Postgres runs as. */
export interface Place {
  /** Private to us, and enterable by that user: state that belongs to the cluster goes here too. */
  readonly folder: string;
  /** `data` and `password`: appears whole or not at all. */
  readonly cluster: string;
  readonly data: string;
  readonly password: string;
  readonly serverLog: string;
  readonly runAs: { readonly uid: number; readonly gid: number };
}

export interface PlaceOptions {
  readonly folder: string;
  readonly log: (line: string) => void;
  /** What to do when Postgres cannot work in the folder, as in a clone below root's home. */
  readonly unreachable?: "move" | "refuse";
}

/** Thrown when Postgres cannot work in the folder, and moving to a temporary one was not allowed or not possible. */
export class FolderUnreachable extends Error {
  override readonly name = "FolderUnreachable";
  readonly folder: string;

  constructor(folder: string, why: string) {
    super(
      `The embedded PostgreSQL can't keep its data in ${folder}: ${why}. Run Baton from another folder or as another user, or give npm start a DATABASE_URL.`,
    );
    this.folder = folder;
  }
}

/** Finds a folder in which Postgres may work: the one asked for, or a temporary one of a stable name. */
export function choosePlace({ folder: wanted, log, unreachable = "move" }: PlaceOptions): Place {
  mkdirSync(wanted, { recursive: true, mode: 0o700 });
  const folder = realpathSync(wanted);
  refuseForeign(folder);
  const runAs = chooseUser(folder);
  if (canKeep(folder, runAs)) return placeIn(folder, runAs);
  const why = `the user with id ${runAs.uid}, whom PostgreSQL runs as, can't have a private folder there`;
  if (unreachable === "refuse") throw new FolderUnreachable(folder, why);
  const moved = chooseTemporary(folder, runAs);
  if (moved === undefined)
    throw new FolderUnreachable(folder, `${why}, nor in ${temporaryFolders().join(" or ")}`);
  log(
    `PostgreSQL can't work in ${folder}, so its data is kept in ${moved}, which may not outlive a restart of this machine.`,
  );
  return placeIn(moved, runAs);
}

/** The environment of Postgres's programs: nothing of the caller's locale, zone or PG* variables. */
export const POSTGRES_ENV = { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

/** Runs one of Postgres's programs to its end, as the user of the place. */
export async function runIn(
  { runAs }: Pick<Place, "runAs">,
  program: string,
  args: readonly string[],
): Promise<void> {
  await promisify(execFile)(program, [...args], { ...runAs, cwd: "/", env: POSTGRES_ENV });
}

function placeIn(folder: string, runAs: Place["runAs"]): Place {
  const cluster = join(folder, "postgres");
  return {
    folder,
    cluster,
    data: join(cluster, "data"),
    password: join(cluster, "password"),
    serverLog: join(folder, "postgres.log"),
    runAs,
  };
}

// Root may work with anybody's; others can't with what a run as root or as another user made here.
function refuseForeign(folder: string): void {
  const uid = process.getuid?.();
  const owners = [folder, join(folder, "postgres")].map(
    (path) => statSync(path, { throwIfNoEntry: false })?.uid,
  );
  const owner = owners.find((found) => found !== undefined && found !== uid);
  if (uid !== 0 && owner !== undefined)
    throw new FolderUnreachable(folder, `it belongs to the user with id ${owner}`);
}

// Postgres refuses to run as root. It then runs as whoever made the cluster, else as somebody harmless.
function chooseUser(folder: string): Place["runAs"] {
  const uid = process.getuid?.();
  const gid = process.getgid?.();
  if (uid === undefined || gid === undefined)
    throw new FolderUnreachable(folder, `it is not supported on ${process.platform}`);
  if (uid !== 0) return { uid, gid };
  const made = statSync(join(folder, "postgres"), { throwIfNoEntry: false });
  if (made && made.uid !== 0) return { uid: made.uid, gid: made.gid };
  const found = ["postgres", "_postgres", "nobody"].map(lookUpUser).find((user) => user !== undefined);
  if (!found)
    throw new FolderUnreachable(
      folder,
      "PostgreSQL won't run as root, and no user postgres or nobody exists",
    );
  return found;
}

function lookUpUser(name: string): Place["runAs"] | undefined {
  try {
    const [uid, gid] = ["-u", "-g"].map((flag) =>
      Number(execFileSync("id", [flag, name], { stdio: ["ignore", "pipe", "ignore"] })),
    );
    return uid && gid ? { uid, gid } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether that user can reach a private folder of its own in this one. Some file systems can't keep modes at all. */
function canKeep(folder: string, runAs: Place["runAs"]): boolean {
  letIn(folder, runAs);
  removeLeftovers(folder);
  const probe = makeScratch(join(folder, "postgres"));
  try {
    chownSync(probe, runAs.uid, runAs.gid);
    if ((statSync(probe).mode & 0o777) !== 0o700) return false;
    execFileSync("test", ["-w", probe], { ...runAs, cwd: "/", stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(probe);
  }
}

// A folder of root's stays root's; the group of Postgres's user may pass through it, and no more.
function letIn(folder: string, { uid, gid }: Place["runAs"]): void {
  const { uid: owner, mode } = statSync(folder);
  if (uid === process.getuid?.() || owner !== 0) return;
  chownSync(folder, 0, gid);
  chmodSync(folder, (mode & 0o777) | 0o010);
}

function chooseTemporary(folder: string, runAs: Place["runAs"]): string | undefined {
  const name = `baton-${createHash("sha256").update(folder).digest("hex").slice(0, 12)}`;
  return temporaryFolders()
    .map((parent) => join(parent, name))
    .find((candidate) => isOurs(candidate) && canKeep(candidate, runAs));
}

function temporaryFolders(): string[] {
  return [...new Set([tmpdir(), "/tmp", "/var/tmp"])];
}

// Anybody may have put something of this name into a shared folder: it must be a directory of ours that others can't write to.
function isOurs(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder);
    return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
  } catch {
    return false;
  }
}

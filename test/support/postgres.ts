import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { migrate } from "#db/migrate.ts";
import { startPostgres } from "#demo/postgres.ts";
import { scratchFolder } from "#test/support/scratch-folder.ts";
import postgres from "postgres";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** A throwaway PostgreSQL, as its superuser, and the migrated database in it that every test's own is a copy of. */
    readonly postgres: { readonly url: string; readonly template: string };
  }
}

const TEMPLATE = "baton_template";

/** One throwaway cluster a test run, whichever of the projects that need it come first. */
export default async function setup({ vitest }: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (vitest.getRootProject().getProvidedContext().postgres) return undefined;
  const folder = join(scratchFolder(), `baton-test-${randomUUID()}`);
  const cluster = await startPostgres({ folder, durable: false, log: () => {} });
  const folders = new Set([folder, cluster.folder]);
  const watcher = cleanUpIfKilled(cluster.pid, [...folders]);
  vitest.provide("postgres", { url: cluster.url, template: await makeTemplate(cluster.url) });
  return async () => {
    await cluster.stop();
    for (const path of folders) rmSync(path, { recursive: true, force: true });
    watcher.kill();
  };
}

async function makeTemplate(clusterUrl: string): Promise<string> {
  const admin = postgres(clusterUrl, { max: 1 });
  const url = new URL(clusterUrl);
  url.pathname = `/${TEMPLATE}`;
  await admin.unsafe(`create database ${TEMPLATE}`);
  await migrate(url.href);
  // Whoever is connected to a template keeps others from copying it.
  await admin.unsafe(`alter database ${TEMPLATE} with is_template true allow_connections false`);
  await admin.end();
  return TEMPLATE;
}

/** A shell waits for the end of its input, which comes when this process ends, however it ends, and leaves nothing behind. */
function cleanUpIfKilled(pid: number, folders: readonly string[]): { kill(): void } {
  const script = 'read -r _; kill -QUIT "$0"; sleep 1; rm -rf "$@"';
  const shell = spawn("/bin/sh", ["-c", script, String(pid), ...folders], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  shell.unref();
  return { kill: () => shell.kill("SIGKILL") };
}

import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Players } from "./players.ts";

export const ROOT = resolve(import.meta.dirname, "../../..");

/** The command line, as somebody at a terminal of the same machine would use it. Shows what it says, unless that is a secret. */
export async function baton(
  { stage, say }: Players,
  words: readonly string[],
  { isSecret = false } = {},
): Promise<string> {
  const command = [join(ROOT, "src/cli/main.ts"), ...words];
  const { stdout } = await promisify(execFile)(process.execPath, command, {
    cwd: ROOT,
    env: { PATH: process.env["PATH"], DATABASE_URL: stage.databaseUrl },
    timeout: 60_000,
  });
  if (!isSecret) for (const line of stdout.trimEnd().split("\n")) say(`│ ${line}`);
  return stdout;
}

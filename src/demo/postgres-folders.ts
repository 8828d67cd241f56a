import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Fills a folder beside its target and renames it there: it appears whole or not at all, and the first of two makers wins. */
export async function makeWhole(
  target: string,
  fill: (staging: string) => void | Promise<void>,
): Promise<void> {
  if (existsSync(target)) return;
  const staging = makeScratch(target);
  try {
    await fill(staging);
    renameSync(staging, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Removes a folder so that nobody meets half of it. */
export function removeWhole(folder: string): void {
  if (!existsSync(folder)) return;
  const doomed = makeScratch(folder);
  renameSync(folder, join(doomed, "removed"));
  rmSync(doomed, { recursive: true, force: true });
}

/** Makes a private folder beside another, of a name that says which process works in it. */
export function makeScratch(beside: string): string {
  return mkdtempSync(`${beside}.${process.pid}.`);
}

/** Removes what a process left that was killed while it worked in a scratch folder. */
export function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /^postgres.*\.(\d+)\.\w{6}$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

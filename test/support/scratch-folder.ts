import { readFileSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";

const MEMORY = "/dev/shm";
const ROOM_BYTES = 2 ** 30;

/** Where a test may put a database: in memory if there is room, since slow disks take ten times as long to copy one. */
export function scratchFolder(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    const mount = readFileSync("/proc/mounts", "utf8")
      .split("\n")
      .find((line) => line.includes(` ${MEMORY} `));
    // Postgres's programs are copied to where its data is when they are out of its reach.
    if (mount && !mount.includes("noexec") && bavail * bsize > ROOM_BYTES) return MEMORY;
  } catch {
    // There is none on this system.
  }
  return tmpdir();
}

import type { Log } from "#src/log.ts";

const AGAIN_AFTER_MS = 60_000;
/** What names a job in its message would be another kind each time. */
const KINDS_MAX = 50;

/**
 * Logs what the job engine fails at: each kind at once, and then once a minute with how often it came again. While the
 * database is away every worker fails twice a second.
 */
export function sayRarely(log: Log, nowMs: () => number): (err: Error) => void {
  const said = new Map<string, { readonly atMs: number; again: number }>();
  return (err) => {
    const kind = "code" in err ? String(err.code) : err.message;
    const last = said.get(kind);
    if (last && nowMs() - last.atMs < AGAIN_AFTER_MS) {
      last.again += 1;
      return;
    }
    if (said.size >= KINDS_MAX) said.clear();
    said.set(kind, { atMs: nowMs(), again: 0 });
    log.error({ err, again: last?.again ?? 0 }, "job engine failed");
  };
}

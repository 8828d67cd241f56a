import type { Pace } from "./pace.ts";

/** Whether a lane is surely still ours. A process that was held up, by sleep or by load, finds out before it calls Slack. */
export type Grip = { holds(): boolean; renewed(at: number): void };

/** `at`: `performance.now()` from before the lease was asked for. A call that begins now must end within the lease. */
export function newGrip({ leaseMs, callMs }: Pace, at: number): Grip {
  let since = at;
  return {
    holds: () => performance.now() - since < leaseMs - callMs,
    renewed(at) {
      since = at;
    },
  };
}

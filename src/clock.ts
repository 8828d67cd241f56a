/** What time it is. Everywhere else, time is an argument. */
export type Clock = { now(): Date };

export const realClock: Clock = { now: () => new Date() };

/** A clock that can be moved forward, for the demo. */
export type MovableClock = Clock & { setOffset(ms: number): void };

export function movableClock(offsetMs: number): MovableClock {
  let offset = offsetMs;
  return {
    now: () => new Date(Date.now() + offset),
    setOffset(ms) {
      offset = ms;
    },
  };
}

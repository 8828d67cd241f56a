/** The sandbox's time. Tests hand in one that moves when told, so that a retry five minutes later costs nothing. */
export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs something after a while; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
};

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

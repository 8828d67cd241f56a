/** What one round gave: how many a second, how long each took, and how much of this process's time each cost. */
export type Round = {
  readonly perSecond: number;
  readonly latenciesMs: readonly number[];
  readonly cpuMs: number;
};

/** Callers that work through the items together, each taking the next one as soon as it is done with the last. */
export async function drive<T>(
  items: readonly T[],
  callers: number,
  work: (item: T) => Promise<void>,
): Promise<Round> {
  const latenciesMs: number[] = [];
  const queue = items.values();
  const call = async () => {
    for (const item of queue) {
      const since = performance.now();
      await work(item);
      latenciesMs.push(performance.now() - since);
    }
  };
  const since = performance.now();
  const cpuSince = process.cpuUsage();
  await Promise.all(Array.from({ length: callers }, call));
  const { user, system } = process.cpuUsage(cpuSince);
  return {
    perSecond: (items.length * 1000) / (performance.now() - since),
    latenciesMs,
    cpuMs: (user + system) / 1000 / items.length,
  };
}

export type Spread = { readonly p50: number; readonly p99: number };

export function spreadOf(values: readonly number[]): Spread {
  return { p50: percentile(values, 0.5), p99: percentile(values, 0.99) };
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The smallest value that at least that part of the values does not exceed. */
function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

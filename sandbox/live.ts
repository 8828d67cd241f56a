/** Tells whoever looks that something has changed; many changes in a moment are told once. */
export type Live = {
  changed(): void;
  subscribe(tell: () => void): () => void;
  /** Waits, or less when everything stops. */
  sleep(ms: number): Promise<void>;
  stopped(): boolean;
  stop(): void;
};

const GATHER_MS = 20;

export function newLive(): Live {
  const listeners = new Set<() => void>();
  const abort = new AbortController();
  let gathering: NodeJS.Timeout | null = null;
  return {
    changed() {
      gathering ??= setTimeout(() => {
        gathering = null;
        for (const tell of listeners) tell();
      }, GATHER_MS);
    },
    subscribe(tell) {
      listeners.add(tell);
      return () => void listeners.delete(tell);
    },
    sleep(ms) {
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          abort.signal.removeEventListener("abort", done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        abort.signal.addEventListener("abort", done);
      });
    },
    stopped: () => abort.signal.aborted,
    stop() {
      if (gathering) clearTimeout(gathering);
      listeners.clear();
      abort.abort();
    },
  };
}

/** What shells say of a command that was interrupted. */
export const STOPPED = 130;

/** Ctrl-C lets what is at hand be finished; asked again, it ends at once, which loses nothing either. */
export function stopOnSignal() {
  let isAsked = false;
  const ask = () => {
    if (isAsked) process.exit(STOPPED);
    isAsked = true;
    console.error("\nStopping after this one…");
  };
  for (const signal of SIGNALS) process.on(signal, ask);
  return {
    isAsked: () => isAsked,
    end() {
      for (const signal of SIGNALS) process.off(signal, ask);
    },
  };
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

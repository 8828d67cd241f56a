/** Where progress is shown: `process.stderr`, or what stands for it. */
export type Shown = { readonly isTTY?: boolean; write(text: string): unknown };

/** How far long work is. */
export type Progress = {
  step(done: number): void;
  /** Leaves what was shown last where it is. */
  end(): void;
};

const REWRITE_MS = 100;
const LINE_EVERY = 100;

/** One line that is rewritten where people look, and a line every hundred where it is kept. */
export function showProgress(total: number, what: string, out: Shown, nowMs: () => number): Progress {
  const began = nowMs();
  let shownAt = -Infinity;
  let shown = 0;
  const line = (done: number) => {
    const seconds = (nowMs() - began) / 1000;
    const rate = seconds > 0 ? `, ${(done / seconds).toFixed(1)} a second` : "";
    return `${done} of ${total} ${what}${rate}`;
  };
  return {
    step(done) {
      const isLast = done === total;
      if (out.isTTY) {
        if (!isLast && nowMs() - shownAt < REWRITE_MS) return;
        // The rest of a longer line before is erased.
        out.write(`\r${line(done)}\u001b[K`);
      } else {
        if (!isLast && done % LINE_EVERY !== 0) return;
        out.write(`${line(done)}\n`);
      }
      shownAt = nowMs();
      shown = done;
    },
    end() {
      if (out.isTTY && shown > 0) out.write("\n");
    },
  };
}

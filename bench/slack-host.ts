import { startSandbox } from "#sandbox/server.ts";

// Two Slack workspaces in a process of their own, as Slack is: one for Baton, one for the bare app beside it. They set no
// pace, and tell time finer than whole milliseconds.
const clock = {
  now: () => performance.timeOrigin + performance.now(),
  after(ms: number, run: () => void) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
process.once("disconnect", () => process.exit());
const [baton, bare] = await Promise.all(
  ["baton", "bare"].map(() => startSandbox({ manifest: "manifest.yml", pace: false, clock })),
);
process.send?.({ baton: whereIs(baton), bare: whereIs(bare) });

function whereIs(sandbox: Awaited<ReturnType<typeof startSandbox>> | undefined) {
  if (!sandbox) throw new Error("A sandbox did not start");
  const { url, apiUrl, botToken, appToken } = sandbox;
  return { url, apiUrl, botToken, appToken };
}

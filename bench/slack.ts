import { fork } from "node:child_process";
import { once } from "node:events";
import { z } from "zod";

const WorkspaceSchema = z.object({
  url: z.string(),
  apiUrl: z.string(),
  botToken: z.string(),
  appToken: z.string(),
});
const HostSchema = z.object({ baton: WorkspaceSchema, bare: WorkspaceSchema });

/** How an app reaches one sandbox workspace, and where people are in it. */
export type SlackWorkspace = z.infer<typeof WorkspaceSchema>;

export type SlackHost = z.infer<typeof HostSchema> & { stop(): void };

/** Slack as it is for an app: in another process. */
export async function startSlack(): Promise<SlackHost> {
  const host = fork(new URL("slack-host.ts", import.meta.url));
  const ended = once(host, "exit").then(() => {
    throw new Error("The sandbox's process ended before it was ready");
  });
  const [started] = await Promise.race([once(host, "message"), ended]);
  ended.catch(() => {});
  return { ...HostSchema.parse(started), stop: () => host.disconnect() };
}

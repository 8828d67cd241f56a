import type { KnownBlock } from "@slack/types";
import { inWorkspace, type Db, type Tx } from "#db/client.ts";
import { clockOffset } from "#db/demo-clock.ts";
import { sandboxClient } from "#sandbox/client.ts";
import { sendTrigger } from "#cli/trigger-send.ts";
import type { Stage } from "../stage.ts";
import { linesOf } from "./words.ts";

export const ONBOARDING = "C0123456789";
/** People of the sandbox, by what they do. */
export const people = {
  csm1: "U00000CSM01",
  csm2: "U00000CSM02",
  ps1: "U000000PS01",
  ps2: "U000000PS02",
  sec: "U00000SEC01",
  support: "U00000SUP01",
  ops: "U00000OPS01",
  founder: "U0000FOUND1",
} as const;

export type Players = ReturnType<typeof newPlayers>;
type Message = {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
  readonly blocks: readonly KnownBlock[];
  readonly text: string;
  readonly ephemeral: boolean;
};

/** Slack lets an app change 50 messages a minute: what nobody clicked in can take its time. */
const SHOWN_WITHIN_MS = 60_000;

/** The hands and eyes of the tour: people in Slack, sources outside, and what the database says. `client`: by its key. */
export function newPlayers(stage: Stage, db: Db, say: (line: string) => void, client: string) {
  const slack = sandboxClient(stage.sandbox.url);
  const look = <T>(what: string, find: () => Promise<T | null | undefined | false>) =>
    slack.until(find, { timeoutMs: SHOWN_WITHIN_MS, what });
  const messages = (channel: string, user?: string): Promise<readonly Message[]> =>
    slack.messages(user === undefined ? { channel } : { channel, user });
  const says = (message: Message, text: string) =>
    JSON.stringify([message.text, message.blocks]).includes(text);

  return {
    ...slack,
    stage,
    /** Whom the chapter is about. */
    client,
    say: (line: string) => say(`   ${line}`),
    /** Shows what Slack shows, as words. */
    show(message: { readonly blocks?: readonly unknown[] | undefined; readonly text?: string }) {
      const lines =
        message.blocks && message.blocks.length > 0
          ? linesOf(message.blocks)
          : (message.text ?? "").split("\n");
      for (const line of lines) say(`   │ ${line}`);
    },
    /** Waits until a channel has a message with that text. */
    message: (channel: string, text: string, user?: string) =>
      look(`a message in ${channel} that says "${text}"`, async () =>
        (await messages(channel, user)).find((message) => says(message, text)),
      ),
    messages,
    says,
    look,
    /** Waits until that person has a direct message with that text. */
    dm: (user: string, text: string) =>
      look(`a direct message to ${user} that says "${text}"`, async () => {
        const { dm } = await slack.state(user);
        return dm === null ? null : (await messages(dm, user)).findLast((message) => says(message, text));
      }),
    /** Waits until somebody was told something that nobody else sees. */
    told: (user: string, text: string) =>
      look(`a private answer to ${user} that says "${text}"`, async () =>
        (await messages(ONBOARDING, user)).findLast((message) => message.ephemeral && says(message, text)),
      ),
    /** Sends a signed webhook. */
    send: (source: "hubspot" | "stripe", deal: number, secret?: string) =>
      sendTrigger({
        baseUrl: stage.baton.url,
        source,
        deal,
        secret:
          secret ??
          stage.secrets[source === "hubspot" ? "HUBSPOT_CLIENT_SECRET" : "STRIPE_WEBHOOK_SECRET"] ??
          "",
        now: new Date(),
      }),
    async moveTime(): Promise<{ now: string; met: number }> {
      const response = await fetch(`${stage.baton.url}/demo/clock`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ to: "next-deadline" }),
      });
      return (await response.json()) as { now: string; met: number };
    },
    /** Baton's time, which the story has moved. */
    async now(): Promise<number> {
      const offsetMs = await clockOffset(db);
      return Date.now() + offsetMs;
    },
    /** Asks Postgres, as the role that Baton works as. */
    rows: (ask: (tx: Tx) => Promise<readonly Record<string, unknown>[]>) =>
      inWorkspace(db, stage.baton.workspace, ask),
    db,
  };
}

/** A step whose effect was not there. */
export function expect(seen: boolean, otherwise: string): void {
  if (!seen) throw new Error(otherwise);
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { HTTPReceiver, SocketModeReceiver, type Receiver } from "@slack/bolt";
import type { Log } from "#src/log.ts";
import { boltLog } from "./bolt-log.ts";
import { CALL_MS } from "./pace.ts";

/** How Slack reaches the app. */
export type Door = {
  readonly receiver: Receiver;
  /** Takes what Slack posts; null over a socket, where nothing is posted. */
  readonly listener: ((request: IncomingMessage, response: ServerResponse) => void) | null;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
};

/** How soon a connection that is lost is opened again. Tests go faster. */
export type Patience = {
  /** A connection that does not answer for so long is given up, and opened again after the same time. */
  readonly pingMs: number;
  /** Between tries to open one, however long Slack is away. */
  readonly againMs: number;
};

export const slackPatience: Patience = { pingMs: 5000, againMs: 15_000 };

/** By signed requests, which the process's own server hands on. */
export function httpDoor(signingSecret: string, log: Log): Door {
  const receiver = new HTTPReceiver({ signingSecret, logger: boltLog(log) });
  return {
    receiver,
    listener(request, response) {
      try {
        receiver.requestListener(request, response);
      } catch {
        // Anything but a post to its address.
        response.writeHead(404).end();
      }
    },
    async connect() {},
    async disconnect() {},
  };
}

type SocketOptions = {
  readonly appToken: string;
  readonly apiUrl: string;
  readonly log: Log;
  readonly patience: Patience;
};

/** By a socket that we open, so that no public address is needed. It is opened again for as long as the process runs. */
export function socketDoor({ appToken, apiUrl, log, patience }: SocketOptions): Door {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: boltLog(log),
    clientPingTimeout: patience.pingMs,
    installerOptions: {
      clientOptions: {
        slackApiUrl: apiUrl,
        timeout: CALL_MS,
        retryConfig: {
          forever: true,
          factor: 1.5,
          minTimeout: Math.min(1000, patience.againMs),
          maxTimeout: patience.againMs,
        },
      },
    },
  });
  const { client: socket } = receiver;
  const start = socket.start.bind(socket);
  const over = new AbortController();

  // When Slack refuses a connection that is to replace a lost one, Bolt's client rejects where nobody listens, which would
  // end the process. But a token can be made valid again.
  socket.start = async () => {
    while (!over.signal.aborted) {
      try {
        return await start();
      } catch (error) {
        log.error({ err: error }, "socket not opened");
        await sleep(patience.againMs, undefined, { ref: false });
      }
    }
    return { ok: false };
  };

  return {
    receiver,
    listener: null,
    async connect() {
      await start();
    },
    // The receiver's own stop does not wait for it.
    async disconnect() {
      over.abort();
      await socket.disconnect();
    },
  };
}

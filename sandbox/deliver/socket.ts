import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket, WebSocketServer } from "ws";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import type { Attempt, Envelope, Transport } from "./transport.ts";

const CONNECTIONS_MAX = 10;
const PING_MS = 10_000;
const CLOSE_MS = 300;
const AckSchema = z.object({ envelope_id: z.string(), payload: z.unknown() });

export type SocketMode = Transport & {
  /** A one-use address for `apps.connections.open` to hand out. */
  readonly openAddress: (base: string) => string;
  readonly attach: (server: Server) => void;
  /** Tells every client to come back, as Slack does every few hours; `hard` just cuts the line. */
  readonly disconnect: (hard: boolean) => void;
  readonly connections: () => number;
};

/** Socket Mode: one envelope goes to exactly one of the open connections, and counts when it is acknowledged. */
export function newSocketMode(clock: Clock, appId: string): SocketMode {
  const sockets = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const open: WebSocket[] = [];
  const waiting = new Set<{ id: string; socket: WebSocket; settle: (attempt: Attempt) => void }>();

  function accept(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? "/", "http://sandbox").searchParams.get("ticket") ?? "";
    if (!tickets.delete(ticket)) {
      stream.end("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, stream, head, welcome);
  }

  function welcome(socket: WebSocket): void {
    if (open.length >= CONNECTIONS_MAX) {
      socket.send(JSON.stringify({ type: "disconnect", reason: "too_many_websockets" }));
      socket.close(1000);
      return;
    }
    open.push(socket);
    const ping = setInterval(() => socket.ping(), PING_MS);
    ping.unref();
    socket.on("message", hear);
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      clearInterval(ping);
      open.splice(open.indexOf(socket), 1);
      for (const one of waiting)
        if (one.socket === socket) one.settle({ ok: false, reason: "connection_failed" });
    });
    const app = { type: "hello", num_connections: open.length, connection_info: { app_id: appId } };
    socket.send(
      JSON.stringify({ ...app, debug_info: { host: "sandbox", approximate_connection_time: 18060 } }),
    );
  }

  function hear(data: Buffer | ArrayBuffer | Buffer[]): void {
    const parsed = AckSchema.safeParse(jsonOrNull(data));
    if (!parsed.success) return;
    const { envelope_id, payload } = parsed.data;
    for (const one of waiting) if (one.id === envelope_id) one.settle({ ok: true, ack: payload ?? null });
  }

  function send(
    envelope: Envelope,
    retry: number,
    reason: string | null,
    timeoutMs: number,
  ): Promise<Attempt> {
    const socket = open.find((one) => one.readyState === WebSocket.OPEN);
    if (!socket) return Promise.resolve({ ok: false, reason: "connection_failed" });
    open.push(...open.splice(open.indexOf(socket), 1)); // the next envelope goes to the next connection
    return new Promise((resolve) => {
      const cancel = clock.after(timeoutMs, () => settle({ ok: false, reason: "timeout" }));
      const settle = (attempt: Attempt) => {
        cancel();
        waiting.delete(entry);
        resolve(attempt);
      };
      const entry = { id: envelope.id, socket, settle };
      waiting.add(entry);
      const { id, type, payload } = envelope;
      const answers = type !== "events_api";
      const retried = answers && retry === 0 ? {} : { retry_attempt: retry, retry_reason: reason ?? "" };
      socket.send(
        JSON.stringify({ envelope_id: id, type, payload, accepts_response_payload: answers, ...retried }),
      );
    });
  }

  return {
    name: "socket",
    send,
    openAddress(base) {
      const ticket = randomUUID() + randomBytes(8).toString("hex");
      tickets.add(ticket);
      return `${base.replace(/^http/, "ws")}/link/?ticket=${ticket}&app_id=${appId}`;
    },
    attach: (server) => void server.on("upgrade", accept),
    disconnect(hard) {
      for (const socket of open) {
        if (hard) socket.terminate();
        else socket.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" }));
      }
    },
    connections: () => open.length,
    async stop() {
      for (const one of waiting) one.settle({ ok: false, reason: "connection_failed" });
      for (const socket of open) socket.close(1001);
      const closed = Promise.all([...open].map((socket) => once(socket, "close")));
      await Promise.race([closed, sleep(CLOSE_MS, null, { ref: false })]);
      for (const socket of open) socket.terminate();
      sockets.close();
    },
  };
}

function jsonOrNull(data: Buffer | ArrayBuffer | Buffer[]): unknown {
  try {
    return JSON.parse(Buffer.isBuffer(data) ? data.toString("utf8") : "");
  } catch {
    return null;
  }
}

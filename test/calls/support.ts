import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import type { Answered, CallAnswer, CallRequest } from "#calls/call.ts";
import type { Guard } from "#calls/guard.ts";
import { openCaller, type Caller } from "#calls/open-caller.ts";

/** What the other system saw of a request. */
export type Seen = Pick<IncomingMessage, "method" | "url" | "headers"> & { readonly body: string };

export type OtherSystem = { readonly pair: string; readonly url: string; readonly seen: readonly Seen[] };

/** Another system on a free port of loopback, for as long as the test runs. */
export async function otherSystem(
  answer: RequestListener = (_, response) => response.end(),
): Promise<OtherSystem> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method, url, headers } = request;
      seen.push({ method, url, headers, body });
      return answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return { pair: `127.0.0.1:${port}`, url: `http://127.0.0.1:${port}`, seen };
}

/** A caller that may reach the systems given here, and the public. */
export function callerFor(systems: readonly OtherSystem[], guard: Partial<Guard> = {}): Caller {
  const caller = openCaller({ loopback: systems.map(({ pair }) => pair), ...guard });
  onTestFinished(() => caller.close());
  return caller;
}

export function request(url: string, rest: Partial<CallRequest> = {}): CallRequest {
  return {
    method: "POST",
    url,
    headers: {},
    body: { client: "acme" },
    timeoutMs: 5000,
    idempotencyKey: "exe_example1",
    sign: null,
    secrets: [],
    ...rest,
  };
}

export function answered(rest: Partial<Answered> = {}): CallAnswer {
  return {
    outcome: "answered",
    status: 200,
    headers: {},
    body: null,
    retryAfterMs: null,
    tookMs: 12,
    ...rest,
  };
}

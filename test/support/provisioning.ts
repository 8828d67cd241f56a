import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A call as the provisioning system saw it. */
export type Asked = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** As it came over the wire. */
  readonly body: string;
};

/** What a call gets; a function answers by itself, or never. */
export type Planned =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown }
  | ((response: ServerResponse) => void);

/** The system that automations call, on a free port of loopback. Clients are the last part of the address. */
export type Provisioning = {
  /** Such as "127.0.0.1:4010". */
  readonly pair: string;
  readonly url: string;
  /** What the next calls for a client get, in this order; after them all is well. */
  plan(client: string, ...answers: readonly Planned[]): void;
  callsFor(client: string): readonly Asked[];
  stop(): Promise<void>;
};

export async function startProvisioning(): Promise<Provisioning> {
  const asked: Asked[] = [];
  const plans = new Map<string, Planned[]>();
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? "";
    asked.push({ path, headers: request.headers, body: await text(request) });
    const client = clientOf(path);
    const planned = plans.get(client)?.shift() ?? {};
    if (typeof planned === "function") return planned(response);
    const well = { ok: true, tenant: `tenant of ${client}`, seats: 25 };
    response
      .writeHead(planned.status ?? 200, { "content-type": "application/json", ...planned.headers })
      .end(JSON.stringify(planned.body ?? well));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const pair = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    pair,
    url: `http://${pair}`,
    plan: (client, ...answers) => plans.set(client, [...(plans.get(client) ?? []), ...answers]),
    callsFor: (client) => asked.filter(({ path }) => clientOf(path) === client),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function clientOf(path: string): string {
  return path.split("/").at(-1) ?? "";
}

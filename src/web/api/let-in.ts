import { getConnInfo } from "@hono/node-server/conninfo";
import type { MiddlewareHandler } from "hono";
import type { KeyHolder } from "#services/authenticate-key.ts";
import type { Admit } from "./limit-failures.ts";
import type { RateLimit } from "./rate-limit.ts";
import { sendProblem } from "./send.ts";

/** What the server knows of a request once it was let in. */
export type Served = { Variables: { holder: KeyHolder } };

type Doorkeeper = {
  readonly admit: Admit;
  readonly limit: RateLimit;
};

/** Lets in who has a key that is good, and doesn't ask too often. */
export function letIn({ admit, limit }: Doorkeeper): MiddlewareHandler<Served> {
  return async (c, next) => {
    const key = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(c.req.header("authorization") ?? "")?.[1];
    // Who connects, and not who they say they speak for: anybody can write a header.
    const address = getConnInfo(c).remote.address ?? "";
    const holder = await admit(key ?? "", address);
    if (!holder) {
      return sendProblem(c, {
        kind: "unauthorized",
        detail: "Send a key as Authorization: Bearer. This one is missing, unknown, expired or revoked.",
        headers: { "www-authenticate": 'Bearer realm="baton"' },
      });
    }
    if ("waitSeconds" in holder) {
      const detail = `Too many keys that are none came from your address. Wait ${holder.waitSeconds} s.`;
      return sendProblem(c, { kind: "rate-limited", detail, headers: waiting(holder.waitSeconds) });
    }
    const waitSeconds = await limit(holder.id);
    if (waitSeconds !== null) {
      return sendProblem(c, {
        kind: "rate-limited",
        detail: `Wait ${waitSeconds} s before the next request with this key.`,
        headers: waiting(waitSeconds),
      });
    }
    c.set("holder", holder);
    return next();
  };
}

function waiting(seconds: number) {
  return { "retry-after": String(seconds) };
}

import type { MiddlewareHandler } from "hono";
import type { KeyHolder } from "#services/authenticate-key.ts";
import type { RateLimit } from "./rate-limit.ts";
import { sendProblem } from "./send.ts";

/** What the server knows of a request once it was let in. */
export type Served = { Variables: { holder: KeyHolder } };

type Doorkeeper = {
  /** Whose key that is; null: nobody's who may come in. */
  authenticate(key: string): Promise<KeyHolder | null>;
  readonly limit: RateLimit;
};

/** Lets in who has a key that is good, and doesn't ask too often. */
export function letIn({ authenticate, limit }: Doorkeeper): MiddlewareHandler<Served> {
  return async (c, next) => {
    const key = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(c.req.header("authorization") ?? "")?.[1];
    const holder = await authenticate(key ?? "");
    if (!holder) {
      return sendProblem(c, {
        kind: "unauthorized",
        detail: "Send a key as Authorization: Bearer. This one is missing, unknown, expired or revoked.",
        headers: { "www-authenticate": 'Bearer realm="baton"' },
      });
    }
    const waitSeconds = await limit(holder.id);
    if (waitSeconds !== null) {
      return sendProblem(c, {
        kind: "rate-limited",
        detail: `Wait ${waitSeconds} s before the next request with this key.`,
        headers: { "retry-after": String(waitSeconds) },
      });
    }
    c.set("holder", holder);
    return next();
  };
}

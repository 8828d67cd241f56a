import { randomBytes } from "node:crypto";
import type { Clock } from "./clock.ts";

const USES_MAX = 5;
const LIVES_MS = 30 * 60_000;

/** Where an answer sent to a response_url goes. */
export type ResponseTarget = {
  readonly user: string;
  readonly channel: string;
  readonly threadTs: string | null;
  /** The message whose button was pressed; a command has none. */
  readonly messageTs: string | null;
};

export type ResponseUrls = {
  issue(kind: "commands" | "actions", target: ResponseTarget): string;
  /** Uses an address once. */
  use(id: string): ResponseTarget | "expired_url" | "used_url" | "invalid_url";
};

export function newResponseUrls(clock: Clock, base: () => string, team: string): ResponseUrls {
  const issued = new Map<string, { target: ResponseTarget; at: number; uses: number }>();
  return {
    issue(kind, target) {
      for (const [id, one] of issued) if (clock.now() - one.at > LIVES_MS * 2) issued.delete(id);
      const id = randomBytes(12).toString("hex");
      issued.set(id, { target, at: clock.now(), uses: 0 });
      return `${base()}/${kind}/${team}/${id}`;
    },
    use(id) {
      const one = issued.get(id);
      if (!one) return "invalid_url";
      if (clock.now() - one.at > LIVES_MS) return "expired_url";
      one.uses += 1;
      return one.uses > USES_MAX ? "used_url" : one.target;
    },
  };
}

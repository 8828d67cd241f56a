import { randomBytes } from "node:crypto";
import type { Clock } from "./clock.ts";
import { SlackError } from "./slack-error.ts";

const FORGOTTEN_AFTER = 100;

/** Trigger ids: what a person just did, good for opening one modal while Slack waits. */
export type Triggers = {
  issue(user: string): string;
  /** The person whose act it was; throws what Slack answers to a wrong, late or used one. */
  exchange(id: string): string;
};

export function newTriggers(clock: Clock, waitsMs: number): Triggers {
  const issued = new Map<string, { user: string; at: number; used: boolean }>();
  return {
    issue(user) {
      for (const [id, trigger] of issued)
        if (clock.now() - trigger.at > waitsMs * FORGOTTEN_AFTER) issued.delete(id);
      const id = `${clock.now()}.${issued.size}.${randomBytes(16).toString("hex")}`;
      issued.set(id, { user, at: clock.now(), used: false });
      return id;
    },
    exchange(id) {
      const trigger = issued.get(id);
      if (!trigger) throw new SlackError("invalid_trigger_id");
      if (trigger.used) throw new SlackError("exchanged_trigger_id");
      if (clock.now() - trigger.at > waitsMs) throw new SlackError("expired_trigger_id");
      trigger.used = true;
      return trigger.user;
    },
  };
}

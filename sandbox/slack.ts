import type { Clock } from "./clock.ts";
import type { Faults } from "./faults.ts";
import type { Limits } from "./limits.ts";
import type { EnvelopeType, Log } from "./log.ts";
import type { AppManifest } from "./manifest.ts";
import type { ResponseUrls } from "./response-urls.ts";
import type { Triggers } from "./triggers.ts";
import type { World } from "./world.ts";

/** What the app said to a delivery: the body of its acknowledgement, or why there was none. */
export type Acked =
  | { readonly ok: true; readonly ack: unknown; readonly ackMs: number }
  | { readonly ok: false; readonly error: string; readonly ackMs: number };

/** Whether the app is still installed; else what Slack answers to its token. */
export type Installation = "installed" | "token_revoked" | "account_inactive";

export type Secrets = {
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
};

/** What every part of the sandbox works on. */
export type Slack = {
  readonly world: World;
  readonly app: AppManifest;
  readonly secrets: Secrets;
  installation: Installation;
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
  readonly limits: Limits;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  /** Messages that wait for their time, by id. */
  readonly scheduled: Map<string, { readonly channel: string; readonly cancel: () => void }>;
  /** Where the sandbox is served, without a trailing slash. */
  readonly url: () => string;
  /** Says that what people see has changed, so that it is stored and shown. */
  readonly changed: () => void;
  /** Sends a command or an interaction to the app and waits for its acknowledgement. */
  readonly ask: (
    type: Exclude<EnvelopeType, "events_api">,
    payload: Record<string, unknown>,
  ) => Promise<Acked>;
  /** Sends an event; repeated as Slack repeats it until it is acknowledged. */
  readonly tell: (payload: Record<string, unknown>) => void;
  /** A one-use address for a Socket Mode connection. */
  readonly openSocketAddress: () => string;
};

import type { EnvelopeType } from "../log.ts";

export type Envelope = {
  readonly id: string;
  readonly type: EnvelopeType;
  readonly payload: Readonly<Record<string, unknown>>;
};

/** How one try to deliver went. `final` means that the app asked for no more tries. */
export type Attempt =
  | { readonly ok: true; readonly ack: unknown }
  | { readonly ok: false; readonly reason: string; readonly final?: boolean };

export type Transport = {
  readonly name: "socket" | "http";
  /** Delivers once; `retry` counts from 0, `reason` is why the try before failed. */
  send(envelope: Envelope, retry: number, reason: string | null, timeoutMs: number): Promise<Attempt>;
  stop(): Promise<void>;
};

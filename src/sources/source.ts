import type { Source } from "#domain/book.ts";
import type { Snapshot } from "#domain/snapshot.ts";

/** What Baton knows how to hear: one of these for each kind of source in the book. */
export type InboundSource = {
  /** Whether the request really comes from the source, and now. Asked before anything of the body is read. */
  verify(request: SignedRequest, secret: string, now: Date): Promise<Verified>;
  /** The events of a verified body, each with the key by which a second delivery of it is known. */
  readEvents(rawBody: Uint8Array): EventsRead;
  /** What the event's record is now, asked of the source where its body doesn't say. Never throws for what a source can cause. */
  readBack(event: unknown, api: SourceApi | null, signal: AbortSignal): Promise<ReadBack>;
};

export type SourceKind = Source["kind"];

export type SignedRequest = {
  readonly method: string;
  /** As the source called it: with the public address, whatever a proxy has made of it since. */
  readonly url: string;
  readonly headers: Headers;
  readonly rawBody: Uint8Array;
};

export type Verified =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason:
        | "unsigned"
        | "wrong-signature"
        | "stale"
        | "from-the-future"
        | "not-text"
        | "no-secret-configured";
    };

export type EventsRead =
  | { readonly ok: true; readonly events: readonly InboundEvent[] }
  | { readonly ok: false; readonly problem: string };

export type InboundEvent = {
  readonly dedupeKey: string;
  readonly occurredAt: Date;
  /** The one event, as it came. */
  readonly event: unknown;
};

export type SourceApi = { readonly base: string; readonly token: string };

/** What a source knows of a sale: all of a snapshot, except that its client may be without a name. */
type SaleRead = Omit<Snapshot, "client"> & {
  readonly client: Omit<Snapshot["client"], "name"> & { readonly name: string | null };
};

/** `transient`: ask again later, at the earliest after the time given. `permanent`: asking again won't help, a person must look. */
export type ReadBack =
  | { readonly ok: true; readonly snapshot: SaleRead }
  | {
      readonly ok: false;
      readonly failure: "transient";
      readonly reason: string;
      readonly retryAfterMs: number | null;
    }
  | { readonly ok: false; readonly failure: "permanent"; readonly reason: string };

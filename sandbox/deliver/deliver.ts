import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { EnvelopeType, Log } from "../log.ts";
import type { Acked } from "../slack.ts";
import type { Envelope, Transport } from "./transport.ts";

/** Slack tries an event again at once, after a minute, and after five. */
const EVENT_RETRIES_MS = [0, 60_000, 300_000];
const SENT_MAX = 200;

export type Deliverer = {
  ask(type: Exclude<EnvelopeType, "events_api">, payload: Record<string, unknown>): Promise<Acked>;
  tell(payload: Record<string, unknown>): void;
  /** Delivers an earlier envelope once more, unchanged: the last one, or the one named. */
  resend(envelopeId?: string): Promise<Acked>;
  stop(): void;
};

/** Carries what Slack has to say over whichever transport is set at the moment, and waits so long for an acknowledgement. */
export function newDeliverer(
  clock: Clock,
  log: Log,
  { transport, waitsMs }: { readonly transport: () => Transport; readonly waitsMs: number },
): Deliverer {
  const sent = new Map<string, Envelope>();
  const timers = new Set<() => void>();
  let stopped = false;

  async function attempt(
    envelope: Envelope,
    retry: number,
    reason: string | null,
  ): Promise<Acked & { final?: boolean }> {
    const via = transport();
    const startedAt = clock.now();
    remember(envelope);
    const result = await via.send(envelope, retry, reason, waitsMs);
    const ackMs = clock.now() - startedAt;
    log.add({
      kind: "delivery",
      at: new Date(startedAt).toISOString(),
      transport: via.name,
      type: envelope.type,
      envelopeId: envelope.id,
      attempt: retry,
      payload: envelope.payload,
      ok: result.ok,
      ack: result.ok ? result.ack : null,
      ackMs,
      error: result.ok ? null : result.reason,
    });
    if (result.ok) return { ok: true, ack: result.ack, ackMs };
    return { ok: false, error: result.reason, ackMs, final: result.final ?? false };
  }

  async function untilAcked(envelope: Envelope, retry: number, reason: string | null): Promise<void> {
    const result = await attempt(envelope, retry, reason);
    const wait = EVENT_RETRIES_MS[retry];
    if (result.ok || result.final || wait === undefined || stopped) return;
    const cancel = clock.after(wait, () => {
      timers.delete(cancel);
      void untilAcked(envelope, retry + 1, result.error);
    });
    timers.add(cancel);
  }

  function remember(envelope: Envelope): void {
    sent.delete(envelope.id);
    sent.set(envelope.id, envelope);
    const oldest = sent.keys().next().value;
    if (sent.size > SENT_MAX && oldest !== undefined) sent.delete(oldest);
  }

  return {
    ask: (type, payload) => attempt({ id: randomUUID(), type, payload }, 0, null),
    tell: (payload) => void untilAcked({ id: randomUUID(), type: "events_api", payload }, 0, null),
    async resend(envelopeId) {
      const envelope = envelopeId === undefined ? [...sent.values()].at(-1) : sent.get(envelopeId);
      if (!envelope) return { ok: false, error: "no_such_envelope", ackMs: 0 };
      return attempt(envelope, 1, "timeout");
    },
    stop() {
      stopped = true;
      for (const cancel of timers) cancel();
    },
  };
}

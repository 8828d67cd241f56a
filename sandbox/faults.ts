import { z } from "zod";

export const FaultSchema = z.strictObject({
  /** A Web API method, `response_url`, or `*` for any. */
  method: z.string().min(1),
  times: z.int().positive().default(1),
  /** Answer with this HTTP status and no Slack body. */
  http: z.int().min(300).max(599).optional(),
  /** Answer `{ok: false, error}`. */
  error: z.string().min(1).optional(),
  /** Wait before answering; alone, the answer is the true one. */
  latencyMs: z.int().positive().optional(),
  /** Answer 429 with this Retry-After, in seconds. */
  retryAfter: z.int().positive().optional(),
  /** Cut the connection instead of answering. */
  dropConnection: z.boolean().optional(),
  /** Do what was asked first: the effect is there, the answer is lost. */
  afterEffect: z.boolean().default(false),
});

export type Fault = z.infer<typeof FaultSchema>;

export type Faults = {
  add(fault: z.input<typeof FaultSchema>): void;
  /** The next fault for this method, used up once. */
  take(method: string): Fault | null;
  clear(): void;
  pending(): readonly Fault[];
};

export function newFaults(): Faults {
  let waiting: Fault[] = [];
  return {
    add(fault) {
      waiting.push(FaultSchema.parse(fault));
    },
    take(method) {
      const index = waiting.findIndex((one) => one.method === method || one.method === "*");
      const found = waiting[index];
      if (!found) return null;
      if (found.times > 1) waiting[index] = { ...found, times: found.times - 1 };
      else waiting.splice(index, 1);
      return found;
    },
    clear() {
      waiting = [];
    },
    pending: () => waiting,
  };
}

/** A fault in a few words, for the log. */
export function faultName(fault: Fault): string {
  const parts = [
    fault.dropConnection ? "connection dropped" : null,
    fault.retryAfter ? `429 for ${fault.retryAfter} s` : null,
    fault.http ? `http ${fault.http}` : null,
    fault.error ?? null,
    fault.latencyMs ? `${fault.latencyMs} ms late` : null,
  ];
  return `${parts.filter(Boolean).join(", ")}${fault.afterEffect ? " after the effect" : ""}`;
}

/** One call of the app to Slack's Web API, or to a response_url. */
export type CallEntry = {
  readonly kind: "call";
  readonly at: string;
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly status: number;
  readonly answer: unknown;
  readonly ms: number;
  /** The fault that was injected, in words. */
  readonly fault: string | null;
};

/** One delivery of Slack to the app; a retry is an entry of its own. */
export type DeliveryEntry = {
  readonly kind: "delivery";
  readonly at: string;
  readonly transport: "socket" | "http";
  readonly type: EnvelopeType;
  readonly envelopeId: string;
  readonly attempt: number;
  readonly payload: unknown;
  readonly ok: boolean;
  readonly ack: unknown;
  readonly ackMs: number;
  readonly error: string | null;
};

export type EnvelopeType = "slash_commands" | "interactive" | "events_api";
export type LogEntry = CallEntry | DeliveryEntry;

const ENTRIES_MAX = 5000;
const SECRET = /^(xoxb|xapp|xoxp)-/;

export type Log = {
  add(entry: LogEntry): void;
  entries(): readonly LogEntry[];
  clear(): void;
};

export function newLog(): Log {
  let entries: LogEntry[] = [];
  return {
    add(entry) {
      entries.push(entry);
      if (entries.length > ENTRIES_MAX * 2) entries = entries.slice(-ENTRIES_MAX);
    },
    entries: () => entries.slice(-ENTRIES_MAX),
    clear() {
      entries = [];
    },
  };
}

/** Arguments as they may be shown: no token is ever kept. */
export function withoutSecrets(args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args).filter(
      ([key, value]) => key !== "token" && !(typeof value === "string" && SECRET.test(value)),
    ),
  );
}

import type { HomeView, ModalView } from "@slack/types";
import { z } from "zod";
import { isObject } from "./blocks/rules.ts";
import type { Fault } from "./faults.ts";
import type { CallEntry, DeliveryEntry, LogEntry } from "./log.ts";
import type { ActAnswer } from "./people/person.ts";
import type { Installation } from "./slack.ts";
import type { Snapshot, SnapshotMessage } from "./snapshot.ts";

/** By block_id and action_id: a text, a chosen value or id, a list of these, or null for emptied. */
export type Values = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

type Element = {
  readonly user: string;
  readonly action_id: string;
  readonly block_id?: string;
  /** Of a button: tells it from others with the same action_id. Of a menu or picker: what is chosen. */
  readonly value?: unknown;
  readonly values?: Values;
};
export type Click =
  | (Element & { readonly channel: string; readonly ts: string })
  | (Element & { readonly view_id: string })
  | (Element & { readonly home: true });

export type Said = {
  readonly user: string;
  readonly channel: string;
  readonly text: string;
  readonly thread_ts?: string;
};

export type PersonState = {
  /** The modal on top, with its id and what was refused. */
  readonly view: {
    readonly id: string;
    readonly view: ModalView;
    readonly errors: Readonly<Record<string, string>>;
  } | null;
  readonly home: HomeView | null;
  /** The channel of the person's direct messages with the app, once there is one. */
  readonly dm: string | null;
};

/** Thrown when the sandbox refused what was asked: there is no such button, or the input is wrong. */
export class SandboxRefused extends Error {
  override readonly name = "SandboxRefused";
  readonly code: string;

  constructor(path: string, code: string, detail: unknown) {
    super(`${path}: ${code}${detail === undefined ? "" : ` (there is: ${JSON.stringify(detail)})`}`);
    this.code = code;
  }
}

const UNTIL_MS = 20_000;
const POLL_MS = 25;

const AnswerSchema = z.custom<ActAnswer>(isObject);
const SaidSchema = z.object({ ok: z.literal(true), ts: z.string() });
const RefusedSchema = z.object({
  error: z.string(),
  known: z.unknown().optional(),
  what: z.unknown().optional(),
});

export type SandboxClient = ReturnType<typeof sandboxClient>;

/** A person's hands and eyes in a sandbox, for tests, the tour and load runs. */
export function sandboxClient(url: string) {
  const post = (path: string, body: object) =>
    request(`${url}/_sandbox/${path}`, { method: "POST", body: JSON.stringify(body) });
  const get = (path: string, query: Readonly<Record<string, string | undefined>>) => {
    const asked = Object.entries(query).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value] as [string, string]],
    );
    return request(`${url}/_sandbox/${path}?${new URLSearchParams(asked).toString()}`, {});
  };
  const act = async (path: string, body: object) => AnswerSchema.parse(await post(path, body));

  return {
    /** Types a slash command, `/onboard status acme`; answers with the app's acknowledgement. */
    command: (input: { readonly user: string; readonly channel: string; readonly text: string }) =>
      act("command", input),
    click: (input: Click) => act("click", input),
    submit: (input: { readonly user: string; readonly view_id: string; readonly values?: Values }) =>
      act("submit", input),
    close: (input: { readonly user: string; readonly view_id: string; readonly all?: boolean }) =>
      act("close", input),
    mention: async (input: Said) => SaidSchema.parse(await post("mention", input)),
    message: async (input: Said) => SaidSchema.parse(await post("message", input)),
    /** Opens the app's Home tab. */
    home: (user: string) => post("home", { user }),
    deactivate: (id: string, deleted = true) => post("users", { id, deleted }),
    archive: (id: string, archived = true) => post("channels", { id, archived }),
    setMember: (channel: string, user: string, member = true) => post("members", { channel, user, member }),
    /** Withdraws the app's token, removes the app, or installs it again. */
    setInstallation: (state: Installation) => post("installation", { state }),
    fault: (fault: { readonly method: string } & Partial<Fault>) => post("faults", fault),
    disconnect: (hard = false) => post("disconnect", { hard }),
    resend: (envelopeId?: string) =>
      act("resend", envelopeId === undefined ? {} : { envelope_id: envelopeId }),
    reset: () => post("reset", {}),
    action: (id: number) => post(`actions/${id}`, {}),

    /** A channel, oldest first: as everybody sees it, or with one person's ephemeral messages. */
    messages: async (query: { readonly channel: string; readonly user?: string }) =>
      z.array(z.custom<SnapshotMessage>(isObject)).parse(await get("messages", query)),
    state: async (user: string) => z.custom<PersonState>(isObject).parse(await get("state", { user })),
    snapshot: async (user: string) => z.custom<Snapshot>(isObject).parse(await get("snapshot", { user })),
    log: async () => z.array(z.custom<LogEntry>(isObject)).parse(await get("log", {})),
    /** The app's calls, of one method or all. */
    calls: async (method?: string) =>
      z
        .array(z.custom<LogEntry>(isObject))
        .parse(await get("log", { method }))
        .filter(isCall),
    deliveries: async () =>
      z
        .array(z.custom<LogEntry>(isObject))
        .parse(await get("log", {}))
        .filter(isDelivery),
    until,
  };
}

/** Looks again and again until there is something to see (not false, null or undefined); says at last what it saw. */
export async function until<T>(
  look: () => Promise<T | false | null | undefined> | T | false | null | undefined,
  {
    timeoutMs = UNTIL_MS,
    what = "what was expected",
  }: { readonly timeoutMs?: number; readonly what?: string } = {},
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let problem: unknown = null;
  do {
    try {
      const seen = await look();
      if (seen !== false && seen !== null && seen !== undefined) return seen;
      problem = null;
    } catch (error) {
      problem = error;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  } while (Date.now() < deadline);
  throw new Error(`${what} did not come within ${timeoutMs} ms`, { cause: problem });
}

async function request(url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, { ...init, headers: { "content-type": "application/json" } });
  const body: unknown = await response.json();
  if (response.ok) return body;
  const refused = RefusedSchema.parse(body);
  throw new SandboxRefused(new URL(url).pathname, refused.error, refused.known ?? refused.what);
}

function isCall(entry: LogEntry): entry is CallEntry {
  return entry.kind === "call";
}

function isDelivery(entry: LogEntry): entry is DeliveryEntry {
  return entry.kind === "delivery";
}

import type { Snapshot } from "../snapshot.ts";

/** What a person did, as the sandbox hears of it; `user` is who they act as. */
export type Deed =
  | {
      readonly kind: "command" | "message";
      readonly channel: string;
      readonly text: string;
      readonly thread_ts?: string;
    }
  | ({
      readonly kind: "click";
      readonly action_id: string;
      readonly block_id: string;
      readonly value?: Value;
      readonly values?: Values;
    } & Origin)
  | { readonly kind: "submit"; readonly view_id: string; readonly values: Values }
  | { readonly kind: "close"; readonly view_id: string; readonly all: boolean }
  | { readonly kind: "home" };

/** Where a button stands: in a message, in a modal, in the app's Home. */
export type Origin =
  | { readonly channel: string; readonly ts: string }
  | { readonly view_id: string }
  | { readonly home: true };

/** What an input holds: text, a date, the chosen option's value or user's id; several for checkboxes and the like. */
export type Value = string | readonly string[] | null;

/** By block_id, then action_id. */
export type Values = Readonly<Record<string, Readonly<Record<string, Value>>>>;

/** Whether the bot acknowledged, and how long it took; `text` is what a button of the host has to say. */
export type Answer = {
  readonly ok: boolean;
  readonly ackMs: number;
  readonly error: string | null;
  readonly text?: string;
};

/** The workspace as `user` sees it; without one, as whoever the sandbox names first. */
export async function fetchSnapshot(user: string | null): Promise<Snapshot | null> {
  const response = await fetch(
    `/_sandbox/snapshot${user === null ? "" : `?user=${encodeURIComponent(user)}`}`,
  );
  if (!response.ok) return null;
  const snapshot: Snapshot = await response.json();
  return snapshot;
}

export function send(user: string, { kind, ...body }: Deed): Promise<Answer> {
  return post(`/_sandbox/${kind}`, { user, ...body });
}

/** Presses a button that the sandbox's host gave the page. */
export function runAction(id: number): Promise<Answer> {
  return post(`/_sandbox/actions/${id}`, {});
}

/** Calls `onChange` whenever a new snapshot is worth fetching, and `onLine` as the connection comes and goes. */
export function listen(onChange: () => void, onLine: (online: boolean) => void): void {
  const source = new EventSource("/_sandbox/live");
  source.addEventListener("change", onChange);
  source.addEventListener("message", onChange);
  source.addEventListener("open", () => onLine(true));
  source.addEventListener("error", () => onLine(false));
}

async function post(path: string, body: object): Promise<Answer> {
  const started = performance.now();
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer: { ok?: boolean; ackMs?: number; error?: string; text?: string } = await response.json();
    return {
      ok: answer.ok ?? response.ok,
      ackMs: answer.ackMs ?? performance.now() - started,
      error: answer.error ?? (response.ok ? null : `http_${response.status}`),
      ...(answer.text === undefined ? {} : { text: answer.text }),
    };
  } catch {
    return { ok: false, ackMs: performance.now() - started, error: "the sandbox can't be reached" };
  }
}

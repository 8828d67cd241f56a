// What an operator wrote, after it was read and checked. A release holds one Book as JSON, so every type here is plain data.

/** How long something may take. Business units are counted in a calendar, the others on the wall clock. */
export type Duration = {
  readonly amount: number;
  readonly unit: "business days" | "business hours" | "days" | "hours" | "minutes" | "seconds";
};

/** Weekdays are ISO numbers, Monday 1 to Sunday 7; windows are half-open wall-clock times "HH:MM", "24:00" allowed as an end. */
export type Calendar = {
  readonly timezone: string;
  readonly hours: readonly { readonly weekday: number; readonly from: string; readonly to: string }[];
  /** ISO dates on which nothing is open, materialised when the release was made, so that history never changes. */
  readonly holidays: readonly string[];
};

/** What failing means: record a waiver and go on, or stop behind a gate until a named person opens it. */
export type OnFailure = "fail_open" | "fail_closed";

/** A trigger that ends a wait: its canonical type and, in CEL over the raw `event`, which of them; null: every one. */
export type SignalSpec = { readonly type: string; readonly when: string | null };

/** How often a call is tried again, and how long the pauses grow. */
export type Retry = {
  /** Tries after the first. */
  readonly limit: number;
  readonly delayMs: number;
  readonly backoff: "exponential" | "fixed";
  readonly maxDelayMs: number;
};

/** A value with templates: `${CEL}` in any text of it; `${env:NAME}` is a secret of the environment. */
export type Template =
  | string
  | number
  | boolean
  | null
  | readonly Template[]
  | { readonly [key: string]: Template };

/** An HTTP call. `url`, the headers' values and every text of the body may hold templates. */
export type CallSpec = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: none. */
  readonly body: Template;
  readonly timeoutMs: number;
  readonly retry: Retry;
  /** CEL over `response {status, headers, body}` that says whether it worked; null: any 2xx. */
  readonly check: string | null;
  /** What is kept for later tasks: a name and CEL over `response`. */
  readonly keep: Readonly<Record<string, string>>;
  /** The environment variable with the secret that the call is signed by (Standard Webhooks); null: unsigned. */
  readonly signEnv: string | null;
};

/** Who does a task, and how. */
export type Work =
  | { readonly kind: "human"; readonly mode: "claim" | "auto" }
  | { readonly kind: "automation"; readonly call: CallSpec }
  /** `needed` different people of the role must approve. */
  | { readonly kind: "approval"; readonly needed: number }
  /** Ends by the signal, by a person of the role, or as failed when the timeout has passed. */
  | { readonly kind: "wait"; readonly signal: SignalSpec; readonly timeout: Duration | null }
  /** The client does it; a person of the role looks after it. */
  | { readonly kind: "client" }
  /** Another playbook, as a child run. */
  | { readonly kind: "run"; readonly playbook: string };

/** What a book calls the one who does what no person does: no role of people has this name. */
export const SYSTEM_ROLE = "system";

export type TaskSpec = {
  readonly task: string;
  readonly title: string;
  readonly work: Work;
  /** Who does it or looks after it; `SYSTEM_ROLE`: nobody. */
  readonly role: string;
  readonly required: boolean;
  /** First value for the client. */
  readonly value: boolean;
  /** Keys of the tasks it waits for; null: the required tasks of the stage before; empty: it starts at once. */
  readonly after: readonly string[] | null;
  /** CEL over run, client, contract, deal, trigger and the results of earlier tasks; false: it is skipped. Null: always. */
  readonly when: string | null;
  readonly sla: Duration | null;
  /** Null: the playbook's. */
  readonly calendar: string | null;
  readonly success: string | null;
  /** What Done asks for, as the label of the question; null: nothing is asked. */
  readonly evidence: string | null;
  readonly onFailure: OnFailure;
  /** The role that opens its gate. */
  readonly gate: string;
};

export type StageSpec = { readonly stage: string; readonly tasks: readonly TaskSpec[] };

export type Playbook = {
  readonly playbook: string;
  readonly title: string;
  /** The role that provides the accountable owner. */
  readonly owner: string;
  readonly channel: string;
  readonly calendar: string;
  readonly sla: Duration | null;
  readonly escalation: string;
  readonly stages: readonly StageSpec[];
};

export type Tell =
  | { readonly who: "assignee" }
  | { readonly who: "owner" }
  | { readonly who: "role"; readonly role: string }
  | { readonly who: "channel"; readonly channel: string };

export type Escalation = {
  /** When to remind, in percent of the SLA's time; null: never. */
  readonly remindPercent: number | null;
  readonly runbook: string | null;
  /** Each level's delay counts from the one before it; the first's from the due time. */
  readonly levels: readonly { readonly after: Duration; readonly tell: readonly Tell[] }[];
  readonly atTheEnd: {
    readonly tell: readonly Tell[];
    readonly every: Duration;
    readonly times: number;
  } | null;
};

export type RoutingRule = {
  readonly rule: string;
  /** CEL; null: always. */
  readonly when: string | null;
  readonly playbook: string;
  /** The role that provides the owner; it wins over the playbook's. Null: the playbook's. */
  readonly owner: string | null;
  readonly onError: OnFailure;
};

export type SourceEvent = {
  /** A canonical type such as `deal.won`, or the book's own under `x.`. */
  readonly type: string;
  /** CEL over the raw `event`; null: every event. */
  readonly when: string | null;
  /** Whether it may open a run; others wait as evidence. */
  readonly opens: boolean;
  /** Which keys name the deal: the namespace, and CEL over the raw event that gives the outside id; the first that gives one is used. */
  readonly deal: { readonly namespace: string; readonly id: string };
};

export type Source = {
  readonly source: string;
  readonly kind: "hubspot" | "stripe";
  /** The name of the environment variable that holds the signing secret. */
  readonly secretEnv: string;
  readonly api: { readonly base: string; readonly tokenEnv: string } | null;
  /** How long evidence may wait for its deal before a person hears of it. */
  readonly evidenceWaits: Duration;
  readonly events: readonly SourceEvent[];
};

export type RoleSpec = { readonly members: readonly string[] };

export type BookWorkspace = {
  readonly workspace: string;
  readonly name: string;
  readonly currency: string;
  readonly timezone: string;
  /** The mail of an active person who owns what nobody else does. */
  readonly fallbackOwner: string;
  /** Channel names of the book and the Slack ids they stand for. */
  readonly channels: Readonly<Record<string, string>>;
  readonly people: readonly { readonly email: string; readonly name: string }[];
};

export type Book = {
  readonly workspace: BookWorkspace;
  /** By their key; roles name people by mail. */
  readonly roles: Readonly<Record<string, RoleSpec>>;
  readonly calendars: Readonly<Record<string, Calendar>>;
  readonly escalations: Readonly<Record<string, Escalation>>;
  readonly playbooks: Readonly<Record<string, Playbook>>;
  readonly routing: readonly RoutingRule[];
  readonly sources: Readonly<Record<string, Source>>;
};

import type { Results } from "#domain/task.ts";

/** What may be known where an expression stands. */
export type Scope = keyof ValuesOf;

/**
 * What a rule may know of a trigger. Money is in the workspace's currency. What is null counts as missing: asking
 * for it is an error, unless the expression asks `has(client.segment)` first.
 */
export type RoutingValues = {
  readonly trigger: { readonly type: string; readonly source: string; readonly occurred_at: Date | string };
  readonly client: {
    readonly key: string | null;
    readonly name: string | null;
    readonly segment: string | null;
  };
  readonly contract: { readonly value: number | string | null; readonly currency: string | null };
  readonly deal: { readonly name: string | null; readonly stage: string | null };
};

/** The raw event is plain JSON, as the source sent it. */
export type MappingValues = Partial<RoutingValues> & { readonly event: unknown };

/** What a task's condition and the templates of its call may know. */
export type TaskValues = RoutingValues & {
  readonly run: {
    readonly playbook: string;
    readonly release: number;
    readonly generation: number;
    readonly owner: string;
  };
  /** By the key of the task whose call they were kept from. */
  readonly results: Readonly<Record<string, Results>>;
};

/** What came back from a call: headers by their names in small letters, the body as JSON, or as text where it is none. */
export type ResponseValues = {
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
};

/** What is known in each scope. */
export type ValuesOf = {
  readonly routing: RoutingValues;
  /** The mappings of sources.yaml. */
  readonly mapping: MappingValues;
  /** Which trigger ends a wait. */
  readonly signal: { readonly event: unknown };
  readonly task: TaskValues;
  readonly response: ResponseValues;
};

/** A variable's type, or its fields with theirs. */
type Declared = string | Readonly<Record<string, string>>;

const DEAL = {
  trigger: { type: "string", source: "string", occurred_at: "google.protobuf.Timestamp" },
  client: { key: "string", name: "string", segment: "string" },
  contract: { value: "double", currency: "string" },
  deal: { name: "string", stage: "string" },
};
const EVENT = { event: "dyn" };

/** The types of what is known: CEL is checked against them before any data is seen. */
export const SCOPES: Readonly<Record<Scope, Readonly<Record<string, Declared>>>> = {
  routing: DEAL,
  mapping: { ...DEAL, ...EVENT },
  signal: EVENT,
  task: {
    ...DEAL,
    run: { playbook: "string", release: "int", generation: "int", owner: "string" },
    results: "map<string, map<string, dyn>>",
  },
  response: { response: { status: "int", headers: "map<string, string>", body: "dyn" } },
};

const PLACES: Readonly<Record<Scope, string>> = {
  routing: "routing",
  mapping: "the mappings of sources.yaml",
  signal: "the condition of a signal",
  task: "the conditions and templates of tasks",
  response: "success and keep of an automation",
};

/** Where else a name is known, for whoever used it in the wrong place; null: nowhere. */
export function placesOf(name: string, here: Scope): string | null {
  const scopes = Object.entries(SCOPES).filter(([, known]) => Object.hasOwn(known, name));
  const places = scopes.map(([scope]) => PLACES[scope as Scope]);
  return places.length === 0
    ? null
    : `${name} is only known in ${places.join(" and in ")}, not in ${PLACES[here]}`;
}

/**
 * Values as CEL wants them: it is strict about types, and what is unknown must not be there at all. Of the results only
 * those of the tasks asked for are there, and of these all: a task that was skipped has none, and can be asked for them.
 */
export function contextOf<S extends Scope>(
  scope: S,
  values: ValuesOf[S],
  tasks: readonly string[],
): Record<string, unknown> {
  const given = fieldsOf(values);
  return Object.fromEntries(
    Object.entries(SCOPES[scope]).map(([name, declared]) => {
      const value = given.get(name);
      if (name === "results") return [name, resultsOf(tasks, fieldsOf(value))];
      return [name, typeof declared === "string" ? value : typedFields(fieldsOf(value), declared)];
    }),
  );
}

type Fields = ReadonlyMap<string, unknown>;

function fieldsOf(value: unknown): Fields {
  return new Map(Object.entries(value ?? {}));
}

function resultsOf(tasks: readonly string[], given: Fields): Record<string, unknown> {
  return Object.fromEntries(tasks.map((task) => [task, known(fieldsOf(given.get(task)))]));
}

function typedFields(given: Fields, declared: Readonly<Record<string, string>>): Record<string, unknown> {
  return known(Object.entries(declared).map(([name, type]) => [name, typed(given.get(name), type)]));
}

function known(fields: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  return Object.fromEntries([...fields].filter(([, value]) => value != null));
}

function typed(value: unknown, type: string): unknown {
  if (type === "double") return amount(value);
  if (type === "int") return Number.isSafeInteger(value) ? BigInt(Number(value)) : null;
  if (type === "google.protobuf.Timestamp") return instant(value);
  return value;
}

/** A decimal as a double. What is no number is missing: money never turns into zero. */
function amount(value: unknown): number | null {
  if (typeof value === "string") return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : null;
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function instant(at: unknown): Date | null {
  if (typeof at !== "string" && !(at instanceof Date)) return null;
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? null : date;
}

import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { startApi, type TestApi } from "#test/support/api.ts";
import { heldTrigger } from "#test/support/held.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";
import type { Route } from "#web/api/route.ts";
import { routes } from "#web/api/table.ts";

// Whatever is sent, it is answered, and never as something that broke on our side.

const RUNS = 60;
const OPERATOR = "ops@acme.example";

let at: TestWorkspace;
let api: TestApi;
let key: string;
let ids: Readonly<Record<string, string>>;

beforeAll(async () => {
  at = await testWorkspace();
  api = await startApi(at);
  key = await api.key(OPERATOR);
  const { body } = await api.ask(key, "/runs", { json: { client: "Example GmbH", playbook: "enterprise" } });
  const { run } = z.object({ run: z.looseObject({ id: z.string() }) }).parse(body);
  ids = {
    runs: run.id,
    tasks: `tsk_${run.id.slice("run_".length)}_1`,
    exceptions: await heldTrigger(at.context("system")),
    releases: "1",
  };
});
afterAll(async () => {
  await api.stop();
  await at.drop();
});

/** Good bodies, which are spoiled in one place. */
const won = {
  type: "deal.won",
  occurredAt: "2026-11-24T09:00:00Z",
  dedupeKey: "won 1",
  deal: { namespace: "crm.deal", id: "5512", name: "Example", stage: "won" },
  client: { name: "Example Fuzzed GmbH", segment: "enterprise" },
  contract: { value: "72000.00", currency: "USD" },
  opens: true,
  event: { amount: 700, deep: [{ a: null }] },
};
const GOOD: Readonly<Record<string, readonly object[]>> = {
  "/runs": [{ client: "Example Fuzzed GmbH", playbook: "enterprise" }],
  "/runs/{id}/actions": [
    { action: "pause", on: "client", reviewAt: "2026-12-01T09:00:00Z", reason: "On holiday" },
    { action: "resume" },
    { action: "hand-off", to: "csm-1@acme.example", note: "Away" },
    { action: "merge", into: "run_000000000000", note: "Same" },
    { action: "move", client: "cli_000000000000" },
    {
      action: "add-task",
      title: "Call",
      stage: 0,
      role: "support",
      sla: { amount: 2, unit: "days" },
      required: true,
    },
    { action: "change-due", dueAt: "2026-12-24T12:00:00Z" },
    { action: "move-dues", later: { amount: 3, unit: "business days" } },
  ],
  "/tasks/{id}/actions": [
    { action: "done", evidence: "https://acme.example/" },
    { action: "snooze", for: { amount: 2, unit: "hours" } },
    { action: "assign", to: "csm-1@acme.example" },
    { action: "decline", handoff: "hof_000000000000_1", reason: "No" },
    { action: "change-due", dueAt: "2026-12-24T12:00:00Z" },
  ],
  "/exceptions/{id}/actions": [
    { action: "open-gate", choice: "reroute", to: "tsk_000000000000_1", cause: "A", prevention: "B" },
  ],
  "/clients": [{ name: "Example Fuzzed GmbH", segment: "smb" }],
  "/clients/{id}": [{ segment: "smb" }],
  "/triggers": [won],
  "/signals": [{ deal: won.deal, type: "payment.received", event: won.event, dedupeKey: "paid 1" }],
  "/releases": [{ files: { "workspace.yaml": "workspace: acme-saas", "playbooks/x.yaml": "playbook: x" } }],
  "/releases/{number}/rejection": [{ reason: "Too short" }],
  "/operations": [
    {
      filter: { states: ["active"], client: "Example", overdue: true },
      act: { kind: "move-due", later: { amount: 1, unit: "days" } },
      dryRun: true,
    },
    { filter: { owner: "U0000000000" }, act: { kind: "reassign", to: "csm-1@acme.example", tasks: true } },
  ],
  "/operations/{id}/actions": [{ action: "stop" }],
  "/operations/{id}/undo": [{ dryRun: true }],
  "/webhooks": [{ url: "https://hooks.acme.example/", types: ["task-done"] }],
  "/webhooks/{id}": [{ url: "https://hooks.acme.example/", types: [], enabled: true }],
};

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "",
    " ",
    "\u0000",
    "\ud800",
    "a\udc00b",
    "\ufeff",
    "\u202e",
    "%",
    "'; drop table baton.runs; --",
    "..",
    "x".repeat(20_000),
    "2026-02-30T00:00:00Z",
    "2026-12-01T09:00:00",
    "2199-12-31T23:59:59-14:00",
    "1970-01-01T00:00:00+14:00",
    "2026-12-01T24:00:00Z",
    "__proto__",
    "constructor",
    "toString",
    "999999999999999.999999",
    "-0",
    "1e999",
    "https://[::1]/",
    "https://x\u0000.example/",
    "run_000000000000",
    "U0000000000",
    "a@b.example",
  ),
);
/** As JSON has it, and as it doesn't: what is written so goes out as it is. */
const raw = fc.oneof(
  text.map((one) => JSON.stringify(one)),
  fc.json(),
  fc.constantFrom(
    "1e999",
    "-1e999",
    "1e-999",
    "-0",
    "9007199254740993",
    "2147483648",
    "0.1",
    "null",
    "true",
    "[]",
    "{}",
    "[[]]",
    '{"__proto__":{"a":1}}',
    '{"constructor":1}',
    '{"a":1,"a":2}',
    '"\\ud800"',
    '"\\u0000"',
    '{"\\u0000":1}',
    "[1e999]",
    "01",
    "NaN",
    "'x'",
    "",
  ),
);

/** A body with one of its parts as something else, and at times with one more. */
function spoiled(bodies: readonly object[]): fc.Arbitrary<string> {
  return fc
    .constantFrom(...bodies)
    .chain((body) => fc.tuple(fc.constant(body), fc.constantFrom(...placesIn(body)), raw, fc.boolean()))
    .map(([body, place, part, isMore]) => {
      const marked = JSON.stringify(replaced(body, place));
      const more = isMore ? `,${JSON.stringify("more")}:${part === "" ? "1" : part}}` : "}";
      return `${marked.slice(0, -1).replace(JSON.stringify(MARK), () => part)}${more}`;
    });
}

const MARK = "here it is spoiled";

function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Object.entries(value).flatMap(([name, part]) => placesIn(part, [...path, name]));
  return path.length === 0 ? inner : [path, ...inner];
}

function replaced(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined || typeof value !== "object" || value === null) return MARK;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  Reflect.set(copy, name, replaced(Reflect.get(value, name), rest));
  return copy;
}

function pathOf({ path }: Route): string {
  const folder = path.split("/")[1] ?? "";
  return path.replace(/\{\w+\}/, ids[folder] ?? `${folder.slice(0, 3)}_000000000000`);
}

const changing = routes.filter(({ body }) => body !== null);
const reading = routes.filter(({ method }) => method === "get");

/** Answered in time, as JSON where there is any, and not as a fault of ours. */
async function holds(path: string, asking: Parameters<TestApi["ask"]>[2]): Promise<void> {
  const { status, body, text: said } = await api.ask(key, path, asking);
  expect([status < 500, said]).toEqual([true, said]);
  if (status < 400) return;
  expect(String(body["detail"])).not.toMatch(/Invalid |zod|undefined|\[object/i);
}

test.for(changing)("$method $path never breaks, whatever body it is sent", async (route) => {
  const bodies = GOOD[route.path];
  if (!bodies) throw new Error(`Say what a good body of ${route.path} is`);
  const path = pathOf(route);
  const method = route.method.toUpperCase();
  const anything = fc.oneof({ arbitrary: spoiled(bodies), weight: 5 }, { arbitrary: raw, weight: 1 });
  await fc.assert(
    fc.asyncProperty(anything, (sent) => holds(path, { method, raw: sent })),
    { numRuns: RUNS },
  );
});

test.for(reading)("$method $path never breaks, whatever it is asked", async (route) => {
  const path = pathOf(route);
  const known = route.query instanceof z.ZodObject ? Object.keys(route.query.shape) : [];
  // Longer addresses don't come as far as us.
  const short = text.map((one) => one.slice(0, 1000));
  const pair = fc.tuple(fc.oneof(fc.constantFrom("limit", ...known), short), short);
  const query = fc
    .array(pair, { maxLength: 3 })
    .map((pairs) =>
      pairs.map((parts) => parts.map((part) => encodeURIComponent(part.toWellFormed())).join("=")).join("&"),
    );
  await fc.assert(
    fc.asyncProperty(query, (asked) => holds(`${path}?${asked}`, {})),
    { numRuns: RUNS / 2 },
  );
});

test("an address that nobody can mean is answered too", async () => {
  for (const path of [
    "/runs/%",
    "/runs/%E0%A4%A",
    "/runs/%00",
    "//",
    "/runs?%",
    "/runs?client=%E0%A4%A",
    "/runs?client=%00",
  ])
    await holds(path, {});
});

test("a body that is not UTF-8 is refused, and a mark of byte order is none of it", async () => {
  const send = async (bytes: readonly number[]) => {
    const body = Uint8Array.from(bytes);
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const { status } = await fetch(`${api.url}/api/v1/clients`, { method: "POST", headers, body });
    return status;
  };
  const json = (name: readonly number[]) => [...Buffer.from('{"name":"Ex'), ...name, ...Buffer.from('"}')];
  expect(await send(json([0xff]))).toBe(400);
  expect(await send(json([0xed, 0xa0, 0x80]))).toBe(400);
  expect(await send([0xef, 0xbb, 0xbf, ...json([0x78])])).toBe(201);
});

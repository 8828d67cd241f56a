import { expect, test } from "vitest";
import { z } from "zod";
import { faultsOf, pointerTo } from "#web/api/problem.ts";
import { routes } from "#web/api/table.ts";

const Body = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("pause"), on: z.enum(["client", "vendor", "us"]), reason: z.string() }),
  z.strictObject({ action: z.literal("resume") }),
]);

function told(body: unknown) {
  const { error } = Body.safeParse(body);
  return error && faultsOf(error, Body, body, pointerTo);
}

test("who sends what does not fit is told what would", () => {
  expect(told({ action: "pauze" })).toEqual([
    { pointer: "#/action", detail: "It is one of pause, resume; perhaps pause was meant." },
  ]);
  expect(told({ action: "pause", on: "them", raeson: "" })).toEqual([
    { pointer: "#/on", detail: "It is one of client, vendor, us." },
    { pointer: "#/reason", detail: "It is missing." },
    { pointer: "#/raeson", detail: "There is no such field; perhaps reason was meant." },
  ]);
  expect(told({ action: "pause", on: "us", reason: 7 })).toEqual([
    { pointer: "#/reason", detail: "Expected text, and got a number." },
  ]);
});

test("an unknown parameter of an address is called a parameter", () => {
  const schema = z.strictObject({ state: z.string().optional() });
  const { error } = schema.safeParse({ stat: "1" });
  expect(error && faultsOf(error, schema, { stat: "1" }, (path) => path.join("."))).toEqual([
    { parameter: "stat", detail: "There is no such parameter; perhaps state was meant." },
  ]);
});

/** What is said of a body that is sent to that route. */
function faultOf(path: string, json: unknown) {
  const route = routes.find((one) => one.path === path && one.method === "post");
  if (!route?.body) throw new Error(`There is no ${path}`);
  const { error } = route.body.safeParse(json);
  return error && faultsOf(error, route.body, json, pointerTo)[0];
}

const won = { type: "deal.won", deal: { namespace: "crm.deal", id: "1" }, client: { name: "Example GmbH" } };
const INSTANT = 'For example "2026-12-01T17:00:00+01:00".';

test.for([
  [
    "/runs/{id}/actions",
    { action: "change-due", dueAt: "tomorrow" },
    "#/dueAt",
    `Expected an instant: a day, a time, and its offset from UTC. ${INSTANT}`,
  ],
  [
    "/runs/{id}/actions",
    { action: "change-due", dueAt: 7 },
    "#/dueAt",
    `Expected text, and got a number. ${INSTANT}`,
  ],
  ["/runs/{id}/actions", { action: "change-due" }, "#/dueAt", `It is missing. ${INSTANT}`],
  [
    "/runs/{id}/actions",
    { action: "merge", into: "x" },
    "#/into",
    'It is nothing that fits here. For example "run_0a1b2c3d4e5f".',
  ],
  [
    "/runs/{id}/actions",
    { action: "assign", to: 7 },
    "#/to",
    'It is nothing that fits here. For example "csm-1@acme.example".',
  ],
  [
    "/runs/{id}/actions",
    { action: "cancel", reason: "" },
    "#/reason",
    'Write something. For example "They are on holiday".',
  ],
  [
    "/runs/{id}/actions",
    { action: "move-dues", later: 3 },
    "#/later",
    'Expected an object, and got a number. For example {"amount":2,"unit":"business days"}.',
  ],
  [
    "/runs/{id}/actions",
    { action: "move-dues", later: { amount: 0, unit: "days" } },
    "#/later/amount",
    "At least 1. For example 2.",
  ],
  [
    "/runs/{id}/actions",
    { action: "move-dues", later: { amount: 1.5, unit: "days" } },
    "#/later/amount",
    "Expected a whole number, and got a number with a fraction. For example 2.",
  ],
  [
    "/runs/{id}/actions",
    { action: "move-dues", later: { amount: 2, unit: "day" } },
    "#/later/unit",
    "It is one of business days, business hours, days, hours, minutes; perhaps days was meant.",
  ],
  [
    "/triggers",
    { ...won, contract: { value: 72000, currency: "USD" } },
    "#/contract/value",
    'Expected text, and got a number. For example "72000.00".',
  ],
  [
    "/triggers",
    { ...won, contract: { value: "7e4", currency: "USD" } },
    "#/contract/value",
    'A decimal as text. For example "72000.00".',
  ],
  [
    "/triggers",
    { ...won, client: { nam: "X", name: "X" } },
    "#/client/nam",
    "There is no such field; perhaps name was meant.",
  ],
  [
    "/triggers",
    { ...won, event: { a: Infinity } },
    "#/event/a",
    "The number is larger than any that can be kept.",
  ],
  [
    "/webhooks",
    { url: "no" },
    "#/url",
    'Expected a whole address. For example "https://hooks.acme.example/baton".',
  ],
] as const)("%s says of %j at %s: %s", ([path, json, pointer, detail]) => {
  expect(faultOf(path, json)).toEqual({ pointer, detail });
});

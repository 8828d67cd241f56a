import { expect, test } from "vitest";
import { z } from "zod";
import { faultsOf, pointerTo } from "#web/api/problem.ts";

const Body = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("pause"), on: z.enum(["client", "vendor", "us"]), reason: z.string() }),
  z.strictObject({ action: z.literal("resume") }),
]);

function told(body: unknown) {
  const { error } = Body.safeParse(body);
  return error && faultsOf(error, pointerTo);
}

test("who sends what does not fit is told what would", () => {
  expect(told({ action: "pauze" })).toEqual([{ pointer: "#/action", detail: "It is one of pause, resume." }]);
  expect(told({ action: "pause", on: "them", raeson: "" })).toEqual([
    { pointer: "#/on", detail: "It is one of client, vendor, us." },
    { pointer: "#/reason", detail: "It is missing." },
    { pointer: "#/raeson", detail: "There is no such field." },
  ]);
  expect(told({ action: "pause", on: "us", reason: 7 })).toEqual([
    { pointer: "#/reason", detail: "Expected string, received number" },
  ]);
});

test("an unknown parameter of an address is called a parameter", () => {
  const { error } = z.strictObject({}).safeParse({ foo: "1" });
  expect(error && faultsOf(error, (path) => path.join("."))).toEqual([
    { parameter: "foo", detail: "There is no such parameter." },
  ]);
});

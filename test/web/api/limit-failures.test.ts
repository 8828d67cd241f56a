import { expect, test } from "vitest";
import { limitFailures } from "#web/api/limit-failures.ts";

const NEVER = "baton_00000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const nobody = async () => null;

test.for([
  ["2001:db8:0:7::1", "2001:db8:0:7:ffff::2"],
  ["2001:db8::1", "2001:db8:0:0:1::"],
  ["::1", "::2"],
  ["::ffff:203.0.113.7", "::ffff:203.0.113.7"],
] as const)("%s and %s are of one network, and count together", async ([one, other]) => {
  const admit = limitFailures(nobody, { failures: 1, seconds: 60 });
  expect(await admit(NEVER, one)).toBeNull();
  expect(await admit(NEVER, other)).toEqual({ waitSeconds: 60 });
});

test.for([
  ["2001:db8:0:7::1", "2001:db8:0:8::1"],
  ["203.0.113.7", "203.0.113.8"],
  ["::ffff:203.0.113.7", "::ffff:203.0.113.8"],
] as const)("%s does not lock out %s", async ([one, other]) => {
  const admit = limitFailures(nobody, { failures: 1, seconds: 60 });
  await admit(NEVER, one);
  expect(await admit(NEVER, other)).toBeNull();
});

test("while the database can't be reached nobody is counted", async () => {
  const admit = limitFailures(() => Promise.reject(new Error("away")), { failures: 1, seconds: 60 });
  for (let one = 0; one < 3; one++) await expect(admit(NEVER, "203.0.113.7")).rejects.toThrow("away");
});

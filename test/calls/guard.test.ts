import { promisify } from "node:util";
import { expect, test } from "vitest";
import { guardedLookup, openingsOf, whyNot } from "#calls/guard.ts";
import { callerFor, otherSystem, request } from "#test/calls/support.ts";

const PUBLIC = "93.184.215.14";
const UNROUTED = "2d00::1";

test.for([
  "https://127.0.0.1/",
  "https://127.1/",
  "https://2130706433/",
  "https://0x7f000001/",
  "https://0177.0.0.1/",
  "https://127.0.0.1./",
  "https://127.9.9.9:8443/",
  "https://[::1]/",
  "https://[::]/",
  "https://0.0.0.0/",
  "https://169.254.169.254/latest/meta-data/",
  "https://10.0.0.1/",
  "https://172.16.0.1/",
  "https://192.168.0.1/",
  "https://100.64.0.1/",
  "https://198.18.0.1/",
  "https://224.0.0.1/",
  "https://255.255.255.255/",
  "https://[::ffff:10.0.0.1]/",
  "https://[::ffff:a9fe:a9fe]/",
  "https://[::10.0.0.1]/",
  "https://[64:ff9b::7f00:1]/",
  "https://[64:ff9b:1::a00:1]/",
  "https://[2002:7f00:1::]/",
  "https://[fe80::1]/",
  "https://[fc00::1]/",
  "https://[fec0::1]/",
  "https://localhost/",
  "https://LOCALHOST/",
  "https://db.localhost/",
  "https://localhost./",
  "https://api.acme.example./",
  "http://api.acme.example/",
  "http://93.184.215.14/",
  "https://someone@api.acme.example/",
  "https://someone:word@api.acme.example/",
  "https://api.acme.example:22/",
  "https://api.acme.example:80/",
  "https://api.acme.example:5432/",
  "https://api.acme.example:6379/",
  "ftp://api.acme.example/",
  "file:///etc/passwd",
  "data:text/plain,hello",
])("%s is not called", async (url) => {
  expect(whyNot(new URL(url), openingsOf([]))).toEqual(expect.any(String));
  expect(await callerFor([]).call(request(url))).toMatchObject({ outcome: "refused" });
});

test.for([
  "https://api.acme.example/",
  "https://API.ACME.EXAMPLE/",
  "https://api.acme.example:8443/",
  "https://93.184.215.14/",
  "https://[2606:4700::1111]/",
])("%s may be called", (url) => {
  expect(whyNot(new URL(url), openingsOf([]))).toBeNull();
});

test("a refused address does not repeat the password in it", async () => {
  const answer = await callerFor([]).call(request("https://someone:hunter2@api.acme.example/"));
  expect(answer).toEqual({
    outcome: "refused",
    problem: "a user name or password stands in the address: use a header",
  });
});

test.for([
  ["one private", ["10.0.0.7"]],
  ["one public, one private", [PUBLIC, "10.0.0.7"]],
  ["one public, one private written as v6", [PUBLIC, "::ffff:10.0.0.7"]],
  ["loopback", ["::1"]],
  ["link-local with a zone", ["fe80::1%eth0"]],
  ["the metadata service", ["169.254.169.254"]],
  ["no address at all", ["internal"]],
] as const)("a name that leads to %s is not called", async ([, addresses]) => {
  const caller = callerFor([], { resolve: () => Promise.resolve(addresses) });
  expect(await caller.call(request("https://api.acme.example/"))).toMatchObject({
    outcome: "refused",
    problem: expect.stringContaining("api.acme.example leads to an address that is not public"),
  });
});

test("a connection is given all addresses that were checked, in their order", async () => {
  const lookup = promisify(guardedLookup(() => Promise.resolve([PUBLIC, UNROUTED])));
  expect(await lookup("api.acme.example", { all: true })).toEqual([
    { address: PUBLIC, family: 4 },
    { address: UNROUTED, family: 6 },
  ]);
  expect(await lookup("api.acme.example", {})).toBe(PUBLIC);
});

test("a name that changes its address after the check is reached at the checked one, or not at all", async () => {
  const system = await otherSystem();
  const answers = [[UNROUTED], ["127.0.0.1"]];
  const asked: string[] = [];
  const caller = callerFor([system], {
    resolve: (name) => {
      asked.push(name);
      return Promise.resolve(answers.shift() ?? []);
    },
  });
  const port443 = request("https://rebind.acme.example/", { timeoutMs: 200 });
  expect(await caller.call(port443)).toMatchObject({ outcome: "unreachable" });
  expect(asked).toEqual(["rebind.acme.example"]);
  expect(await caller.call(port443)).toMatchObject({ outcome: "refused" });
  expect(asked).toHaveLength(2);
  expect(system.seen).toEqual([]);
});

test("a name without an address is worth another try", async () => {
  const caller = callerFor([], { resolve: () => Promise.resolve([]) });
  expect(await caller.call(request("https://api.acme.example/"))).toMatchObject({ outcome: "unreachable" });
});

test("a named pair on loopback is open, and opens nothing beside it", async () => {
  const [named, other] = [await otherSystem(), await otherSystem()];
  const caller = callerFor([named]);
  expect(await caller.call(request(named.url))).toMatchObject({ outcome: "answered", status: 200 });
  for (const url of [
    other.url,
    named.url.replace("127.0.0.1", "localhost"),
    named.url.replace("127.0.0.1", "[::1]"),
    named.url.replace("127.0.0.1", "127.0.0.2"),
    named.url.replace("http://", "http://someone@"),
  ]) {
    expect(await caller.call(request(url))).toMatchObject({ outcome: "refused" });
  }
  expect(other.seen).toEqual([]);
});

test("a pair named as localhost means this machine, whatever a resolver says", async () => {
  const system = await otherSystem();
  const pair = system.pair.replace("127.0.0.1", "localhost");
  const caller = callerFor([], { loopback: [pair], resolve: () => Promise.resolve([PUBLIC]) });
  expect(await caller.call(request(`http://${pair}/`))).toMatchObject({ outcome: "answered" });
});

test("a pair may be named in v6, and by https", () => {
  const openings = openingsOf(["[::1]:4010"]);
  expect(whyNot(new URL("https://[0:0::1]:4010/path"), openings)).toBeNull();
  expect(whyNot(new URL("http://[::1]:4011/"), openings)).toEqual(expect.any(String));
});

test.for([
  "api.acme.example:443",
  "10.0.0.1:4010",
  "127.0.0.1",
  "127.0.0.1:4010/path",
  "a@127.0.0.1:4010",
  ":4010",
  "",
])("the guard does not open for %j", (pair) => {
  expect(() => openingsOf([pair])).toThrow("does not name a port on loopback");
});

import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { callerFor, otherSystem, request } from "#test/calls/support.ts";

const KEY = Buffer.from("an example key, of 24 bytes or more");
const SECRET = `whsec_${KEY.toString("base64")}`;

test("a signed call is verified by the scheme as its specification describes it", async () => {
  const system = await otherSystem();
  const at = new Date("2026-11-22T10:00:00.900Z");
  await callerFor([system]).call(
    request(system.url, { body: { name: "Ämne – 1" }, sign: { secret: SECRET, id: "msg_1", at } }),
  );
  const [seen] = system.seen;
  const signature = createHmac("sha256", KEY).update(`msg_1.1795341600.${seen?.body}`).digest("base64");
  expect(seen?.headers).toMatchObject({
    "webhook-id": "msg_1",
    "webhook-timestamp": "1795341600",
    "webhook-signature": `v1,${signature}`,
  });
});

test.for([[{ client: "acme" }], [null]])(
  "a receiver with the standard's library accepts %j",
  async ([body]) => {
    const system = await otherSystem();
    // The library holds the time against the real clock.
    const sign = { secret: SECRET, id: "msg_1", at: new Date() };
    await callerFor([system]).call(request(system.url, { body, sign }));
    const [seen] = system.seen;
    const headers = Object.fromEntries(
      Object.entries(seen?.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    expect(new Webhook(SECRET).verify(seen?.body ?? "", headers)).toEqual(body ?? undefined);
  },
);

test("an unsigned call has none of the headers of a signed one", async () => {
  const system = await otherSystem();
  await callerFor([system]).call(request(system.url));
  expect(Object.keys(system.seen[0]?.headers ?? {}).filter((name) => name.startsWith("webhook-"))).toEqual(
    [],
  );
});

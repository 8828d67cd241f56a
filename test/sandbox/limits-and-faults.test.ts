import { expect, test } from "vitest";
import { newClock, newSandbox, onboarding } from "./support.ts";

const hello = { channel: onboarding, text: "Hi" };

test("a channel takes a short burst, then one message a second; the answer says how long to wait", async () => {
  const clock = newClock();
  const { call } = await newSandbox({ clock });
  for (let count = 0; count < 4; count += 1)
    expect(await call("chat.postMessage", hello)).toMatchObject({ ok: true });
  expect(await call("chat.postMessage", hello)).toMatchObject({
    status: 429,
    error: "ratelimited",
    retryAfter: "1",
  });
  expect(await call("chat.postMessage", { ...hello, channel: "C0123456790" })).toMatchObject({ ok: true });
  clock.advance(1000);
  expect(await call("chat.postMessage", hello)).toMatchObject({ ok: true });
});

test("each method has the budget of its tier", async () => {
  const { call } = await newSandbox({ clock: newClock() });
  const { ts } = await call("chat.postMessage", hello);
  for (let count = 0; count < 50; count += 1) await call("chat.update", { ...hello, ts });
  expect(await call("chat.update", { ...hello, ts })).toMatchObject({ status: 429, retryAfter: "2" });
});

test("without pace nothing is limited", async () => {
  const { call } = await newSandbox({ pace: false });
  const answers = await Promise.all(Array.from({ length: 30 }, () => call("chat.postMessage", hello)));
  expect(answers.every((one) => one["ok"] === true)).toBe(true);
});

test.for([
  { fault: { http: 503 }, shows: { status: 503 } },
  { fault: { error: "fatal_error" }, shows: { status: 200, error: "fatal_error" } },
  { fault: { retryAfter: 7 }, shows: { status: 429, retryAfter: "7", error: "ratelimited" } },
])("a fault asked for comes once: $fault", async ({ fault, shows }) => {
  const { people, sandbox } = await newSandbox();
  await people.fault({ method: "chat.postMessage", ...fault });
  const post = () =>
    fetch(`${sandbox.apiUrl}chat.postMessage`, {
      method: "POST",
      headers: { authorization: `Bearer ${sandbox.botToken}`, "content-type": "application/json" },
      body: JSON.stringify(hello),
    });
  const response = await post();
  const body: unknown = await response.json().catch(() => ({}));
  expect({
    status: response.status,
    retryAfter: response.headers.get("retry-after"),
    ...Object(body),
  }).toMatchObject(shows);
  expect(await people.messages({ channel: onboarding })).toEqual([]);
  expect(await (await post()).json()).toMatchObject({ ok: true });
});

test("the message can be posted and the answer lost", async () => {
  const { call, people } = await newSandbox();
  await people.fault({ method: "chat.postMessage", dropConnection: true, afterEffect: true });
  await expect(call("chat.postMessage", hello)).rejects.toThrow();
  expect(await people.messages({ channel: onboarding })).toMatchObject([{ text: "Hi" }]);
  expect(await people.calls("chat.postMessage")).toMatchObject([
    { fault: "connection dropped after the effect" },
  ]);
});

test("an answer can be late", async () => {
  const { call, people } = await newSandbox();
  await people.fault({ method: "*", latencyMs: 60 });
  const startedAt = performance.now();
  expect(await call("auth.test")).toMatchObject({ ok: true });
  expect(performance.now() - startedAt).toBeGreaterThan(50);
});

import { request } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { sandboxClient } from "#sandbox/client.ts";
import { startSandbox } from "#sandbox/server.ts";
import { csm1, newSandbox, onboarding } from "./support.ts";

test.for([
  { given: "by another name", path: "/", headers: { host: "slack.attacker.example" } },
  { given: "by another name", path: "/_sandbox/log", headers: { host: "slack.attacker.example" } },
  { given: "from another site", path: "/_sandbox/log", headers: { origin: "http://attacker.example" } },
])("$path can't be reached $given", async ({ path, headers }) => {
  const { sandbox } = await newSandbox();
  expect(await statusOf(`${sandbox.url}${path}`, "GET", headers)).toBe(403);
});

test("a form of another site can't act as a person", async () => {
  const { sandbox, people } = await newSandbox();
  const headers = { "content-type": "text/plain" };
  expect(await statusOf(`${sandbox.url}/_sandbox/message`, "POST", headers)).toBe(415);
  expect(await people.messages({ channel: onboarding })).toEqual([]);
});

test("input that nobody could give is refused in words", async () => {
  const { people } = await newSandbox();
  await expect(people.message({ user: "U0", channel: onboarding, text: "Hi" })).rejects.toThrow(
    /no_such_user/,
  );
  await expect(people.message({ user: csm1, channel: onboarding, text: "" })).rejects.toThrow(
    /invalid_input/,
  );
  await expect(
    people.command({ user: "U0000GONE01", channel: onboarding, text: "/example" }),
  ).rejects.toThrow(/user_is_deactivated/);
});

test("a restarted sandbox still knows its messages, people and tokens", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const options = { manifest: "test/sandbox/manifest.yml", stateFile: join(folder, "deep", "state.json") };
  const first = await startSandbox(options);
  const before = sandboxClient(first.url);
  const { ts } = await before.message({ user: csm1, channel: onboarding, text: "Remember me" });
  await before.message({ user: csm1, channel: onboarding, text: "A reply", thread_ts: ts });
  await before.deactivate("U00000CSM02");
  await first.stop();

  const second = await startSandbox(options);
  onTestFinished(() => second.stop());
  const after = sandboxClient(second.url);
  expect(second.botToken).toBe(first.botToken);
  expect((await after.messages({ channel: onboarding })).map((one) => one.text)).toEqual([
    "Remember me",
    "A reply",
  ]);
  expect((await after.snapshot(csm1)).users.find((one) => one.id === "U00000CSM02")).toMatchObject({
    deleted: true,
  });
  await after.reset();
  expect(await after.messages({ channel: onboarding })).toEqual([]);
});

test("the page's buttons do what the host gave them to do", async () => {
  const pressed: string[] = [];
  const actions = [{ label: "Advance", hint: "Moves time", run: async () => void pressed.push("Advance") }];
  const { people } = await newSandbox({ actions });
  expect((await people.snapshot(csm1)).actions).toEqual([{ id: 0, label: "Advance", hint: "Moves time" }]);
  await people.action(0);
  expect(pressed).toEqual(["Advance"]);
});

test("whoever looks is told when something has changed", async () => {
  const { sandbox, people } = await newSandbox();
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const response = await fetch(`${sandbox.url}/_sandbox/live`, { signal: abort.signal });
  await people.message({ user: csm1, channel: onboarding, text: "Hi" });
  let heard = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    heard += chunk;
    if (heard.includes("event: change")) break;
  }
  expect(heard).toContain("event: change");
});

test("looking for what doesn't come ends with what was wanted", async () => {
  const { people } = await newSandbox();
  const looking = people.until(() => null, { timeoutMs: 30, what: "the card" });
  await expect(looking).rejects.toThrow("the card did not come within 30 ms");
});

/** Node's own client, since fetch lets nobody set a Host. */
function statusOf(url: string, method: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
}

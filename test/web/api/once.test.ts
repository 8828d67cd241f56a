import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { draftRelease } from "#services/draft-release.ts";
import { expireAnswers } from "#services/expire-answers.ts";
import { newWebhookId } from "#src/ids.ts";
import { problemIn, startApi, type Asking, type TestApi } from "#test/support/api.ts";
import { heldTrigger } from "#test/support/held.ts";
import { TUESDAY, testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

// The same request, and two that meet.

const OPERATOR = "ops@acme.example";

let at: TestWorkspace;
let api: TestApi;
let key: string;

beforeAll(async () => {
  at = await testWorkspace();
  api = await startApi(at);
  key = await api.key(OPERATOR);
});
afterAll(async () => {
  await api.stop();
  await at.drop();
});

const StartedSchema = z.object({
  run: z.object({ id: z.string(), version: z.int(), tasks: z.array(z.object({ id: z.string() })) }),
});
const named = (name: string) => ({ "idempotency-key": name });

async function started(client: string) {
  const { body } = await api.ask(key, "/runs", { json: { client, playbook: "enterprise" } });
  return StartedSchema.parse(body).run;
}

test("the same request with its Idempotency-Key gets the first answer again, to the letter, and is done once", async () => {
  const asking = { json: { client: "Example Once GmbH" }, headers: named("start-1") };
  const first = await api.ask(key, "/runs", asking);
  const again = await api.ask(key, "/runs", asking);
  expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
  for (const header of ["location", "etag", "content-type"])
    expect(again.headers.get(header)).toBe(first.headers.get(header));
  expect([first, again].map(({ headers }) => headers.get("idempotent-replayed"))).toEqual([null, "true"]);
});

test("another request with that key is refused, whatever it is, and another program's key is its own", async () => {
  const run = await started("Example Reused GmbH");
  const path = `/runs/${run.id}/actions`;
  const asking = { json: { action: "block", reason: "One" }, headers: named("block-1") };
  expect((await api.ask(key, path, asking)).status).toBe(200);
  const others = [
    await api.ask(key, path, { ...asking, json: { action: "block", reason: "Two" } }),
    await api.ask(key, "/runs", { ...asking, json: { client: "Example Other GmbH" } }),
    await api.ask(key, `/tasks/${run.tasks[0]?.id ?? ""}/actions`, { ...asking, json: { action: "claim" } }),
  ];
  for (const told of others)
    expect(problemIn(told)).toMatchObject({ status: 409, type: "urn:baton:problem:key-reused" });
  const theirs = await api.key(OPERATOR);
  expect(problemIn(await api.ask(theirs, path, asking)).code).toBe("gate-standing");
});

test("a refusal is the answer again too, and what doesn't fit takes no key", async () => {
  const run = await started("Example Refused GmbH");
  const path = `/tasks/${run.tasks[0]?.id ?? ""}/actions`;
  const asking = { json: { action: "acknowledge" }, headers: named("ack-1") };
  const [first, again] = [await api.ask(key, path, asking), await api.ask(key, path, asking)];
  expect([first.status, again.text, again.headers.get("idempotent-replayed")]).toEqual([
    409,
    first.text,
    "true",
  ]);
  const other = { headers: named("ack-2") };
  expect((await api.ask(key, path, { ...other, json: { action: "ack" } })).status).toBe(422);
  expect((await api.ask(key, path, { ...other, json: { action: "claim" } })).status).toBe(200);
  const bad = await api.ask(key, path, { json: { action: "claim" }, headers: named("a b") });
  expect(problemIn(bad)).toMatchObject({ status: 400, errors: [{ parameter: "Idempotency-Key" }] });
});

test("where the process died before it could store its answer, the request is done again and comes to the same", async () => {
  const asking = { json: { client: "Example Crash GmbH" }, headers: named("crash-1") };
  const first = await api.ask(key, "/runs", asking);
  const { run } = StartedSchema.parse(first.body);
  const path = `/tasks/${run.tasks[0]?.id ?? ""}/actions`;
  const block = { json: { action: "block", reason: "Nobody answers" }, headers: named("crash-2") };
  const blocked = await api.ask(key, path, block);
  await at.rows`update baton.api_requests set status = null, body = null, headers = null where key like 'crash-%'`;
  const again = await api.ask(key, path, block);
  expect([again.status, again.text]).toEqual([200, blocked.text]);
  const same = await api.ask(key, "/runs", asking);
  expect([same.status, same.body["wasOpen"], StartedSchema.parse(same.body).run.id]).toEqual([
    201,
    false,
    run.id,
  ]);
  const [row] = await at.rows`select count(*)::integer as events from baton.events
    where run_id = ${run.id} and type = 'task-blocked'`;
  expect(row?.["events"]).toBe(1);
});

test("two that send the same at once are answered alike, and it happens once", async () => {
  const asking = { json: { client: "Example Race GmbH" }, headers: named("race-1") };
  const answers = await Promise.all([1, 2, 3, 4].map(() => api.ask(key, "/runs", asking)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(answers.map(({ body }) => StartedSchema.parse(body).run.id)).size).toBe(1);
});

type Act = { readonly path: string; readonly asking: Asking; readonly by?: string };

/** Acts that come out otherwise when they are done again, each prepared anew. */
const ACTS: Readonly<Record<string, () => Promise<Act>>> = {
  "adds a client": async () => ({ path: "/clients", asking: { json: { name: "Example Added GmbH" } } }),
  "starts a run": async () => ({ path: "/runs", asking: { json: { client: "Example Begun GmbH" } } }),
  "settles a held trigger": async () => ({
    path: `/exceptions/${await heldTrigger(at.context("system"))}/actions`,
    asking: { json: { action: "settle", cause: "A test", prevention: "None" } },
  }),
  "blocks a task": async () => ({
    path: `/tasks/${(await started("Example Blocked GmbH")).tasks[0]?.id ?? ""}/actions`,
    asking: { json: { action: "block", reason: "Nobody answers" } },
  }),
  "cancels a run": async () => ({
    path: `/runs/${(await started("Example Left GmbH")).id}/actions`,
    asking: { json: { action: "cancel", reason: "They left" } },
  }),
  "merges two runs": async () => ({
    path: `/runs/${(await started("Example Twin GmbH")).id}/actions`,
    asking: { json: { action: "merge", into: (await started("Example Twins GmbH")).id } },
  }),
  "begins an operation": async () => ({
    path: "/operations",
    asking: { json: { filter: { client: "nobody" }, act: { kind: "reassign", to: OPERATOR } } },
  }),
  "asks for a release": async () => ({
    path: `/releases/${await drafted("Acme asked")}/publish`,
    asking: { method: "POST" },
  }),
  "approves a release": async () => {
    const number = await drafted("Acme approved");
    await api.ask(key, `/releases/${number}/publish`, { method: "POST" });
    const by = await api.key("founder@acme.example");
    return { path: `/releases/${number}/approval`, asking: { method: "POST" }, by };
  },
  "removes a webhook": async () => {
    const id = newWebhookId();
    await at.rows`insert into baton.webhooks (workspace_id, id, url, types, created_by, created_at, enabled)
      values (${at.id}, ${id}, 'https://hooks.acme.example/', '{}', ${at.user(OPERATOR)}, now(), true)`;
    return { path: `/webhooks/${id}`, asking: { method: "DELETE" } };
  },
};

test.for(Object.entries(ACTS))(
  "of several at once that are one request, which %s, all get the answer of the one that did it",
  async ([name, prepare]) => {
    const { path, asking, by = key } = await prepare();
    const same = { ...asking, headers: named(`at-once:${name.replaceAll(" ", "-")}`) };
    const answers = await Promise.all(Array.from({ length: 6 }, () => api.ask(by, path, same)));
    const [first] = answers;
    expect([first?.status, first?.text]).toEqual([expect.toBeOneOf([200, 201, 202, 204]), first?.text]);
    expect(answers.map(({ status, text }) => [status, text])).toEqual(
      answers.map(() => [first?.status, first?.text]),
    );
    const replayed = answers.filter(({ headers }) => headers.get("idempotent-replayed") === "true");
    expect(replayed).toHaveLength(answers.length - 1);
  },
);

test("while the first is at work the same request is told so, and when to come again", async () => {
  const asking = { json: { name: "Example Slow GmbH" }, headers: named("slow-1") };
  await api.ask(key, "/clients", asking);
  const lease = (until: Date) => at.rows`update baton.api_requests
    set status = null, body = null, headers = null, leased_by = 'another process', leased_until = ${until} where key = 'slow-1'`;
  await lease(new Date(Date.now() + 60_000));
  const told = await api.ask(key, "/clients", asking);
  expect(problemIn(told)).toMatchObject({ status: 409, type: "urn:baton:problem:request-in-progress" });
  expect(told.headers.get("retry-after")).toBe("1");
  // Whoever was at work on it died, and holds it no longer than their lease.
  await lease(new Date(Date.now() + 500));
  expect((await api.ask(key, "/clients", asking)).status).toBe(200);
});

test("what is not kept is tried again at once, and not after the lease", async () => {
  const run = await started("Example Stale GmbH");
  const path = `/runs/${run.id}/actions`;
  const asking = { json: { action: "block", reason: "One" }, headers: { ...named("stale-1") } };
  const stale = { ...asking, headers: { ...asking.headers, "if-match": '"0"' } };
  expect((await api.ask(key, path, stale)).status).toBe(412);
  expect((await api.ask(key, path, asking)).status).toBe(200);
});

/** A release that waits for its publication. */
async function drafted(name: string): Promise<number> {
  const workspace = { ...at.book.workspace, name };
  const { number } = await draftRelease(at.context(OPERATOR), { ...at.book, workspace }, at.user(OPERATOR));
  return number;
}

test("answers are kept for 30 days", async () => {
  const asking = { json: { client: "Example Kept GmbH" }, headers: named("kept-1") };
  await api.ask(key, "/runs", asking);
  const later = new Date(TUESDAY.getTime() + 30 * 86_400_000);
  await expireAnswers(at.context("system", later));
  expect((await api.ask(key, "/runs", asking)).headers.get("idempotent-replayed")).toBe("true");
  await expireAnswers(at.context("system", new Date(later.getTime() + 86_400_000)));
  expect((await api.ask(key, "/runs", asking)).headers.get("idempotent-replayed")).toBeNull();
});

test("of two who saw the same, the second is told that the first has changed it, and changes nothing", async () => {
  const run = await started("Example Meeting GmbH");
  const path = `/runs/${run.id}/actions`;
  const etag = (await api.ask(key, `/runs/${run.id}`)).headers.get("etag") ?? "";
  expect(etag).toBe(`"${run.version}"`);
  const act = (dueAt: string, name: string) =>
    api.ask(key, path, {
      json: { action: "change-due", dueAt },
      headers: { "if-match": etag, ...named(name) },
    });
  const answers = await Promise.all([
    act("2026-12-24T12:00:00Z", "meet-1"),
    act("2026-12-25T12:00:00Z", "meet-2"),
  ]);
  const [won, lost] = answers.toSorted((a, b) => a.status - b.status);
  expect([won?.status, lost?.status]).toEqual([200, 412]);
  expect(lost && problemIn(lost).type).toBe("urn:baton:problem:version-changed");
  const now = await api.ask(key, `/runs/${run.id}`);
  expect([now.headers.get("etag"), now.body["dueAt"]]).toEqual([
    won?.headers.get("etag"),
    won?.body["dueAt"],
  ]);
  // With the version as it is now, the same key may try again: what was refused for the version is not kept.
  const name = answers[0]?.status === 412 ? "meet-1" : "meet-2";
  const dueAt = name === "meet-1" ? "2026-12-24T12:00:00Z" : "2026-12-25T12:00:00Z";
  const retried = await api.ask(key, path, {
    json: { action: "change-due", dueAt },
    headers: { "if-match": now.headers.get("etag") ?? "", ...named(name) },
  });
  expect([retried.status, retried.body["dueAt"]]).toEqual([200, new Date(dueAt).toISOString()]);
});

test("what did not change is not sent again", async () => {
  const run = await started("Example Same GmbH");
  for (const path of [`/runs/${run.id}`, `/tasks/${run.tasks[0]?.id ?? ""}`]) {
    const etag = (await api.ask(key, path)).headers.get("etag") ?? "";
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
      const told = await api.ask(key, path, { headers: { "if-none-match": known } });
      expect([known, told.status, told.text, told.headers.get("etag")]).toEqual([known, 304, "", etag]);
    }
    expect((await api.ask(key, path, { headers: { "if-none-match": '"0"' } })).status).toBe(200);
  }
});

test.for(['"0"', 'W/"1"', '"x"'])("If-Match %s is of no version that is", async (tag) => {
  const run = await started("Example Matched GmbH");
  const json = { action: "resume" };
  const told = await api.ask(key, `/runs/${run.id}/actions`, { json, headers: { "if-match": tag } });
  expect(problemIn(told).status).toBe(412);
});

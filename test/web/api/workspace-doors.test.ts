import { afterAll, beforeAll, expect, test } from "vitest";
import type { WorkspaceAskType } from "#domain/may-in-workspace.ts";
import { problemIn, startApi, type Asking, type TestApi } from "#test/support/api.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

// What is asked of the workspace itself, at the API's door: what anybody inside may, and what only operators may.

const OPERATOR = "ops@acme.example";
const INSIDE = "support-1@acme.example";

let at: TestWorkspace;
let api: TestApi;
beforeAll(async () => {
  at = await testWorkspace();
  api = await startApi(at);
});
afterAll(async () => {
  await api.stop();
  await at.drop();
});

type Door = readonly [path: string, asking: Asking];
const client = { name: "Example Doors GmbH", segment: "enterprise" };
const deal = { namespace: "crm.deal", id: "7001" };
const hook = { url: "https://hooks.acme.example/baton" };

const doors: Readonly<Partial<Record<WorkspaceAskType, (id: string, webhook: string) => readonly Door[]>>> = {
  "change-segment": (id) => [[`/clients/${id}`, { method: "PATCH", json: { segment: "startup" } }]],
  "send-trigger": () => [
    ["/triggers", { json: { type: "deal.won", deal, client: { name: "Example Sale GmbH" } } }],
    ["/signals", { json: { type: "payment.received", deal } }],
  ],
  "manage-webhooks": (_, webhook) => [
    ["/webhooks", { json: hook }],
    [`/webhooks/${webhook}`, { method: "PATCH", json: { enabled: false } }],
    [`/webhooks/${webhook}/secret`, {}],
    [`/webhooks/${webhook}/ping`, { method: "POST" }],
    [`/webhooks/${webhook}`, { method: "DELETE" }],
  ],
};

test.for(Object.keys(doors) as (keyof typeof doors)[])(
  "%s is refused to whoever is no operator, whatever their key reaches, and changes nothing",
  async (type) => {
    const [operator, inside] = [await api.key(OPERATOR), await api.key(INSIDE)];
    const { id } = (await api.ask(inside, "/clients", { json: client })).body;
    const made = await api.ask(operator, "/webhooks", { json: hook });
    for (const [path, asking] of doors[type]?.(String(id), String(made.body["id"])) ?? []) {
      const refused = await api.ask(inside, path, asking);
      expect([path, refused.status, problemIn(refused).code]).toEqual([path, 403, "operators-only"]);
    }
    expect((await api.ask(inside, `/clients/${String(id)}`)).body).toMatchObject(client);
    expect(await at.rows`select 1 from baton.triggers`).toHaveLength(0);
    expect((await api.ask(operator, `/webhooks/${String(made.body["id"])}`)).body).toMatchObject({
      enabled: true,
    });
  },
);

test("an operator may, and what a program sent names whose key it was", async () => {
  const operator = await api.key(OPERATOR);
  for (const [path, asking] of doors["send-trigger"]?.("", "") ?? [])
    expect((await api.ask(operator, path, asking)).status).toBe(202);
  const sent = await at.rows`select id, sent_by from baton.triggers`;
  expect(sent.map((row) => row["sent_by"])).toEqual([at.user(OPERATOR), at.user(OPERATOR)]);
  const read = await api.ask(operator, `/triggers/${String(sent[0]?.["id"])}`);
  expect(read.body).toMatchObject({ sentBy: at.user(OPERATOR) });
});

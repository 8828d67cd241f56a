import { expect, test } from "vitest";
import { batchInWorkspace, inWorkspace } from "#db/client.ts";
import { findOrMakeDeal } from "#db/deals.ts";
import { closeEvidenceExceptions, openTriggerException } from "#db/exceptions.ts";
import { insertWebhook, noteFailed, updateWebhook } from "#db/webhooks.ts";
import { newWebhookId } from "#src/ids.ts";
import { stored } from "#test/support/intake.ts";
import { textOf } from "#test/support/bot.ts";
import { TUESDAY } from "#test/support/workspace.ts";
import { newTeam, type Team } from "./support.ts";

const OWNER = "ops@acme.example";

async function held({ at }: Team) {
  const trigger = await stored(at, "stripe", { type: "invoice.paid" });
  const deal = await findOrMakeDeal(at.db, at.id, { namespace: "hubspot.deal", externalId: "5512" }, TUESDAY);
  const hold = () =>
    batchInWorkspace(at.db, at.id, (tx) => [
      tx`update baton.triggers set status = 'evidence', type = 'payment.received', deal_id = ${deal}
        where workspace_id = ${at.id} and id = ${trigger}`,
      openTriggerException(tx, at.id, {
        trigger,
        type: "data_mismatch",
        owner: at.user(OWNER),
        reason: "No deal has <this> number",
        dueAt: TUESDAY,
        openedAt: TUESDAY,
      }),
    ]);
  const settle = () =>
    batchInWorkspace(at.db, at.id, (tx) => [closeEvidenceExceptions(tx, at.id, deal, TUESDAY)]);
  return { hold, settle };
}

test("the owner of a trigger that led nowhere is told once, and sees when it is settled", async () => {
  const team = await newTeam();
  const { hold, settle } = await held(team);
  team.worker();
  await hold();
  await hold();
  await team.settled();
  const [message, ...more] = await team.direct(OWNER);
  expect(more).toEqual([]);
  expect(message && textOf(message)).toContain("*payment.received from stripe*");
  expect(message && textOf(message)).toContain("> No deal has &lt;this&gt; number");
  await settle();
  await team.settled();
  const [settled, ...others] = await team.direct(OWNER);
  expect(others).toEqual([]);
  expect(settled && textOf(settled)).toContain("is settled since");
});

test("a notice of no run whose post was answered by nothing is looked for, and not posted twice", async () => {
  const team = await newTeam();
  const { hold } = await held(team);
  await team.slack.fault({ method: "chat.postMessage", http: 500, afterEffect: true });
  team.worker();
  await hold();
  await team.settled();
  expect(await team.direct(OWNER)).toHaveLength(1);
  expect(await team.slack.calls("chat.postMessage")).toHaveLength(1);
});

test("whoever made a webhook that is disabled is told to which host, since when and why, and sees when it is enabled again", async () => {
  const team = await newTeam();
  const { at } = team;
  const id = newWebhookId();
  const url = "https://hooks.acme.example/a-path-that-is-secret";
  const since = new Date(TUESDAY.getTime() - 86_400_000);
  const fail = (realNow: Date) =>
    noteFailed(
      at.db,
      at.id,
      { id, url },
      {
        error: "answered 500 <body>",
        realNow,
        failingTooLong: since,
        now: TUESDAY,
        again: () => [],
      },
    );
  const change = (enabled: boolean) =>
    inWorkspace(at.db, at.id, (tx) => updateWebhook(tx, at.id, id, { enabled }, TUESDAY));
  const row = { id, url, types: [], by: at.user("csm-1@acme.example"), at: since };
  await inWorkspace(at.db, at.id, (tx) => insertWebhook(tx, at.id, row, 1));
  await at.rows`update baton.webhooks set failing_since = ${since}`;
  team.worker();
  expect([await fail(TUESDAY), await fail(TUESDAY)]).toEqual([true, false]);
  await team.settled();
  const [message, ...more] = await team.direct("csm-1@acme.example");
  expect(more).toEqual([]);
  expect(message && textOf(message)).toContain("to *hooks.acme.example* is disabled");
  expect(message && textOf(message)).toContain("> answered 500 &lt;body&gt;");
  expect(message && textOf(message)).toContain(`PATCH /api/v1/webhooks/${id}`);
  expect(JSON.stringify(message)).not.toContain("a-path-that-is-secret");
  await change(true);
  await team.settled();
  const [again] = await team.direct(OWNER);
  expect(again && textOf(again)).toContain("enabled again since");
});

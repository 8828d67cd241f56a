import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inWorkspace } from "#db/client.ts";
import { verifyAudit } from "#services/verify-audit.ts";
import { actionIds, fields } from "#views/ids.ts";
import { people, startBot, taskNamed, type Bot } from "#test/support/bot.ts";

let bot: Bot;
beforeAll(async () => {
  bot = await startBot();
});
afterAll(() => bot.stop());

const NOTE = "Their contact is ill";

test("the record holds nothing by which a note could be guessed once it is erased, and still verifies then", async () => {
  const seen = await bot.startRun("Acme Robotics");
  const task = taskNamed(seen, "schedule-kickoff");
  await bot.claim(people.csmOne, task);
  await offerWithNote(seen.run.owner, seen.run.id);
  const records = await inWorkspace(bot.db, bot.workspace, (tx) => tx`select body from baton.events`);
  const record = records.map((row) => String(row["body"])).join("\n");
  expect(record).toContain('"type":"handoff-offered"');
  for (const guess of [NOTE, JSON.stringify({ person: people.psTwo, note: NOTE })]) {
    expect(record).not.toContain(guess);
    expect(record).not.toContain(createHash("sha256").update(guess).digest("hex").slice(0, 32));
  }

  const erased = await inWorkspace(bot.db, bot.workspace, (tx) => tx`delete from baton.texts returning id`);
  expect(erased).toHaveLength(1);
  expect(await verifyAudit(bot.context("system"), () => {})).toMatchObject({ broken: [] });
});

async function offerWithNote(owner: (typeof people)["psOne"], run: string): Promise<void> {
  const { person, note } = fields;
  const values = {
    [person.block_id]: { [person.action_id]: people.psTwo },
    [note.block_id]: { [note.action_id]: NOTE },
  };
  await bot.press(owner, actionIds.handOffRun, run);
  const { view } = await bot.slack.state(owner);
  if (!view) throw new Error("There is no form to submit");
  expect(await bot.slack.submit({ user: owner, view_id: view.id, values })).toMatchObject({ ok: true });
}

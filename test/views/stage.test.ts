import { expect, test } from "vitest";
import type { Run } from "#domain/run.ts";
import {
  given,
  kickoff,
  meets,
  opened,
  play,
  playbook,
  review,
  taskSpec,
  welcome,
} from "#test/support/domain.ts";
import { csmOne, csmTwo, MONDAY, owner, reviewer } from "#test/support/people.ts";
import { checklistParts } from "#domain/checklist.ts";
import { stageMessage } from "#views/stage.ts";
import { acme, buttonsIn, shown } from "./shown.ts";

const FRIDAY = new Date("2026-03-06T10:00:00Z");

function stage(run: Run, index = 0, now = MONDAY): string {
  return shown(stageMessage({ run, stage: index, part: 0, client: acme, now }).blocks);
}

test("a stage lists its tasks with whom they are for and when they are due", () => {
  expect(stage(opened())).toMatchInlineSnapshot(`
    "Kickoff
    0 of 3 tasks done
    *Do kickoff*
    Ready for customer success · due {2026-03-04 17:00 UTC} [Claim]
    *Do review*
    Ready for security · due {2026-03-05 17:00 UTC} [Claim]
    *Do welcome* · optional
    Ready for customer success [Claim]"
  `);
});

test("whoever has a task finds Done, Hand off and Give back on it", () => {
  expect(stage(given(csmOne.claims(kickoff)))).toContain(
    "*Do kickoff*\n<@U0CSMONE> has it · due {2026-03-04 17:00 UTC}\n[Done] [Hand off] [Give back]",
  );
});

test("an offer shows whom it went to, who has the task until then, and Withdraw", () => {
  const run = given(csmOne.claims(kickoff), csmOne.offers(kickoff, csmTwo));
  expect(stage(run)).toContain(
    "Offered to <@U0CSMTWO> until {2026-03-03 17:00 UTC}. <@U0CSMONE> has it until they accept.\n[Done] [Withdraw] [Give back]",
  );
});

test("what is overdue says so in words, with who has it and who acknowledged it", () => {
  const run = given(csmOne.claims(kickoff), meets("due", kickoff), csmOne.acknowledges(kickoff));
  expect(stage(run, 0, FRIDAY)).toContain(
    "⚠️ *Overdue* since {2026-03-04 17:00 UTC} · <@U0CSMONE> has it · acknowledged by <@U0CSMONE>",
  );
  expect(stage(run, 0, FRIDAY)).toContain(
    "⚠️ *Overdue* since {2026-03-05 17:00 UTC} · nobody has it yet, for security",
  );
});

test("a task that hasn't started names what it waits for, and has no button", () => {
  expect(stage(opened(), 1)).toMatchInlineSnapshot(`
    "Setup
    0 of 2 tasks done
    *Do connector*
    Not started · waits for Do kickoff and Do review
    *Do import*
    Not started · waits for Do kickoff"
  `);
});

test("success criteria stand with a task until it is done", () => {
  const asked = taskSpec("kickoff", { success: "The client has accepted the invitation" });
  const run = opened(playbook([{ stage: "Kickoff", tasks: [asked] }]));
  expect(stage(run)).toContain("Done when: The client has accepted the invitation");
  expect(stage(play(run, csmOne.claims(kickoff), csmOne.completes(kickoff)))).not.toContain("Done when");
});

test("a finished stage is a milestone, without buttons", () => {
  const run = given(
    csmOne.claims(kickoff),
    csmOne.completes(kickoff),
    reviewer.claims(review),
    reviewer.completes(review),
    owner.claims(welcome),
    owner.completes(welcome),
  );
  expect(stage(run)).toMatchInlineSnapshot(`
    "Kickoff
    Milestone reached: 3 of 3 tasks done
    *Do kickoff*
    ✓ Done by <@U0CSMONE> · {2026-03-02 10:00 UTC}
    *Do review*
    ✓ Done by <@U0REVIEWER> · {2026-03-02 10:00 UTC}
    *Do welcome* · optional
    ✓ Done by <@U0OWNER> · {2026-03-02 10:00 UTC}"
  `);
});

test("a long stage takes several messages of eight tasks, each of which says which part it is", () => {
  const tasks = Array.from({ length: 9 }, (_, number) => taskSpec(`t${number}`));
  const run = opened(playbook([{ stage: "Setup", tasks }]));
  expect(checklistParts(run, 0).length).toBe(2);
  const second = stageMessage({ run, stage: 0, part: 1, client: acme, now: MONDAY });
  expect(shown(second.blocks)).toMatch(/^Setup, part 2 of 2\n0 of 9 tasks done\n\*Do t8\*/);
  expect(buttonsIn(second.blocks)).toEqual(["Claim"]);
});

test("the notification says which client, which stage and how far", () => {
  expect(stageMessage({ run: opened(), stage: 0, part: 0, client: acme, now: MONDAY }).text).toBe(
    "Acme Robotics · Kickoff: 0 of 3 tasks done",
  );
});

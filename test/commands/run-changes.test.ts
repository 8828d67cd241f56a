import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { UserId } from "#domain/ids.ts";
import type { Task } from "#domain/task.ts";
import { changeRun as change } from "#services/change-run.ts";
import type { RunSeen } from "#services/read-run.ts";
import { actionIds, fields } from "#views/ids.ts";
import { people, startBot, taskNamed, type Bot } from "#test/support/bot.ts";
import {
  cardSaying,
  chooseChange,
  dmSaying,
  pressInWindow,
  submitForm,
  windowText,
} from "#test/support/steering.ts";
import { TUESDAY } from "#test/support/workspace.ts";

const {
  addTask,
  assignRun,
  assignTask,
  cancelRun,
  changeDue,
  mergeRun,
  moveRun,
  reopenTask,
  skipTask,
  undo,
} = actionIds;
const NEXT_WEEK = new Date("2026-12-01T15:00:00.000Z");
const TOO_LATE = "It has changed since then, so nothing was undone.";

let bot: Bot;
beforeAll(async () => {
  bot = await startBot();
});
afterAll(() => bot.stop());

describe("cancelling an onboarding", () => {
  test("says what ends with it, asks why, and tells its owner", async () => {
    const seen = await bot.startRun("Acme Robotics");
    const { operator } = people;
    const asked = await chooseChange(bot, operator, seen, cancelRun);
    expect(asked).toContain("can't be undone");
    expect(asked).toMatch(/With it end \d+ tasks/);
    expect(await submitForm(bot, operator, { reason: "  " })).toMatchObject({
      errors: { [fields.reason.block_id]: "Please say why." },
    });
    await submitForm(bot, operator, { reason: "They were sold to another company" });
    expect(await windowText(bot, operator)).toContain("is cancelled");
    expect(await dmSaying(bot, seen.run.owner, `was cancelled by <@${operator}>`)).toContain(
      "They were sold to another company",
    );
    expect(await cardSaying(bot, seen, "✕ *Cancelled*")).toContain("They were sold to another company");
  });
});

describe("the tasks of one onboarding", () => {
  test("can have one more, for a role, which can be claimed at once in the stage that is under way", async () => {
    const seen = await bot.startRun("Beta Labs");
    const { owner } = seen.run;
    await chooseChange(bot, owner, seen, addTask);
    await submitForm(bot, owner, {
      title: "Send the welcome parcel",
      stage: "0",
      role: "customer-success",
      duration: "1 business day",
      needed: "optional",
    });
    expect(await windowText(bot, owner)).toContain("*Send the welcome parcel* is to be done for *Beta Labs*");
    const added = (await bot.run(seen.run.id)).run.tasks.at(-1);
    expect(added).toMatchObject({
      title: "Send the welcome parcel",
      role: "customer-success",
      required: false,
      status: "ready",
      sla: { amount: 1, unit: "business days" },
    });
    await dmSaying(bot, people.csmOne, "Send the welcome parcel");
    expect(await pressInWindow(bot, owner, undo)).toContain("It is as it was before");
    const undone = (await bot.run(seen.run.id)).run.tasks.at(-1);
    expect(undone).toMatchObject({ status: "skipped", because: "by-hand", skippedBy: owner });
  });

  test("that was added stays once somebody has begun it", async () => {
    const seen = await bot.startRun("Begun Labs");
    const { owner } = seen.run;
    await chooseChange(bot, owner, seen, addTask);
    await submitForm(bot, owner, {
      title: "Send the welcome parcel",
      stage: "0",
      role: "customer-success",
      duration: "1 business day",
      needed: "optional",
    });
    await windowText(bot, owner);
    const added = (await bot.run(seen.run.id)).run.tasks.at(-1);
    if (!added) throw new Error("No task was added");
    await bot.claim(people.csmOne, added.id);
    expect(await pressInWindow(bot, owner, undo)).toContain(TOO_LATE);
    expect((await bot.run(seen.run.id)).run.tasks.at(-1)).toMatchObject({ status: "claimed" });
  });

  test("can't have one without a title", async () => {
    const seen = await bot.startRun("Untitled");
    await chooseChange(bot, seen.run.owner, seen, addTask);
    expect(await submitForm(bot, seen.run.owner, { title: "   " })).toMatchObject({
      errors: { [fields.title.block_id]: "Please say what is to be done." },
    });
  });

  test("can have one less: whoever had it hears why, and it is taken back by Undo", async () => {
    const seen = await bot.startRun("Gamma Foods");
    const { owner } = seen.run;
    const task = taskNamed(seen, "schedule-kickoff");
    await bot.claim(people.csmOne, task);
    await skip(owner, seen, task);
    expect(await statusOf(seen, "schedule-kickoff")).toBe("skipped");
    expect(await dmSaying(bot, people.csmOne, `<@${owner}> skipped`)).toContain("They met already");
    expect(await pressInWindow(bot, owner, undo)).toContain("is as it was before");
    expect(await taskOf(seen, "schedule-kickoff")).toMatchObject({
      status: "claimed",
      assignee: people.csmOne,
    });
    await dmSaying(bot, people.csmOne, "You now have");
    // It was offered meanwhile: the offer would not come back.
    await bot.press(people.csmOne, actionIds.handOffTask, task);
    await submitForm(bot, people.csmOne, { person: people.csmTwo });
    await skip(owner, seen, task);
    expect(await windowText(bot, owner)).toContain(`The offer to <@${people.csmTwo}> ends with it`);
    expect(await statusOf(seen, "schedule-kickoff")).toBe("claimed");
    await submitForm(bot, owner, { reason: "They met already" });
    expect(await windowText(bot, owner)).toContain("is skipped");
    expect(JSON.stringify((await bot.slack.state(owner)).view)).not.toContain(undo);
    expect(await statusOf(seen, "schedule-kickoff")).toBe("skipped");
  });

  test("that were skipped are not taken back once they were reopened and done", async () => {
    const seen = await bot.startRun("Delta Bank");
    const { owner } = seen.run;
    const task = taskNamed(seen, "schedule-kickoff");
    await skip(owner, seen, task);
    await chooseChange(bot, people.operator, seen, reopenTask);
    await submitForm(bot, people.operator, { target: task, reason: "It is needed after all" });
    expect(await windowText(bot, people.operator)).toContain("is to be done once more");
    await bot.claim(people.csmOne, task);
    await bot.press(people.csmOne, actionIds.completeTask, task);
    expect(await pressInWindow(bot, owner, undo)).toContain(TOO_LATE);
    expect(await statusOf(seen, "schedule-kickoff")).toBe("done");
  });

  test("that judge others' work can't be chosen to be skipped", async () => {
    const seen = await bot.startRun("Enterprise Plus", "guided");
    const approvals = seen.run.tasks.filter(({ work }) => work.kind === "approval");
    await chooseChange(bot, seen.run.owner, seen, skipTask);
    const shown = JSON.stringify((await bot.slack.state(seen.run.owner)).view);
    expect(approvals.length).toBeGreaterThan(0);
    for (const { id } of approvals) expect(shown).not.toContain(`"${id}"`);
  });
});

describe("a due date", () => {
  test("of a task is changed for whoever has it, and changed back by Undo", async () => {
    const seen = await bot.startRun("Epsilon Bank");
    const { owner } = seen.run;
    const task = taskNamed(seen, "schedule-kickoff");
    await bot.claim(people.csmOne, task);
    const before = await dueOf(seen, "schedule-kickoff");
    await setDue(owner, seen, task, NEXT_WEEK);
    expect(await dueOf(seen, "schedule-kickoff")).toEqual(NEXT_WEEK);
    expect(await dmSaying(bot, people.csmOne, `<@${owner}> changed when`)).toContain(
      "Schedule the kickoff call",
    );
    await pressInWindow(bot, owner, undo);
    expect(await dueOf(seen, "schedule-kickoff")).toEqual(before);
  });

  test("of the whole onboarding is changed and changed back", async () => {
    const seen = await bot.startRun("Zeta Works");
    const { owner, dueAt } = seen.run;
    await setDue(people.operator, seen, seen.run.id, NEXT_WEEK);
    expect((await bot.run(seen.run.id)).run.dueAt).toEqual(NEXT_WEEK);
    await dmSaying(bot, owner, `<@${people.operator}> changed the due date`);
    await pressInWindow(bot, people.operator, undo);
    expect((await bot.run(seen.run.id)).run.dueAt).toEqual(dueAt);
  });

  test("in the past is refused at its field, and one that was changed again since is not undone", async () => {
    const seen = await bot.startRun("Eta Works");
    const { owner } = seen.run;
    const task = taskNamed(seen, "schedule-kickoff");
    await chooseChange(bot, owner, seen, changeDue);
    expect(await submitForm(bot, owner, { target: task, due: seconds(TUESDAY) - 60 })).toMatchObject({
      errors: { [fields.due.block_id]: "That is in the past. Choose a time that is still to come." },
    });
    await submitForm(bot, owner, { target: task, due: seconds(NEXT_WEEK) });
    const later = new Date("2026-12-03T15:00:00.000Z");
    await setDue(people.operator, seen, task, later);
    expect(await pressInWindow(bot, owner, undo)).toContain(TOO_LATE);
    expect(await dueOf(seen, "schedule-kickoff")).toEqual(later);
  });
});

describe("giving to somebody", () => {
  test("an onboarding makes it theirs at once; Undo, for whoever may, gives it back", async () => {
    const seen = await bot.startRun("Theta Works");
    const { owner } = seen.run;
    const other = owner === people.psOne ? people.psTwo : people.psOne;
    await chooseChange(bot, owner, seen, assignRun);
    expect(await submitForm(bot, owner, { person: people.leaver })).toMatchObject({
      errors: { [fields.person.block_id]: expect.stringContaining("deactivated") },
    });
    await submitForm(bot, owner, { person: other });
    expect(await windowText(bot, owner)).toContain(`<@${other}> owns the onboarding of *Theta Works*`);
    await dmSaying(bot, other, `<@${owner}> gave it to you`);
    // It isn't theirs any longer, so it isn't theirs to take back either.
    expect(await windowText(bot, owner)).toContain("Only they and operators can give it to somebody else");
    expect(await windowText(bot, owner)).not.toContain("Undo");
    await chooseChange(bot, people.operator, seen, assignRun);
    await submitForm(bot, people.operator, { person: owner });
    await pressInWindow(bot, people.operator, undo);
    expect((await bot.run(seen.run.id)).run.owner).toBe(other);
  });

  test("a late task offers to undo it: back to whoever had it, or to nobody", async () => {
    const own = await startBot();
    try {
      const seen = await own.startRun("Iota Works");
      const { owner } = seen.run;
      const task = taskNamed(seen, "schedule-kickoff");
      await own.claim(people.csmOne, task);
      own.setNow(new Date("2026-12-02T20:00:00Z"));
      await own.sweep();
      await own.say(owner, "/onboard");
      await own.press(owner, assignTask, task);
      await submitForm(own, owner, { person: people.csmTwo });
      expect(await windowText(own, owner)).toContain(`is with <@${people.csmTwo}>`);
      await pressInWindow(own, owner, undo);
      const found = (await own.run(seen.run.id)).run.tasks.find(({ id }) => id === task);
      expect(found).toMatchObject({ status: "claimed", assignee: people.csmOne });
    } finally {
      await own.stop();
    }
  });
});

describe("an onboarding that was opened for the wrong client", () => {
  test("is moved to the right one by its name", async () => {
    await bot.startRun("Kappa Works");
    const seen = await bot.startRun("Capa Works");
    await moveTo(seen, "KAPPA works");
    expect(await windowText(bot, seen.run.owner)).toContain("The onboarding is for *Kappa Works*");
    await cardSaying(bot, await bot.run(seen.run.id), "Enterprise onboarding");
    expect((await bot.run(seen.run.id)).client.name).toBe("Kappa Works");
  });

  test("is asked about where a name only comes close, and again before a new client is made", async () => {
    await bot.startRun("Lambda Works");
    const seen = await bot.startRun("Wrong Works");
    await moveTo(seen, "Lambda Work");
    expect(await windowText(bot, seen.run.owner)).toContain("I know no client called “Lambda Work”");
    await submitForm(bot, seen.run.owner, { choice: "Lambda Works" });
    expect((await bot.run(seen.run.id)).client.name).toBe("Lambda Works");

    await moveTo(seen, "Quite Another Company");
    expect((await bot.run(seen.run.id)).client.name).toBe("Lambda Works");
    await submitForm(bot, seen.run.owner, {});
    expect((await bot.run(seen.run.id)).client.name).toBe("Quite Another Company");
  });

  test("is moved to nothing that could be no client", async () => {
    const seen = await bot.startRun("My Works");
    await chooseChange(bot, seen.run.owner, seen, moveRun);
    expect(await submitForm(bot, seen.run.owner, { client: "??" })).toMatchObject({
      errors: { [fields.client.block_id]: expect.stringContaining("no letter and no digit") },
    });
  });
});

describe("two onboardings of one sale", () => {
  test("are merged by choosing the one that goes on, and saying so once more", async () => {
    const lesser = await bot.startRun("Nu Works");
    const other = await bot.startRun("Nu Works Limited");
    const { operator } = people;
    await chooseChange(bot, operator, lesser, mergeRun);
    await submitForm(bot, operator, { into: other.run.id });
    const asked = await windowText(bot, operator);
    expect(asked).toContain("Merge for good?");
    expect(asked).toMatch(/✕ \*Nu Works\*.*\*ends\*/);
    expect(asked).toMatch(/▶ \*Nu Works Limited\*.*\*goes on\*/);
    expect((await bot.run(lesser.run.id)).run.status).toBe("active");
    await submitForm(bot, operator, { note: "They signed twice" });
    expect(await windowText(bot, operator)).toContain("goes on in its stead");
    expect((await bot.run(lesser.run.id)).run).toMatchObject({
      status: "cancelled",
      mergedInto: other.run.id,
    });
    const { client, threadLink, run } = await bot.run(other.run.id);
    const goesOn = `It goes on in the onboarding of <${threadLink}|${client.name}>, owned by <@${run.owner}>`;
    expect(await cardSaying(bot, lesser, "➔ *Merged*")).toContain(goesOn);
    expect(await bot.say(operator, '/onboard status "Nu Works"')).toContain(goesOn);
    await dmSaying(bot, lesser.run.owner, goesOn);
  });

  test("stay two where the other ended while somebody read the question", async () => {
    const lesser = await bot.startRun("Xi Works");
    const other = await bot.startRun("Xi Works Limited");
    const { operator } = people;
    const { owner } = other.run;
    await chooseChange(bot, operator, lesser, mergeRun);
    await submitForm(bot, operator, { into: other.run.id });
    await bot.say(owner, "/onboard cancel xi works limited");
    await submitForm(bot, owner, { reason: "They left" });
    await submitForm(bot, operator, {});
    expect(await windowText(bot, operator)).toContain("That onboarding is over");
    expect((await bot.run(lesser.run.id)).run.status).toBe("active");
  });

  test("are merged by whoever owns both; into somebody else's, only by operators, who alone can choose it", async () => {
    const lesser = await bot.startRun("Omicron Works");
    const other = await bot.startRun("Omicron Works Limited");
    const { owner } = lesser.run;
    expect(other.run.owner).not.toBe(owner);
    const mine = await bot.startRun("Omicron Works Ltd");
    const given = { type: "assign-run", to: owner } as const;
    await change(bot.context(people.operator), { run: mine.run.id, key: "given", ask: given });
    const choices = async (user: UserId) => {
      await chooseChange(bot, user, lesser, mergeRun);
      return JSON.stringify((await bot.slack.state(user)).view);
    };
    const ofOwner = await choices(owner);
    expect(ofOwner).toContain(mine.run.id);
    expect(ofOwner).not.toContain(other.run.id);
    expect(await choices(people.operator)).toContain(other.run.id);
  });
});

async function skip(user: UserId, seen: RunSeen, task: Task["id"]): Promise<void> {
  await chooseChange(bot, user, seen, skipTask);
  await submitForm(bot, user, { target: task, reason: "They met already" });
}

async function setDue(user: UserId, seen: RunSeen, target: string, at: Date): Promise<void> {
  await chooseChange(bot, user, seen, changeDue);
  await submitForm(bot, user, { target, due: seconds(at) });
}

async function moveTo(seen: RunSeen, client: string): Promise<void> {
  await chooseChange(bot, seen.run.owner, seen, moveRun);
  await submitForm(bot, seen.run.owner, { client });
}

function seconds(at: Date): number {
  return at.getTime() / 1000;
}

async function taskOf(seen: RunSeen, key: string): Promise<Task> {
  const found = (await bot.run(seen.run.id)).run.tasks.find((task) => task.key === key);
  if (!found) throw new Error(`There is no task ${key}`);
  return found;
}

async function statusOf(seen: RunSeen, key: string): Promise<string> {
  return (await taskOf(seen, key)).status;
}

async function dueOf(seen: RunSeen, key: string): Promise<Date | null> {
  const task = await taskOf(seen, key);
  return "due" in task ? (task.due?.at ?? null) : null;
}

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { NoticeKind } from "#domain/effects.ts";
import { taskIdOf } from "#domain/ids.ts";
import { requireTask, type Run } from "#domain/run.ts";
import { isOpen } from "#domain/task.ts";
import { RunIdSchema } from "#src/ids.ts";
import { addTaskModal } from "#views/add-task-modal.ts";
import { assignRunModal } from "#views/assign-run-modal.ts";
import { cancelModal } from "#views/cancel-modal.ts";
import { cardMessage } from "#views/card.ts";
import { skippedAnswer, unskippedAnswer } from "#views/change-answers.ts";
import { changeMenu } from "#views/change-menu.ts";
import { dueModal } from "#views/due-modal.ts";
import { runLine, type RunLine } from "#views/lines.ts";
import { confirmMergeModal, mergeModal } from "#views/merge-modal.ts";
import { moveModal, newClientModal } from "#views/move-modal.ts";
import { noticeMessage } from "#views/notice.ts";
import { pauseModal } from "#views/pause-modal.ts";
import { confirmSkipModal, reopenModal, skipModal } from "#views/pick-task-modal.ts";
import { refusalText } from "#views/refusals.ts";
import { stageMessage } from "#views/stage.ts";
import { undoButton } from "#views/buttons.ts";
import { at, automation, meets, play, RUN, started, taskSpec, text } from "#test/support/domain.ts";
import { csmOne, MONDAY, operator, owner } from "#test/support/people.ts";
import { acme, buttonsIn, noticeProps, problemsOf, shown } from "./shown.ts";

const FRIDAY = new Date("2026-03-06T10:00:00Z");
const NEXT_WEEK = new Date("2026-03-09T09:00:00Z");
const OTHER = RunIdSchema.parse("run_000000000002");
const first = taskIdOf(RUN, 1);

const call = taskSpec("call", { after: [], sla: { amount: 2, unit: "business days" } });
const contacts = taskSpec("contacts", {
  after: [],
  sla: { amount: 2, unit: "business days" },
  work: { kind: "client" },
});
const anyLine: RunLine = {
  isPart: false,
  client: "Acme Robotics",
  threadLink: null,
  id: OTHER,
  title: "Enterprise onboarding",
  owner: owner.id,
  status: "active",
  done: 1,
  total: 3,
  overdueTasks: 0,
  gates: 0,
  dueAt: NEXT_WEEK,
  completedAt: null,
  cancelledAt: null,
  review: null,
};
const later = taskSpec("later", { after: [], sla: null });

function paused(on: "client" | "vendor" = "client"): Run {
  const pause = { type: "pause-run", on, reviewAt: NEXT_WEEK, reason: text("Holidays") } as const;
  return play(started(call, contacts, later), csmOne.claims(first), owner.asks(pause));
}

/** The checklist without its heading. */
function stage(run: Run, now = MONDAY): string {
  return shown(stageMessage({ run, stage: 0, part: 0, client: acme, now }).blocks.slice(2));
}

function notice(kind: NoticeKind, run: Run, some: Partial<Parameters<typeof noticeProps>[2]> = {}): string {
  const { blocks } = noticeMessage(noticeProps(kind, run, { recipient: csmOne.id, ...some }));
  return shown(blocks.slice(0, -1));
}

describe("a paused run", () => {
  test("says on its card for whom it rests, since when, why and until when, and leads on", () => {
    const { blocks, text } = cardMessage({
      run: paused(),
      client: acme,
      reason: "They are away",
      now: FRIDAY,
    });
    expect(text).toBe("Acme Robotics: Enterprise onboarding, 0 of 3 tasks done, paused");
    expect(shown(blocks)).toMatchInlineSnapshot(`
      "Acme Robotics
      Enterprise onboarding · opened {2026-03-02 10:00 UTC}
      *0 of 3 tasks done*  ○○○○○○○○○○
      ⏸ *Paused, waiting for the client* · since {2026-03-02 10:00 UTC}, by <@U0OWNER>
      > They are away
      *Owner*
      <@U0OWNER> *Due*
      Set anew when it goes on *Now*
      Only (0 of 3) *Looked at again*
      {2026-03-09 09:00 UTC}
      *Stuck*
      • *Do contacts*: ⚠️ *Overdue* since {2026-03-04 17:00 UTC} · ⏳ Waits for the client · looked after by customer success
      1 task to claim: Do later
      [Resume] [Hand off] [More…]"
    `);
    expect(shown(blocks)).not.toContain("Next deadline");
  });

  test("says nothing of a reason where none was written, or it was erased", () => {
    expect(shown(cardMessage({ run: paused(), client: acme, now: MONDAY }).blocks)).not.toMatch(/^> /m);
  });

  test("shows no due time but the client's, where it waits for the client", () => {
    expect(stage(paused("client"))).toMatchInlineSnapshot(`
      "*Do call*
      <@U0CSMONE> has it · ⏸ paused
      [Done] [Hand off] [Give back]
      *Do contacts*
      ⏳ Waits for the client · looked after by customer success · due {2026-03-04 17:00 UTC} [Done]
      *Do later*
      Ready for customer success · ⏸ paused [Claim]"
    `);
    expect(stage(paused("vendor"))).not.toContain("due {");
  });

  test("is never late, however far the clock moves, but for what the client is to do", () => {
    expect(stage(paused("client"), NEXT_WEEK).match(/Overdue/g)).toHaveLength(1);
    expect(stage(paused("vendor"), NEXT_WEEK)).not.toContain("Overdue");
  });

  test("of which somebody was called about a late task before still says so", () => {
    const late = play(started(call), csmOne.claims(first), meets("due", first));
    const run = play(
      late,
      at(FRIDAY, owner.asks({ type: "pause-run", on: "us", reviewAt: NEXT_WEEK, reason: null })),
    );
    expect(stage(run, FRIDAY)).toContain("*Overdue* since");
  });
});

describe("whoever has something to do with a run hears", () => {
  test("that it rests, and once it goes on, that", () => {
    expect(notice("run-paused", paused(), { words: "They are away" })).toMatchInlineSnapshot(`
      "The onboarding of *Acme Robotics* is paused.
      ⏸ *Paused, waiting for the client* · since {2026-03-02 10:00 UTC}, by <@U0OWNER>
      > They are away
      Nothing new starts in it, and only what the client is to do stays due. It is looked at again {2026-03-09 09:00 UTC}."
    `);
    const going = play(paused(), at(FRIDAY, owner.asks({ type: "resume-run" })));
    expect(notice("run-resumed", going)).toMatchInlineSnapshot(`
      "▶ The onboarding of *Acme Robotics* goes on. It is due {2026-04-17 17:00 UTC}. The time that was left when it was paused is left now.
      *Do call*
      You have it · due {2026-03-10 17:00 UTC}"
    `);
    expect(notice("run-paused", going)).toContain("goes on");
  });

  test("as its owner, whether it still has to rest, and can say so at once; once it goes on, no longer", () => {
    const asked = noticeMessage(
      noticeProps("pause-review", paused(), { recipient: owner.id, level: 2, words: "Away" }),
    );
    expect(shown(asked.blocks)).toMatchInlineSnapshot(`
      "Call 2: *Does the onboarding of Acme Robotics still have to rest?*
      ⏸ *Paused, waiting for the client* · since {2026-03-02 10:00 UTC}, by <@U0OWNER>
      > Away
      *0 of 3 tasks done*  ○○○○○○○○○○
      [Resume] [Keep paused…]
      <https://acme.slack.example/archives/C1/p1|Open the thread>"
    `);
    const going = play(paused(), at(FRIDAY, owner.asks({ type: "resume-run" })));
    const after = noticeMessage(noticeProps("pause-review", going, { recipient: owner.id }));
    expect(buttonsIn(after.blocks)).toEqual([]);
  });

  test("whose it is now, and whose it was", () => {
    const run = play(started(call), operator.asks({ type: "assign-run", to: csmOne.id }));
    expect(notice("run-assigned", run, { by: operator.id })).toMatchInlineSnapshot(`
      "You own the onboarding of *Acme Robotics*: Enterprise onboarding.
      <@U0OPERATOR> gave it to you. You answer for it until somebody accepts it from you.
      *0 of 1 task done*  ○○○○○○○○○○
      [Hand off]"
    `);
    expect(notice("run-taken-over", run, { recipient: owner.id, by: operator.id })).toMatchInlineSnapshot(
      `"The onboarding of *Acme Robotics* is no longer yours: <@U0OPERATOR> gave it to <@U0CSMONE>."`,
    );
  });

  test("what was skipped that they had, by whom and why", () => {
    const run = play(
      started(call),
      csmOne.claims(first),
      owner.asks({ type: "skip-task", task: first, reason: text("They met") }),
    );
    expect(notice("task-skipped", run, { tasks: [first], by: owner.id, words: "They met already" }))
      .toMatchInlineSnapshot(`
      "<@U0OWNER> skipped *Do call* for *Acme Robotics*.
      > They met already
      It was with you, and nobody has to do it any more."
    `);
    expect(stage(run)).toContain("Skipped by hand");
  });

  test("what is due at another time", () => {
    const run = play(
      started(call),
      csmOne.claims(first),
      owner.asks({ type: "change-due", task: first, dueAt: NEXT_WEEK }),
    );
    expect(notice("due-changed", run, { tasks: [first], by: owner.id })).toMatchInlineSnapshot(`
      "<@U0OWNER> changed when *Do call* is due for *Acme Robotics*.
      You have it · due {2026-03-09 09:00 UTC}"
    `);
    const whole = play(run, owner.asks({ type: "change-run-due", dueAt: NEXT_WEEK }));
    expect(notice("due-changed", whole, { by: owner.id })).toMatchInlineSnapshot(
      `"<@U0OWNER> changed the due date of the onboarding of *Acme Robotics* to {2026-03-09 09:00 UTC}."`,
    );
  });

  test("that another was merged into it", () => {
    expect(notice("run-absorbed", started(call), { by: operator.id })).toMatchInlineSnapshot(`
      "➔ Another onboarding was merged by <@U0OPERATOR> into that of *Acme Robotics*, Enterprise onboarding, which goes on as it is.
      What came for the other, and whatever comes for it later, is for this one."
    `);
  });

  test("that all is done and only Resume is missing, until it goes on", () => {
    const pausing = owner.asks({ type: "pause-run", on: "vendor", reviewAt: NEXT_WEEK, reason: null });
    const done = play(started(call), csmOne.claims(first), pausing, csmOne.completes(first));
    const told = noticeMessage(noticeProps("run-to-resume", done, { recipient: owner.id }));
    expect(shown(told.blocks)).toMatchInlineSnapshot(`
      "Everything that the onboarding of *Acme Robotics* needs is done, and it is paused. Resume it, and it is complete.
      ⏸ *Paused, waiting for a vendor* · since {2026-03-02 10:00 UTC}, by <@U0OWNER>
      [Resume]
      <https://acme.slack.example/archives/C1/p1|Open the thread>"
    `);
    const complete = play(done, owner.asks({ type: "resume-run" }));
    expect(notice("run-to-resume", complete, { recipient: owner.id })).toContain("is complete");
  });

  test("why it was cancelled and by whom, or that another goes on in its stead", () => {
    const cancelled = play(
      started(call),
      operator.asks({ type: "cancel-run", reason: "Cancelled by hand", note: text("They left") }),
    );
    const why = { by: operator.id, words: "They left" };
    expect(notice("run-cancelled", cancelled, { ...why, recipient: csmOne.id })).toContain(
      "What you had of it in hand ended with it.",
    );
    expect(notice("run-cancelled", cancelled, { ...why, recipient: owner.id })).toMatchInlineSnapshot(`
      "✕ The onboarding of *Acme Robotics* was cancelled by <@U0OPERATOR> with 0 of 1 task done. Nothing in it goes on.
      > They left"
    `);
    const into = { run: OTHER, owner: null, isLive: true, isPart: false };
    const merged = play(started(call), owner.asks({ type: "merge-run", into, note: null }));
    const threadLink = "https://acme.slack.example/archives/C1/p2";
    const goesOn = { client: "Acme <Robotics>", owner: owner.id, threadLink };
    const told = noticeMessage({
      ...noticeProps("run-cancelled", merged, { recipient: owner.id }),
      merged: goesOn,
    });
    expect(shown(told.blocks)).toContain(
      `It goes on in the onboarding of <${threadLink}|Acme &lt;Robotics&gt;>, owned by <@${owner.id}>.`,
    );
    expect(notice("run-cancelled", merged)).toContain("It goes on in another onboarding of the same sale.");
    expect(shown(cardMessage({ run: merged, client: acme, merged: goesOn, now: MONDAY }).blocks))
      .toMatchInlineSnapshot(`
        "Acme Robotics
        Enterprise onboarding · opened {2026-03-02 10:00 UTC}
        ➔ *Merged* into another onboarding of the same sale, with 0 of 1 task done. It goes on in the onboarding of <https://acme.slack.example/archives/C1/p2|Acme &lt;Robotics&gt;>, owned by <@U0OWNER>.
        *Owner*
        <@U0OWNER> *Merged*
        {2026-03-02 10:00 UTC}"
      `);
  });
});

test("what can be changed is a button each; of a part it can't be moved or merged", () => {
  const run = started(call);
  const menu = (of: Run) =>
    buttonsIn(changeMenu({ run: of, client: acme, toSkip: [1], toReopen: [1] }).blocks);
  expect(menu(run)).toEqual([
    "Pause…",
    "Give to somebody…",
    "Change due dates…",
    "Add a task…",
    "Skip a task…",
    "Reopen a task…",
    "Move to another client…",
    "Merge with another…",
    "Cancel it…",
  ]);
  const part = { ...run, parent: { run: OTHER, task: taskIdOf(OTHER, 1), execution: 1 } };
  expect(menu(part)).not.toContain("Merge with another…");
  expect(menu(paused())).toEqual(expect.arrayContaining(["Resume", "Keep paused…"]));
  expect(menu(paused())).not.toContain("Change due dates…");
});

test("every form stays within Slack's limits, whatever things are called", () => {
  const anyName = fc.oneof(
    fc.string({ minLength: 1, maxLength: 30 }),
    fc.constantFrom("&".repeat(5000), "word ".repeat(1000), "😀".repeat(200), "<!channel>"),
  );
  fc.assert(
    fc.property(anyName, fc.integer({ min: 1, max: 130 }), (name, size) => {
      const client = { name };
      const run = started(
        ...Array.from({ length: size }, (_, number) => taskSpec(`t${number}`, { title: name, after: [] })),
      );
      const line = { ...anyLine, client: name, title: name };
      const tasks = run.tasks;
      const modals = [
        changeMenu({ run, client, toSkip: tasks, toReopen: tasks }),
        pauseModal({ run, client, reason: null, inAWeek: "2026-03-09" }),
        pauseModal({ run: paused(), client, reason: "x".repeat(3000), inAWeek: "2026-03-09" }),
        cancelModal({ run, client }),
        addTaskModal({ run, client, roles: ["customer-success", name.slice(0, 60)] }),
        skipModal({ run, client, tasks }),
        reopenModal({ run, client, tasks }),
        dueModal({ run, client, tasks: tasks.filter(isOpen) }),
        assignRunModal({ run, client }),
        moveModal({ run, client }),
        newClientModal({ run, typed: name.slice(0, 120), suggestions: [name] }),
        newClientModal({ run, typed: name.slice(0, 120), suggestions: [] }),
        mergeModal({ run, client, others: Array.from({ length: size }, () => line), isCut: size > 100 }),
        confirmMergeModal({ one: { run, client }, other: { run, client } }),
      ];
      for (const { title, submit, close, blocks, private_metadata: about = "" } of modals) {
        expect(problemsOf(blocks, "modal")).toEqual([]);
        for (const words of [title, submit, close]) expect(words?.text.length ?? 0).toBeLessThanOrEqual(24);
        expect(about.length).toBeLessThanOrEqual(3000);
      }
    }),
    { numRuns: 15, endOnFailure: true },
  );
});

test("whoever skips what can't be begun again is told what ends with it, and asked once more", () => {
  const said = (run: Run) => {
    const after = play(run, owner.asks({ type: "skip-task", task: first, reason: text("They met") }));
    const of = { run, after, client: acme, task: requireTask(run, first), reason: "They met" };
    expect(skippedAnswer(requireTask(after, first), { run: after, client: acme })).not.toHaveProperty(
      "blocks",
    );
    return shown(confirmSkipModal(of).blocks);
  };
  expect(said(started(call))).toMatchInlineSnapshot(`
    "*Do call*, for *Acme Robotics*. It is the last task that is needed: without it the onboarding is complete, and whatever is still open in it ends. ⚠️ *This can't be undone.*
    Why not? | It is kept with the record."
  `);
  const system = { role: "system", work: automation() };
  expect(said(started(taskSpec("provision", system), call))).toContain("A system is at work on it");
  const migration = { role: "system", work: { kind: "run", playbook: "migration" } } as const;
  expect(said(started(taskSpec("migration", migration), call))).toContain("under way for it is cancelled");
  const offered = play(started(call, taskSpec("also")), csmOne.claims(first), csmOne.offers(first, operator));
  expect(said(offered)).toContain("The offer to <@U0OPERATOR> ends with it.");
});

test("who undoes a skip reads what began meanwhile, and goes on", () => {
  const run = play(
    started(call, taskSpec("after", { after: ["call"] })),
    owner.asks({ type: "skip-task", task: first, reason: text("They met") }),
    owner.asks({ type: "unskip-task", task: first }),
  );
  expect(unskippedAnswer(run, requireTask(run, first)).text).toBe(
    "✓ *Do call* is as it was before. What began meanwhile goes on: *Do after*.",
  );
});

test("whoever reopens a task reads which approvals are asked anew with it", () => {
  const approval = { work: { kind: "approval", needed: 1 }, role: "security", after: ["call"] } as const;
  const run = play(
    started(call, later, taskSpec("sign-off", approval)),
    csmOne.claims(first),
    csmOne.completes(first),
  );
  const modal = JSON.stringify(reopenModal({ run, client: acme, tasks: [requireTask(run, first)] }));
  expect(modal).toContain("asks anew: Do sign-off");
  expect(modal).not.toContain("What came after it stays");
});

const GroupsSchema = z.object({
  element: z.object({
    option_groups: z.array(
      z.object({
        label: z.object({ text: z.string() }),
        options: z.array(z.object({ value: z.string() })),
      }),
    ),
  }),
});

test("of a run with more tasks than a list may hold each can be picked, under the heading of its stage", () => {
  const run = started(...Array.from({ length: 230 }, (_, number) => taskSpec(`t${number}`, { after: [] })));
  const picked = run.tasks.map(({ id }) => id);
  const { blocks } = skipModal({ run, client: acme, tasks: run.tasks });
  const groups = GroupsSchema.parse(blocks[1]).element.option_groups;
  expect(groups.map(({ label, options }) => [label.text, options.length])).toEqual([
    ["Only", 100],
    ["Only", 100],
    ["Only", 30],
  ]);
  expect(groups.flatMap(({ options }) => options.map(({ value }) => value))).toEqual(picked);
  expect(problemsOf(blocks, "modal")).toEqual([]);
});

test("whoever may not merge into somebody else's hears that, and not that they can't merge", () => {
  const who = { kind: "role", role: "operators" } as const;
  expect(refusalText({ code: "not-allowed", intent: "merge-run", who }, null)).toBe(
    "Only operators can merge the onboarding with somebody else's. Ask one of them.",
  );
});

test("what is due at another time is chosen, and when: no time is preset that one press would take", () => {
  const run = started(call);
  const [, what, time] = dueModal({ run, client: acme, tasks: run.tasks.filter(isOpen) }).blocks;
  expect(what).toMatchObject({ element: { placeholder: { text: "Choose what" } } });
  expect(time).toMatchObject({ element: { type: "datetimepicker" } });
  expect(JSON.stringify(time)).not.toContain("initial");
});

test("a part of another onboarding is told from the whole in a list", () => {
  expect(runLine({ ...anyLine, isPart: true }, { me: null, now: MONDAY })).toContain(
    "*Acme Robotics*, Enterprise onboarding, part of another:",
  );
});

test("an Undo carries what it takes back, and what it is undone from", () => {
  const { value } = undoButton({ undo: "assign", task: first, was: null, now: csmOne.id }, "Do call");
  expect(JSON.parse(value ?? "")).toEqual({ undo: "assign", task: first, was: null, now: csmOne.id });
  const due = undoButton({ undo: "run-due", run: RUN, was: MONDAY, now: FRIDAY }, "Acme");
  expect(JSON.parse(due.value ?? "")).toEqual({
    undo: "run-due",
    run: RUN,
    was: MONDAY.toISOString(),
    now: FRIDAY.toISOString(),
  });
});

test("a line of a list says for whom a run is paused, and not when it is due", () => {
  const line = runLine(
    { ...anyLine, status: "paused", review: { on: "vendor", at: NEXT_WEEK } },
    { me: null, now: MONDAY },
  );
  expect(line).toContain("⏸ *paused*, waiting for a vendor until");
  expect(line).not.toContain("due");
});

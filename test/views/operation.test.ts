import { expect, test } from "vitest";
import { OperationIdSchema, RunIdSchema, UserIdSchema } from "#src/ids.ts";
import type { UserId } from "#domain/ids.ts";
import type { Act } from "#domain/operation.ts";
import { OPEN_STATES } from "#domain/run-filter.ts";
import { operationConcerns } from "#views/operation-concerns.ts";
import { operationMessage, progressBar, type OperationProps } from "#views/operation.ts";
import { confirmOperationModal } from "#views/operation-modals.ts";
import { buttonsIn, problemsOf, shown } from "./shown.ts";

const id = OperationIdSchema.parse("opn_000000000001");
const to = UserIdSchema.parse("U0CSMTWO");
const operation: OperationProps = {
  id,
  spec: { kind: "reassign", to, tasks: true },
  by: UserIdSchema.parse("U0OPERATOR"),
  total: 40,
  done: 19,
  refused: 1,
  failed: 0,
  state: "running",
  stoppedBy: null,
  finishedAt: null,
  refusals: [{ code: "not-allowed", runs: 1, clients: ["Acme <Robotics>"] }],
  failures: [],
  partly: null,
  isUndone: false,
  undoneBy: null,
  which: { states: OPEN_STATES, owner: UserIdSchema.parse("U0CSMONE") },
  some: [
    { client: "Acme <Robotics>", threadLink: "https://acme.slack.example/archives/C1/p1" },
    { client: "Beta Foods", threadLink: null },
  ],
};
const FORMER = UserIdSchema.parse("U0CSMONE");
const AT = new Date("2026-11-24T09:00:00.000Z");
const whole = (client: string) => ({ client, title: "Enterprise onboarding", isPart: false });
const MAY = { mayUndo: true };

test("whoever acts on many onboardings sees how far it is, and can stop it", () => {
  expect(shown(operationMessage(operation, MAY).blocks)).toMatchInlineSnapshot(`
    "*Reassigning*
    <@U0CSMTWO> becomes the owner, and gets the tasks that the former owner holds there.
    *Which:* open, owned by <@U0CSMONE> (<https://acme.slack.example/archives/C1/p1|Acme &lt;Robotics&gt;>, Beta Foods and 37 more)
    *20 of 40*  ●●●●●○○○○○
    19 changed, 1 left as it was, 20 to come
    *Left as they were*
    • 1 onboarding: only the owner and operators may do that (Acme &lt;Robotics&gt;)
    [Stop]"
  `);
});

test.for([
  { state: "running", done: 19, buttons: ["Stop"] },
  { state: "stopped", done: 19, buttons: ["Continue", "Undo…"] },
  { state: "stopped", done: 0, buttons: ["Continue"] },
  { state: "done", done: 39, buttons: ["Undo…"] },
] as const)("while it is $state with $done changed, one can press $buttons", ({ state, done, buttons }) => {
  expect(buttonsIn(operationMessage({ ...operation, state, done }, MAY).blocks)).toEqual(buttons);
});

test("what undoes something offers no Undo, and neither does what was undone, or changed nothing", () => {
  const moved = { kind: "move-due", later: { amount: 2, unit: "business days" } } as const;
  const done = { ...operation, done: 40, refused: 0, refusals: [], state: "done" } as const;
  const buttons = (one: Partial<OperationProps>) =>
    buttonsIn(operationMessage({ ...done, ...one }, MAY).blocks);
  expect(buttons({ spec: moved })).toEqual(["Undo…"]);
  expect(buttons({ spec: { kind: "undo", of: id, act: moved } })).toEqual([]);
  expect(buttons({ isUndone: true })).toEqual([]);
  expect(buttons({ done: 0, refused: 40 })).toEqual([]);
});

test("what broke, what stayed and who stopped it are told apart", () => {
  const act = { kind: "move-due", later: { amount: 2, unit: "business days" } } as const;
  const run = RunIdSchema.parse("run_000000000001");
  const stopped: OperationProps = {
    ...operation,
    spec: { kind: "undo", of: id, act },
    failed: 7,
    failures: [{ run, client: "Beta <Foods>", reference: "1a2b3c4d" }],
    partly: { stayed: 3, runs: 2, clients: ["Gamma Retail", "Delta Bank"] },
    state: "stopped",
    stoppedBy: to,
  };
  expect(shown(operationMessage(stopped, MAY).blocks)).toMatchInlineSnapshot(`
    "*Due dates moved back: stopped*
    What was moved by 2 business days is due when it was before, where nobody changed it since.
    *Which:* open, owned by <@U0CSMONE> (<https://acme.slack.example/archives/C1/p1|Acme &lt;Robotics&gt;>, Beta Foods and 37 more)
    *27 of 40*  ●●●●●●○○○○
    19 changed, 1 left as it was, 7 failed, 13 to come
    *Left as they were*
    • 1 onboarding: only the owner and operators may do that (Acme &lt;Robotics&gt;)
    *Changed in part*
    • 3 due dates stayed, since somebody changed them (Gamma Retail and Delta Bank)
    *Not changed: something broke on our side*
    • Beta &lt;Foods&gt; (\`1a2b3c4d\`)
    and 6 more
    Each was tried several times. An administrator finds what broke in the log, by the reference.
    [Continue]
    <@U0CSMTWO> stopped it."
  `);
});

test("the bar is full only when all is done", () => {
  expect(progressBar(0, 3)).toBe("*0 of 3*  ○○○○○○○○○○");
  expect(progressBar(999, 1000)).toBe("*999 of 1000*  ●●●●●●●●●○");
  expect(progressBar(3, 3)).toBe("*3 of 3*  ●●●●●●●●●●");
});

test("whoever gives away what they own is promised no Undo, and told who could give it back", () => {
  const done = { ...operation, done: 40, refused: 0, refusals: [], state: "done", finishedAt: AT } as const;
  const { blocks } = operationMessage(done, { mayUndo: false });
  expect(buttonsIn(blocks)).toEqual([]);
  expect(shown(blocks)).toContain("What <@U0CSMTWO> owns, only they and operators can give back.");
});

const move: Act = { kind: "move-due", later: { amount: 2, unit: "business days" } };
const reassign: Act = { kind: "reassign", to, tasks: true };
const { by, some } = operation;

test("everybody else reads once what an act on many did of what is theirs, and how that is now", () => {
  const told = (recipient: UserId, spec: OperationProps["spec"], owned: number) => {
    const concern = { runs: 3, owned, some };
    const { blocks } = operationConcerns({ recipient, operation: { spec, by, undoneBy: null }, concern });
    expect(problemsOf(blocks)).toEqual([]);
    return shown(blocks);
  };
  const both = { kind: "undo", of: id } as const;
  expect(
    [
      told(to, reassign, 3),
      told(to, reassign, 1),
      told(FORMER, reassign, 0),
      told(FORMER, reassign, 1),
      told(FORMER, move, 3),
      told(FORMER, { ...both, act: reassign }, 3),
      told(to, { ...both, act: reassign }, 0),
      told(FORMER, { ...both, act: move }, 3),
    ].join("\n\n"),
  ).toMatchInlineSnapshot(`
    "<@U0OPERATOR> made you the owner of 3 onboardings.
    <https://acme.slack.example/archives/C1/p1|Acme &lt;Robotics&gt;>, Beta Foods and 1 more
    \`/onboard list owner:me\` shows what you own.

    <@U0OPERATOR> made you the owner of 3 onboardings. You still own 1 of them.
    <https://acme.slack.example/archives/C1/p1|Acme &lt;Robotics&gt;>, Beta Foods and 1 more
    \`/onboard list owner:me\` shows what you own.

    <@U0OPERATOR> gave 3 onboardings of yours to <@U0CSMTWO>, with the tasks that you had there.
    <https://acme.slack.example/archives/C1/p1|Acme &lt;Robotics&gt;>, Beta Foods and 1 more

    <@U0OPERATOR> gave 3 onboardings of yours to <@U0CSMTWO>, with the tasks that you had there. 1 of them is yours again.
    <https://acme.slack.example/archives/C1/p1|Acme &lt;Robotics&gt;>, Beta Foods and 1 more

    What you own or have in hand in 3 onboardings is due 2 business days later: <@U0OPERATOR> moved it.
    <https://acme.slack.example/archives/C1/p1|Acme &lt;Robotics&gt;>, Beta Foods and 1 more

    <@U0OPERATOR> gave 3 onboardings back to you.
    <https://acme.slack.example/archives/C1/p1|Acme &lt;Robotics&gt;>, Beta Foods and 1 more
    \`/onboard list owner:me\` shows what you own.

    <@U0OPERATOR> gave 3 onboardings back to who owned them before: you own them no longer.
    <https://acme.slack.example/archives/C1/p1|Acme &lt;Robotics&gt;>, Beta Foods and 1 more

    What you own or have in hand in 3 onboardings is due when it was before: <@U0OPERATOR> moved it back.
    <https://acme.slack.example/archives/C1/p1|Acme &lt;Robotics&gt;>, Beta Foods and 1 more"
  `);
});

test("what somebody was told of says so once it was undone", () => {
  const told = {
    recipient: FORMER,
    operation: { spec: reassign, by, undoneBy: by },
    concern: { runs: 3, owned: 3, some },
  };
  expect(shown(operationConcerns(told).blocks)).toMatchInlineSnapshot(`
    "<@U0OPERATOR> gave 3 onboardings of yours to <@U0CSMTWO>, with the tasks that you had there. <@U0OPERATOR> undid it since. All of them are yours again.
    <https://acme.slack.example/archives/C1/p1|Acme &lt;Robotics&gt;>, Beta Foods and 1 more"
  `);
});

test("what is asked once more says what happens to how many, and which stay as they are", () => {
  const modal = confirmOperationModal({
    filter: "state:active",
    spec: operation.spec,
    will: Array.from({ length: 5000 }, (_, index) => whole(`Example Client ${index}`)),
    wont: [{ code: "run-paused", clients: ["Acme Robotics", "Beta Foods"] }],
    late: 0,
    isCut: true,
    mayUndo: true,
    digest: "a digest",
    isAnew: false,
  });
  expect(problemsOf(modal.blocks, "modal")).toEqual([]);
  expect(modal.submit?.text).toBe("Reassign 5,000");
  expect(shown(modal.blocks)).toMatchInlineSnapshot(`
    "*5000 onboardings*: <@U0CSMTWO> becomes the owner, and gets the tasks that the former owner holds there.
    • Example Client 0
    • Example Client 1
    • Example Client 2
    • Example Client 3
    • Example Client 4
    • Example Client 5
    • Example Client 6
    • Example Client 7
    and 4,992 more
    *These stay as they are*
    • 2 onboardings: paused, so due times don't count until it goes on (Acme Robotics and Beta Foods)
    There are more: one act takes on the 5,000 newest.
    It is done one after the other: I tell you in a direct message how far it is. You can stop it, and undo it afterwards."
  `);
});

test("moving back says what is late at once, and what is asked anew says that it is other than before", () => {
  const modal = confirmOperationModal({
    filter: "",
    spec: {
      kind: "undo",
      of: id,
      act: { kind: "move-due", later: { amount: 1, unit: "business days" } },
    },
    will: [
      whole("Acme Robotics"),
      { ...whole("Acme Robotics"), title: "Migration", isPart: true },
      whole("Beta Foods"),
    ],
    wont: [{ code: "changed-since", clients: ["Gamma Retail"] }],
    late: 1,
    isCut: false,
    mayUndo: false,
    digest: "a digest",
    isAnew: true,
  });
  expect(JSON.parse(modal.private_metadata ?? "")).toEqual({ undoes: id, digest: "a digest" });
  expect(shown(modal.blocks)).toMatchInlineSnapshot(`
    "⚠️ *The list has changed since you looked*, so nothing has begun. This is what would happen now:
    *3 onboardings*: What was moved by 1 business day is due when it was before, where nobody changed it since.
    • Acme Robotics, Enterprise onboarding
    • Acme Robotics, Migration, part of another
    • Beta Foods
    ⚠️ In 1 of them something was due by now: it is *late at once*, and whoever is to hear of that hears.
    *These stay as they are*
    • 1 onboarding: changed by somebody since (Gamma Retail)
    It is done one after the other: I tell you in a direct message how far it is. You can stop it."
  `);
});

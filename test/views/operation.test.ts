import { expect, test } from "vitest";
import { OperationIdSchema, UserIdSchema } from "#src/ids.ts";
import { operationMessage, operationReceived, progressBar, type OperationProps } from "#views/operation.ts";
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
  state: "running",
  finishedAt: null,
  refusals: [{ code: "not-allowed", runs: 1, clients: ["Acme <Robotics>"] }],
  isUndone: false,
};

test("whoever acts on many onboardings sees how far it is, and can stop it", () => {
  expect(shown(operationMessage(operation).blocks)).toMatchInlineSnapshot(`
    "*Reassigning*
    <@U0CSMTWO> becomes the owner, and gets the tasks that the former owner holds there.
    ▓▓▓▓▓▓▓▓▓▓░░░░░░░░░░ 50 %
    19 changed, 1 left as they were, 20 to come
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
  expect(buttonsIn(operationMessage({ ...operation, state, done }).blocks)).toEqual(buttons);
});

test("what can't be undone offers no Undo, and neither does what was", () => {
  const moved = { kind: "move-due", later: { amount: 2, unit: "business days" } } as const;
  const done = { ...operation, done: 40, refused: 0, refusals: [], state: "done" } as const;
  expect(buttonsIn(operationMessage({ ...done, spec: moved }).blocks)).toEqual([]);
  expect(buttonsIn(operationMessage({ ...done, isUndone: true }).blocks)).toEqual([]);
});

test("the bar is full only when all is done", () => {
  expect(progressBar(0, 3)).toBe("░░░░░░░░░░░░░░░░░░░░ 0 %");
  expect(progressBar(999, 1000)).toBe("▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓░ 99 %");
  expect(progressBar(3, 3)).toBe("▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓ 100 %");
});

test("the new owner hears once, of all of them", () => {
  expect(shown(operationReceived(operation).blocks)).toMatchInlineSnapshot(`
    "<@U0OPERATOR> made you the owner of 19 onboardings.
    \`/onboard list owner:me\` shows them."
  `);
});

test("what is asked once more says what happens to how many, and which stay as they are", () => {
  const modal = confirmOperationModal({
    filter: "state:active",
    spec: operation.spec,
    will: Array.from({ length: 5000 }, (_, index) => `Example Client ${index}`),
    wont: [{ code: "run-paused", clients: ["Acme Robotics", "Beta Foods"] }],
    isCut: true,
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
    • 2 onboardings: it is paused, and its clocks stand still until it is resumed (Acme Robotics and Beta Foods)
    There are more: one act takes on the 5,000 newest.
    It is done one after the other: I tell you in a direct message how far it is. You can stop it, and undo it afterwards."
  `);
});

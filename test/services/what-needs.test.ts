import { afterAll, beforeAll, expect, test } from "vitest";
import { taskIdOf, type RunId } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import { requireTask } from "#domain/run.ts";
import { changeRun } from "#services/change-run.ts";
import { exceptionsOfRun } from "#services/exceptions-of-run.ts";
import { newText } from "#services/new-text.ts";
import { startByHand } from "#services/start-by-hand.ts";
import { whatNeeds } from "#services/what-needs.ts";
import { taskSpec } from "#test/support/domain.ts";
import { gated, withGated } from "#test/support/gated.ts";
import { runNow, taskOf } from "#test/support/intake.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

const [OPS, HOLDER, OTHER] = ["ops@acme.example", "csm-1@acme.example", "csm-2@acme.example"] as const;

const judged = {
  ...gated,
  playbook: "judged",
  stages: [
    {
      stage: "Only",
      tasks: [
        taskSpec("passed", { onFailure: "fail_closed", gate: "approvers" }),
        taskSpec("done", { after: [] }),
        taskSpec("sign-off", {
          work: { kind: "approval", needed: 1 },
          role: "security",
          after: ["passed", "done"],
        }),
      ],
    },
  ],
} as const;

let at: TestWorkspace;
let run: RunId;

beforeAll(async () => {
  at = await testWorkspace((book) => {
    const members = [HOLDER, OTHER];
    const roles = { ...book.roles, security: { members }, approvers: { members } };
    return { ...withGated(book), roles, playbooks: { ...withGated(book).playbooks, judged } };
  });
  const started = await startByHand(at.context(OPS), {
    client: "Acme",
    playbook: gated.playbook,
    key: "start",
  });
  if (!started.ok) throw new Error(started.problem);
  run = started.run;
  const task = await idOf("prepare");
  await asks(HOLDER, { type: "claim-task", task });
  await asks(OPS, { type: "complete-task", task, evidence: null });
});
afterAll(() => at.drop());

test("an approval is listed for who may give it, and not for who held the work that another said was done", async () => {
  expect(await toApprove(HOLDER)).not.toContain(await idOf("review"));
  expect(await toApprove(OTHER)).toContain(await idOf("review"));
});

test("the gate of an approval is listed for who may open it, and not for who did the work that it judges", async () => {
  const reason = newText(null, "Something is missing");
  const task = await idOf("review");
  await changeRun(at.context(OPS), {
    run,
    key: "block",
    ask: { type: "block-task", task, reason: reason?.ref ?? null },
    texts: reason ? [reason] : [],
  });
  const now = requireTask(await runNow(at, run), task);
  const gate = now.status === "blocked" ? now.exception : null;
  for (const [who, mayOpen] of [
    [HOLDER, false],
    [OTHER, true],
    [OPS, false],
  ] as const) {
    const { gates } = await whatNeeds(at.context(who), at.user(who));
    expect([who, gates.some(({ id }) => id === gate)]).toEqual([who, mayOpen]);
    const [shown] = await exceptionsOfRun(at.context(who), run, at.user(who));
    expect(shown).toMatchObject({ id: gate, mayOpen });
  }
});

test("whoever takes a run over is shown the exceptions that it has", async () => {
  const before = await runNow(at, run);
  const shown = async () => {
    const { gates, exceptions } = await whatNeeds(at.context(HOLDER), at.user(HOLDER));
    return [...gates, ...exceptions].length;
  };
  expect(before.exceptions).toHaveLength(1);
  expect(await shown()).toBe(0);
  await asks(OPS, { type: "hand-off-run", to: at.user(HOLDER), note: null });
  const { offer } = await runNow(at, run);
  if (!offer) throw new Error("The run was not offered");
  await asks(HOLDER, { type: "accept-handoff", handoff: offer.handoff });
  expect(await shown()).toBe(1);
});

test("an approval is not listed for who passed by at its gate what it judges", async () => {
  const begun = await startByHand(at.context(OPS), {
    client: "Bolt",
    playbook: judged.playbook,
    key: "judged",
  });
  if (!begun.ok) throw new Error(begun.problem);
  const [passed, done, signOff] = [1, 2, 3].map((number) => taskIdOf(begun.run, number));
  if (!passed || !done || !signOff) throw new Error("There are three tasks");
  const ask = async (who: string, what: Ask, why = newText(null, null)) => {
    const request = { run: begun.run, key: `${who} ${JSON.stringify(what)}`, ask: what };
    expect(await changeRun(at.context(who), { ...request, texts: why ? [why] : [] })).toMatchObject({
      ok: true,
    });
  };
  await ask(HOLDER, { type: "claim-task", task: passed });
  const [blocked, needless] = [newText(null, "Not with us"), newText(null, "Not needed for them")];
  await ask(HOLDER, { type: "block-task", task: passed, reason: blocked?.ref ?? null }, blocked);
  const exception = (await runNow(at, begun.run)).exceptions[0]?.id;
  if (!exception) throw new Error("Its gate is not closed");
  const skip = { type: "open-gate", exception, choice: "skip", to: null } as const;
  const words = needless?.ref ?? null;
  await ask(OTHER, { ...skip, cause: words, prevention: words }, needless);
  await ask(OPS, { type: "assign-task", task: done, to: at.user(OPS) });
  await ask(OPS, { type: "complete-task", task: done, evidence: null });
  expect(await toApprove(OTHER)).not.toContain(signOff);
  expect(await toApprove(HOLDER)).toContain(signOff);
});

async function idOf(key: string) {
  return taskOf(await runNow(at, run), key);
}

async function asks(who: string, ask: Ask): Promise<void> {
  expect(await changeRun(at.context(who), { run, key: `${who} ${ask.type}`, ask })).toMatchObject({
    ok: true,
  });
}

async function toApprove(who: string) {
  const { approvals } = await whatNeeds(at.context(who), at.user(who));
  return approvals.map(({ id }) => id);
}

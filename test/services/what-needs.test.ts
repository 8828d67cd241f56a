import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunId } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import { requireTask } from "#domain/run.ts";
import { changeRun } from "#services/change-run.ts";
import { exceptionsOfRun } from "#services/exceptions-of-run.ts";
import { newText } from "#services/new-text.ts";
import { startByHand } from "#services/start-by-hand.ts";
import { whatNeeds } from "#services/what-needs.ts";
import { gated, withGated } from "#test/support/gated.ts";
import { runNow, taskOf } from "#test/support/intake.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

const [OPS, HOLDER, OTHER] = ["ops@acme.example", "csm-1@acme.example", "csm-2@acme.example"] as const;

let at: TestWorkspace;
let run: RunId;

beforeAll(async () => {
  at = await testWorkspace((book) => {
    const members = [HOLDER, OTHER];
    const roles = { ...book.roles, security: { members }, approvers: { members } };
    return { ...withGated(book), roles };
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

import { expect, test } from "vitest";
import { requireTask } from "#domain/run.ts";
import { parseDuration } from "#domain/durations.ts";
import { connector, given, kickoff, RUN } from "#test/support/domain.ts";
import { csmOne, csmTwo, MONDAY } from "#test/support/people.ts";
import { assignModal } from "#views/assign-modal.ts";
import { declineModal } from "#views/decline-modal.ts";
import { doneModal } from "#views/done-modal.ts";
import { handOffModal } from "#views/hand-off-modal.ts";
import { messageModal } from "#views/message-modal.ts";
import { snoozeModal } from "#views/snooze-modal.ts";
import { workingModal } from "#views/working-modal.ts";
import { acme, shownModal } from "./shown.ts";

const run = given(csmOne.claims(kickoff), csmOne.offers(kickoff, csmTwo));
const task = requireTask(run, kickoff);

test("Done asks the question of the task's success criteria", () => {
  expect(shownModal(doneModal({ task: requireTask(run, connector), client: acme }))).toMatchInlineSnapshot(`
    "Done
    *Do connector* for *Acme Robotics*
    Link to the connector
    [Done]"
  `);
});

test("Hand off asks for a person and a note, and says that nothing changes until they accept", () => {
  expect(shownModal(handOffModal({ run, task, client: acme }))).toMatchInlineSnapshot(`
    "Hand off a task
    *Do kickoff* for *Acme Robotics*
    Who should take it? | They are asked. Until they accept, nothing changes hands.
    What should they know?
    [Hand off]"
  `);
});

test("Decline asks for a reason and names who keeps the task", () => {
  if (task.status !== "claimed" || !task.offer) throw new Error("The task has no offer");
  const modal = declineModal({ offer: task.offer, task, client: acme });
  expect(shownModal(modal)).toMatchInlineSnapshot(`
    "Decline
    *Do kickoff* for *Acme Robotics* stays with <@U0CSMONE>.
    Why not? | The person who asked sees it.
    [Decline]"
  `);
  expect(modal.private_metadata).toBe(JSON.stringify({ handoff: task.offer.handoff }));
});

test("Assign asks for a person", () => {
  expect(shownModal(assignModal({ run, task, client: acme, now: MONDAY }))).toMatchInlineSnapshot(`
    "Assign a task
    *Do kickoff* for *Acme Robotics*
    <@U0CSMONE> has it · due {2026-03-04 17:00 UTC}
    Who should do it? | It is theirs at once, and they are told.
    [Assign]"
  `);
});

test("Snooze offers spans that the domain understands", () => {
  const [, input] = snoozeModal({ task, client: acme }).blocks;
  if (!input || !("element" in input) || !("options" in input.element)) throw new Error("No choices");
  const spans = input.element.options?.map(({ value }) => parseDuration(value ?? ""));
  expect(spans).toEqual([
    { amount: 1, unit: "business hours" },
    { amount: 4, unit: "business hours" },
    { amount: 1, unit: "business days" },
    { amount: 2, unit: "business days" },
  ]);
});

test("a modal knows what it is about", () => {
  expect(handOffModal({ run, task, client: acme }).private_metadata).toBe(JSON.stringify({ task: kickoff }));
  expect(handOffModal({ run, task: null, client: acme }).private_metadata).toBe(JSON.stringify({ run: RUN }));
});

test("what takes long, and what has only words to say, fits the same window", () => {
  expect(shownModal(workingModal())).toContain("Working on it.");
  expect(shownModal(messageModal({ text: "It is done already." }))).toBe(
    "Baton\nIt is done already.\nno submit",
  );
});

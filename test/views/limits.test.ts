import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { StageSpec } from "#domain/book.ts";
import { taskIdOf } from "#domain/ids.ts";
import type { Run } from "#domain/run.ts";
import type { NoticeKind } from "#domain/effects.ts";
import { assignModal } from "#views/assign-modal.ts";
import { auditText } from "#views/audit.ts";
import { blockModal } from "#views/block-modal.ts";
import { cardMessage } from "#views/card.ts";
import { declineModal } from "#views/decline-modal.ts";
import { doneModal } from "#views/done-modal.ts";
import { gateModal } from "#views/gate-modal.ts";
import { handOffModal } from "#views/hand-off-modal.ts";
import { noticeMessage } from "#views/notice.ts";
import { rejectModal } from "#views/reject-modal.ts";
import { snoozeModal } from "#views/snooze-modal.ts";
import { checklistParts } from "#domain/checklist.ts";
import { stageMessage } from "#views/stage.ts";
import { statusText } from "#views/status.ts";
import { opened, play, playbook, RUN, taskSpec } from "#test/support/domain.ts";
import { anyHistory } from "#test/support/histories.ts";
import { csmOne, csmTwo, MONDAY, operator, owner } from "#test/support/people.ts";
import { noticeProps, problemsOf } from "./shown.ts";

const anyWords = fc.oneof(
  fc.string({ minLength: 1, maxLength: 30 }),
  fc.string({
    unit: fc.constantFrom("&", "<!channel>", "*", "😀", "word "),
    minLength: 1,
    maxLength: 800,
    size: "max",
  }),
  fc.constantFrom("&".repeat(5000), "word ".repeat(1000), "x".repeat(5000), "\n.".repeat(2500)),
);

// What breaks a limit is long: making it shorter takes minutes and tells nothing.
const quick = { endOnFailure: true };

const anyTask = fc.record({
  title: anyWords,
  success: fc.option(anyWords, { nil: null }),
  evidence: fc.option(anyWords, { nil: null }),
  role: fc.constantFrom("customer-success", "security"),
  required: fc.boolean(),
  after: fc.constantFrom(null, []),
  work: fc.oneof(
    { weight: 2, arbitrary: fc.constant({ kind: "human", mode: "claim" } as const) },
    fc.constant({ kind: "approval", needed: 2 } as const),
    fc.record({
      kind: fc.constant("wait"),
      signal: fc.record({ type: anyWords, when: fc.constant(null) }),
      timeout: fc.constantFrom(null, { amount: 3, unit: "days" } as const),
    }),
    fc.constant({ kind: "client" } as const),
    fc.record({ kind: fc.constant("run"), playbook: anyWords }),
  ),
  onFailure: fc.constant("fail_closed"),
  gate: anyWords,
});

/** Any run that a book could lead to, some of its tasks claimed and offered, some rejected or blocked, and as late as can be. */
const anyRun: fc.Arbitrary<Run> = fc
  .array(
    fc.record({ stage: anyWords, tasks: fc.array(anyTask, { minLength: 1, maxLength: 20, size: "max" }) }),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((stages) => {
    const specs: StageSpec[] = stages.map(({ stage, tasks }, index) => ({
      stage,
      tasks: tasks.map((some, number) => taskSpec(`task-${index}-${number}`, some)),
    }));
    const run = opened(playbook(specs, { title: specs[0]?.stage ?? "" }));
    const steps = run.tasks
      .filter(({ status }) => status === "ready")
      .flatMap(({ id, work }, number) => {
        if (work.kind === "approval") return number % 2 === 0 ? [operator.rejects(id)] : [];
        if (number % 4 === 1) return [owner.assigns(id, csmOne), csmOne.blocks(id)];
        return number % 2 === 0 ? [owner.assigns(id, csmOne), csmOne.offers(id, csmTwo)] : [];
      });
    return play(run, ...steps);
  });

const client = fc.record({ name: anyWords });
const LATE = new Date(MONDAY.getTime() + 365 * 86_400_000);
const when = fc.constantFrom(MONDAY, LATE);

test("a stage's messages stay within Slack's limits, whatever its tasks are called", () => {
  fc.assert(
    fc.property(anyRun, client, when, (run, client, now) => {
      for (const stage of run.stages.keys()) {
        for (let part = 0; part < checklistParts(run, stage).length; part++) {
          const { text, blocks } = stageMessage({ run, stage, part, client, now });
          expect(problemsOf(blocks)).toEqual([]);
          expect(text.length).toBeLessThanOrEqual(1000);
        }
      }
    }),
    { numRuns: 20, ...quick },
  );
});

test("the parts of a stage show each of its tasks once", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), (size) => {
      const tasks = Array.from({ length: size }, (_, number) =>
        taskSpec(`t${number}`, { title: `Title ${number}.` }),
      );
      const run = opened(playbook([{ stage: "Only", tasks }]));
      const parts = Array.from({ length: checklistParts(run, 0).length }, (_, part) =>
        JSON.stringify(stageMessage({ run, stage: 0, part, client: { name: "Acme" }, now: MONDAY }).blocks),
      );
      const times = run.tasks.map(({ title }) => parts.join("").split(`*${title}*`).length - 1);
      expect(new Set(times)).toEqual(new Set([1]));
    }),
    { numRuns: 20, ...quick },
  );
});

test("card, status and record stay within Slack's limits", () => {
  fc.assert(
    fc.property(anyRun, client, when, (run, client, now) => {
      expect(problemsOf(cardMessage({ run, client, now }).blocks)).toEqual([]);
      expect(
        problemsOf(
          statusText({ run, client, now, threadLink: `https://x.example/${"a".repeat(200)}` }).blocks ?? [],
        ),
      ).toEqual([]);
    }),
    { numRuns: 20, ...quick },
  );
});

const KINDS: readonly NoticeKind[] = [
  "run-owned",
  "tasks-ready",
  "offer",
  "offer-accepted",
  "offer-declined",
  "offer-expired",
  "assigned",
  "taken-over",
  "reminder",
  "overdue",
  "run-overdue",
  "run-completed",
  "run-cancelled",
  "run-absorbed",
  "run-to-resume",
  "approval-asked",
  "exception",
  "exception-overdue",
  "gate-opened",
];

test("every notice stays within Slack's limits, whoever reads it and whatever was typed", () => {
  fc.assert(
    fc.property(
      anyRun,
      client,
      anyWords,
      when,
      fc.constantFrom(owner.id, csmOne.id, csmTwo.id, null),
      (run, client, typed, now, recipient) => {
        const record = {
          from: csmOne.id,
          to: csmTwo.id,
          outcome: "declined",
          note: typed,
          reason: typed,
        } as const;
        for (const kind of KINDS) {
          const tasks = run.tasks.map(({ id }) => id);
          const [open] = run.exceptions;
          const words = { cause: typed, prevention: typed, choice: "skip", by: owner.id, to: null } as const;
          const exception = open && {
            ...open,
            note: typed,
            mayOpen: true,
            closed: kind === "gate-opened" ? { at: now, ...words } : null,
          };
          const props = {
            ...noticeProps(kind, run, {
              tasks,
              recipient,
              now,
              handoffRecord: record,
              exception: exception ?? null,
            }),
            client,
          };
          expect(problemsOf(noticeMessage(props).blocks)).toEqual([]);
        }
      },
    ),
    { numRuns: 15, ...quick },
  );
});

test("every modal stays within Slack's limits", () => {
  fc.assert(
    fc.property(anyRun, client, (run, client) => {
      const [task] = run.tasks;
      if (!task) return;
      const offer = task.status === "claimed" ? task.offer : null;
      const modals = [
        doneModal({ task, client }),
        handOffModal({ run, task, client }),
        handOffModal({ run, task: null, client }),
        assignModal({ run, task, client, now: MONDAY }),
        snoozeModal({ task, client }),
        ...(offer ? [declineModal({ offer, task, client })] : []),
        rejectModal({ task, client }),
        blockModal({ run, client, task, tasks: [], whole: false }),
        blockModal({ run, client, task: null, tasks: run.tasks, whole: true }),
        ...run.exceptions.map((exception) =>
          gateModal({ run, exception, note: "x".repeat(3000), answer: "x".repeat(3000), client }),
        ),
      ];
      for (const { title, blocks } of modals) {
        expect(problemsOf(blocks, "modal")).toEqual([]);
        expect(title.text.length).toBeLessThanOrEqual(24);
      }
    }),
    { numRuns: 15, ...quick },
  );
});

test("any history has a card, checklists, notices and a record that Slack takes", () => {
  fc.assert(
    fc.property(anyHistory(), ({ run, events, moments }) => {
      const client = { name: "Acme Robotics" };
      const now = events.at(-1)?.at ?? MONDAY;
      expect(problemsOf(cardMessage({ run, client, now }).blocks)).toEqual([]);
      for (const stage of run.stages.keys())
        expect(problemsOf(stageMessage({ run, stage, part: 0, client, now }).blocks)).toEqual([]);
      const entries = events.map((event) => ({ event, hash: "0123456789abcdef" }));
      expect(problemsOf(auditText({ run, client, entries }).blocks ?? [])).toEqual([]);
      for (const { effects } of moments) {
        for (const notice of effects.notices) {
          const recipient = "person" in notice.to ? notice.to.person : null;
          const { text, blocks } = noticeMessage({
            ...noticeProps(notice.kind, run, { recipient, now }),
            notice,
          });
          expect(text.length).toBeGreaterThan(0);
          expect(problemsOf(blocks)).toEqual([]);
        }
      }
    }),
    { numRuns: 40, ...quick },
  );
});

test("a button names its run by the id of its task", () => {
  expect(
    JSON.stringify(stageMessage({ run: opened(), stage: 0, part: 0, client: { name: "Acme" }, now: MONDAY })),
  ).toContain(`"value":"${taskIdOf(RUN, 1)}"`);
});

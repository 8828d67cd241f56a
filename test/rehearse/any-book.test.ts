import * as fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { Book, Playbook } from "#domain/book.ts";
import { isOver } from "#domain/task.ts";
import { tryOut } from "#rehearse/try-out.ts";
import { anyEscalation, anyPlaybook } from "#test/support/any-playbook.ts";
import { withPlaybooks } from "#test/support/automation.ts";
import { answer, exampleBook, rehearsal } from "./support.ts";

let book: Book;
beforeAll(async () => ({ book } = await exampleBook()));

const CEL: Readonly<Record<string, string>> = {
  yes: 'client.key == "acme-example-ltd"',
  no: 'client.key == "another"',
  "something was kept": "has(client.segment)",
  broken: 'deal.name + client.segment == "" && contract.value > 1.0',
};

/** The playbook as the example book could have it. */
function fitted(playbook: Playbook): Playbook {
  const stages = playbook.stages.map(({ stage, tasks }) => ({
    stage,
    tasks: tasks.map((task) => ({ ...task, when: task.when && (CEL[task.when] ?? null) })),
  }));
  return { ...playbook, playbook: "any", calendar: "us-east", stages };
}

const anyHabits = fc.record({
  claimedPercent: fc.integer({ min: 0, max: 120 }),
  donePercent: fc.integer({ min: 0, max: 300 }),
  late: fc.constant({}),
  rejects: fc.subarray(["task-0", "task-1", "task-2"]),
});
const anyAnswers = fc.array(fc.constantFrom(answer(200), answer(404), answer(503)), {
  minLength: 1,
  maxLength: 3,
});
const anySignals = fc.constantFrom(
  {},
  { "x.arrived": { after: { amount: 2, unit: "days" } as const, event: null } },
);

test("whatever the book and however people work: a rehearsal ends, in the order of time, and asks for nothing that is refused", () => {
  fc.assert(
    fc.property(
      anyPlaybook,
      anyEscalation,
      anyHabits,
      anyAnswers,
      anySignals,
      (playbook, standard, people, given, signals) => {
        const roles = {
          ...book.roles,
          leads: { members: ["founder@acme.example"] },
          "nobody-has-it": { members: [] },
        };
        const changed = { ...book, roles, escalations: { ...book.escalations, standard } };
        const answers = Object.fromEntries(
          [0, 1, 2, 3, 4, 5, 6, 7, 8].map((task) => [`task-${task}`, given]),
        );
        const one = rehearsal({ playbook: "any", people, answers, signals });
        const { rehearsed, timeline, summary } = tryOut(withPlaybooks(changed, [fitted(playbook)]), one);
        expect(timeline.filter(({ what }) => what === "refused")).toEqual([]);
        const times = timeline.map(({ at }) => at.getTime());
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        const [root] = rehearsed.runs;
        const isDone = root?.tasks.filter(({ required }) => required).every(isOver);
        if (rehearsed.ended === "completed") expect(isDone).toBe(true);
        else expect(rehearsed.ended === "cancelled" || (summary?.standsAt.length ?? 0) > 0).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});

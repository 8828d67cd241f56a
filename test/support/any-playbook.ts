import * as fc from "fast-check";
import type { Duration, Escalation, Playbook, TaskSpec, Tell, Work } from "#domain/book.ts";
import { automation, playbook, taskSpec } from "./domain.ts";

const anyRole = fc.constantFrom("customer-success", "security", "leads", "operators", "nobody-has-it");
export const anyDelay: fc.Arbitrary<Duration> = fc.oneof(
  fc.constant({ amount: 0, unit: "minutes" } as const),
  fc.record({
    amount: fc.integer({ min: 1, max: 3 }),
    unit: fc.constantFrom("business days", "business hours", "days", "hours", "minutes"),
  }),
);

const anyTell: fc.Arbitrary<Tell> = fc.oneof(
  fc.constantFrom<Tell>({ who: "assignee" }, { who: "owner" }),
  anyRole.map((role): Tell => ({ who: "role", role })),
  // Two names may stand for one channel, and a channel may be gone from the workspace.
  fc.constantFrom("onboarding", "alias", "gone").map((channel): Tell => ({ who: "channel", channel })),
);

const anyTells = fc.array(anyTell, { minLength: 1, maxLength: 3 });

export const anyEscalation: fc.Arbitrary<Escalation> = fc.record({
  remindPercent: fc.option(fc.integer({ min: 1, max: 99 })),
  runbook: fc.constant(null),
  levels: fc.array(fc.record({ after: anyDelay, tell: anyTells }), { minLength: 1, maxLength: 3 }),
  atTheEnd: fc.option(
    fc.record({
      tell: anyTells,
      every: fc.constant({ amount: 1, unit: "business days" } as const),
      times: fc.integer({ min: 1, max: 2 }),
    }),
  ),
});

/** Up to six tasks in up to three stages; `after` names any others, and the book's check would refuse some of it. */
export const anyPlaybook: fc.Arbitrary<Playbook> = fc
  .array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 })
  .chain((sizes) => {
    const keys = Array.from({ length: sizes.reduce((a, b) => a + b) }, (_, index) => `task-${index}`);
    const stages = sizes.map((size, index) => {
      const first = sizes.slice(0, index).reduce((a, b) => a + b, 0);
      return fc.record({
        stage: fc.constant(`Stage ${index}`),
        tasks: fc.tuple(...keys.slice(first, first + size).map((key) => anyTask(key, keys))),
      });
    });
    return fc.record({ stages: fc.tuple(...stages), sla: fc.option(anyDelay) });
  })
  .map(({ stages, sla }) => playbook(stages, { sla }));

/** Conditions by their sense: `conditionHolds` in histories.ts works them out. */
export const CONDITIONS = ["yes", "no", "something was kept", "broken"] as const;

const anyWork: fc.Arbitrary<Work> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom<Work>(
      { kind: "human", mode: "claim" },
      { kind: "human", mode: "auto" },
      { kind: "client" },
      { kind: "run", playbook: "migration" },
    ),
  },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 2 }).map((limit): Work => automation({ limit })) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 1, max: 2 }).map((needed): Work => ({ kind: "approval", needed })),
  },
  {
    weight: 2,
    arbitrary: fc
      .option(anyDelay)
      .map((timeout): Work => ({ kind: "wait", signal: { type: "x.arrived", when: null }, timeout })),
  },
);

function anyTask(key: string, keys: readonly string[]): fc.Arbitrary<TaskSpec> {
  const earlier = keys.slice(0, keys.indexOf(key));
  const others = keys.filter((other) => other !== key);
  return fc
    .record({
      work: anyWork,
      role: anyRole,
      required: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
      after: fc.oneof(
        { weight: 4, arbitrary: fc.constant(null) },
        { weight: 4, arbitrary: fc.subarray(earlier) },
        { weight: 1, arbitrary: fc.subarray(others) },
      ),
      when: fc.option(fc.constantFrom(...CONDITIONS), { freq: 2 }),
      sla: fc.option(anyDelay, { freq: 5 }),
      evidence: fc.option(fc.constant("What proves it?"), { freq: 1 }),
      onFailure: fc.constantFrom("fail_open", "fail_closed"),
      gate: fc.constantFrom("operators", "leads", "nobody-has-it"),
    })
    .map((some) => taskSpec(key, some));
}

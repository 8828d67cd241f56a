import * as fc from "fast-check";
import { expect, test } from "vitest";
import { changeLines, diffBooks } from "#book/diff.ts";
import { isSame } from "#book/diff-words.ts";
import type { Book, Playbook, TaskSpec } from "#domain/book.ts";

const task: TaskSpec = {
  task: "schedule-kickoff",
  title: "Schedule the kickoff",
  work: { kind: "human", mode: "claim" },
  role: "customer-success",
  required: true,
  value: false,
  after: null,
  when: null,
  sla: { amount: 2, unit: "business days" },
  calendar: null,
  success: null,
  evidence: null,
  onFailure: "fail_closed",
  gate: "operators",
};

const provision: TaskSpec = {
  ...task,
  task: "provision",
  title: "Provision the workspace",
  role: "system",
  work: {
    kind: "automation",
    call: {
      method: "POST",
      url: "https://provisioning.example/workspaces",
      headers: {},
      body: { client: "${client.key}" },
      timeoutMs: 30_000,
      retry: { limit: 6, delayMs: 5000, backoff: "exponential", maxDelayMs: 600_000 },
      check: null,
      keep: { address: "response.body.url" },
      signEnv: null,
    },
  },
};

const enterprise: Playbook = {
  playbook: "enterprise",
  title: "Enterprise onboarding",
  owner: "professional-services",
  channel: "onboarding",
  calendar: "emea",
  sla: { amount: 30, unit: "business days" },
  escalation: "standard",
  stages: [
    { stage: "Kickoff", tasks: [task, { ...task, task: "hold-kickoff", after: ["schedule-kickoff"] }] },
    { stage: "Setup", tasks: [provision] },
  ],
};

const book: Book = {
  workspace: {
    workspace: "acme-saas",
    name: "Acme SaaS",
    currency: "USD",
    timezone: "America/New_York",
    fallbackOwner: "ops@acme.example",
    channels: { onboarding: "C0123456789" },
    people: [{ email: "ops@acme.example", name: "Example Operations" }],
  },
  roles: { approvers: { members: ["ops@acme.example", "csm-1@acme.example"] } },
  calendars: {
    emea: {
      timezone: "Europe/Berlin",
      hours: [{ weekday: 1, from: "09:00", to: "17:00" }],
      holidays: ["2026-12-24"],
    },
  },
  escalations: {
    standard: {
      remindPercent: 50,
      runbook: null,
      levels: [{ after: { amount: 0, unit: "minutes" }, tell: [{ who: "assignee" }] }],
      atTheEnd: null,
    },
  },
  playbooks: { enterprise },
  routing: [
    {
      rule: "high-touch",
      when: "contract.value > 50000.0",
      playbook: "enterprise",
      owner: null,
      onError: "fail_closed",
    },
    { rule: "others", when: null, playbook: "enterprise", owner: null, onError: "fail_open" },
  ],
  sources: {
    stripe: {
      source: "stripe",
      kind: "stripe",
      secretEnv: "STRIPE_WEBHOOK_SECRET",
      api: null,
      evidenceWaits: { amount: 3, unit: "business days" },
      events: [
        {
          type: "payment.received",
          when: null,
          opens: false,
          deal: { namespace: "hubspot.deal", id: "event.id" },
        },
      ],
    },
  },
};

/** The example's differences after a change, as somebody reads them. */
function told(change: Partial<Book>, versions: Record<string, number> = { enterprise: 4 }): string {
  const before = { book, versions: { enterprise: 3 } };
  return changeLines(diffBooks(before, { book: { ...book, ...change }, versions })).join("\n");
}

function inPlaybook(change: Partial<Playbook>): string {
  return told({ playbooks: { enterprise: { ...enterprise, ...change } } });
}

function inTask(change: Partial<TaskSpec>): string {
  const [kickoff, setup] = enterprise.stages;
  if (!kickoff || !setup) throw new Error("The playbook has two stages");
  const [, hold] = kickoff.tasks;
  return inPlaybook({
    stages: [{ ...kickoff, tasks: [{ ...task, ...change }, ...(hold ? [hold] : [])] }, setup],
  });
}

test("a playbook's changes are told under its version before and after", () => {
  expect(inPlaybook({ owner: "customer-success", sla: null })).toBe(
    "playbook enterprise 3 → 4\n  owner role professional-services → customer-success\n  SLA 30 business days → none",
  );
});

test("a task's changes stand in one line", () => {
  expect(inTask({ sla: { amount: 3, unit: "business days" }, when: 'client.segment == "enterprise"' })).toBe(
    'playbook enterprise 3 → 4\n  task schedule-kickoff: condition none → client.segment == "enterprise"; SLA 2 business days → 3 business days',
  );
});

test("tasks that come, go, move and change places are told, and stages too", () => {
  const [kickoff, setup] = enterprise.stages;
  const [schedule, hold] = kickoff?.tasks ?? [];
  if (!kickoff || !setup || !schedule || !hold)
    throw new Error("The playbook has two stages and three tasks");
  const added: TaskSpec = { ...task, task: "sign", title: "Sign the DPA", required: false };
  expect(inPlaybook({ stages: [{ ...kickoff, tasks: [schedule, hold, added] }, setup] })).toContain(
    '  task sign added in Kickoff: "Sign the DPA", human task of customer-success, SLA 2 business days, optional',
  );
  expect(inPlaybook({ stages: [{ ...kickoff, tasks: [hold] }, setup] })).toContain(
    "  task schedule-kickoff removed from Kickoff",
  );
  expect(inPlaybook({ stages: [{ ...kickoff, tasks: [hold, schedule] }, setup] })).toContain(
    "  order of the tasks in Kickoff: hold-kickoff, schedule-kickoff",
  );
  const moved = { ...setup, tasks: [...setup.tasks, hold] };
  expect(inPlaybook({ stages: [{ ...kickoff, tasks: [schedule] }, moved] })).toContain(
    "  task hold-kickoff: moved from Kickoff to Setup",
  );
  expect(inPlaybook({ stages: [setup, kickoff] })).toContain("  order of the stages: Setup, Kickoff");
});

test("what an automation sends is told field by field", () => {
  const [kickoff] = enterprise.stages;
  if (!kickoff || provision.work.kind !== "automation") throw new Error("The playbook provisions");
  const call = {
    ...provision.work.call,
    url: "https://other.example/",
    timeoutMs: 60_000,
    headers: { "X-Region": "eu" },
  };
  const changed = { ...provision, work: { kind: "automation" as const, call } };
  const lines = inPlaybook({ stages: [kickoff, { stage: "Setup", tasks: [changed] }] });
  expect(lines).toContain("url https://provisioning.example/workspaces → https://other.example/");
  expect(lines).toContain("timeout 30 s → 60 s");
  expect(lines).toContain("headers X-Region not set → eu");
});

test("rules are told by name, with their place", () => {
  const [high, others] = book.routing;
  if (!high || !others) throw new Error("There are two rules");
  expect(told({ routing: [{ ...high, when: "contract.value > 80000.0" }, others] })).toBe(
    "rules\n  high-touch: condition contract.value > 50000.0 → contract.value > 80000.0",
  );
  expect(told({ routing: [others, high] })).toBe("rules\n  order: others, high-touch");
  expect(told({ routing: [others] })).toBe("rules\n  high-touch removed");
  expect(told({ routing: [high, { ...high, rule: "mid" }, others] })).toContain(
    "  mid added as number 2: playbook enterprise, when contract.value > 50000.0",
  );
});

test("who joins and leaves a role is told by mail", () => {
  expect(told({ roles: { approvers: { members: ["ops@acme.example", "csm-2@acme.example"] } } })).toBe(
    "role approvers\n  + csm-2@acme.example\n  - csm-1@acme.example",
  );
  expect(told({ roles: {} })).toBe("role approvers removed");
});

test("a playbook that is new is told with its size, and one that went as removed", () => {
  const selfServe = { ...enterprise, playbook: "self-serve", title: "Self-serve onboarding" };
  expect(
    told({ playbooks: { enterprise, "self-serve": selfServe } }, { enterprise: 3, "self-serve": 1 }),
  ).toBe('playbook self-serve added\n  "Self-serve onboarding", 2 stages, 3 tasks');
  expect(told({ playbooks: {} })).toBe("playbook enterprise removed");
});

test("a country's new holidays are told, and counted where they are many", () => {
  const emea = book.calendars["emea"];
  if (!emea) throw new Error("There is a calendar");
  const holidays = Array.from({ length: 20 }, (_, day) => `2027-01-${String(day + 1).padStart(2, "0")}`);
  expect(told({ calendars: { emea: { ...emea, holidays: [...emea.holidays, "2026-12-31"] } } })).toBe(
    "calendar emea\n  holidays + 2026-12-31",
  );
  expect(told({ calendars: { emea: { ...emea, holidays } } })).toMatch(/; 9 more$/);
});

test("the same content has no differences", () => {
  expect(diffBooks({ book, versions: {} }, { book: structuredClone(book), versions: {} })).toEqual([]);
});

test("whatever changes anywhere in a book is told", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), (picks) => {
      const changed = changedAt(book, picks) as Book;
      fc.pre(!isSame(book, changed));
      expect(diffBooks({ book, versions: {} }, { book: changed, versions: {} })).not.toEqual([]);
    }),
    { numRuns: 500 },
  );
});

/** The same data with one value in it changed, or taken out of its list: which one, the picks say. */
function changedAt(value: unknown, [pick = 0, ...picks]: readonly number[]): unknown {
  if (typeof value === "string") return `${value}x`;
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return !value;
  if (value === null) return "something";
  if (Array.isArray(value)) {
    const at = pick % (value.length + 1);
    return at === value.length
      ? value.slice(1)
      : value.map((inner: unknown, index) => (index === at ? changedAt(inner, picks) : inner));
  }
  const entries = Object.entries(Object(value));
  const at = pick % Math.max(1, entries.length);
  return Object.fromEntries(
    entries.map(([key, inner], index) => [key, index === at ? changedAt(inner, picks) : inner]),
  );
}

import { beforeAll, describe, expect, test } from "vitest";
import type { Book } from "#domain/book.ts";
import { bookText, contentHash, parseBook } from "#book/content.ts";
import { variablesOf } from "#book/variables.ts";
import { evaluateCondition, evaluateId } from "#book/expressions.ts";
import { readBook } from "#book/read-book.ts";
import { routeTrigger } from "#book/route.ts";

let book: Book;

beforeAll(async () => {
  const read = await readBook("config", new Date("2026-03-02T10:00:00Z"));
  expect(read).toMatchObject({ ok: true });
  if (read.ok) book = read.book;
});

describe("the example book", () => {
  test("has playbooks whose tasks are as the files say", () => {
    const { enterprise, "self-serve": selfServe } = book.playbooks;
    expect(enterprise?.stages.map(({ stage, tasks }) => [stage, tasks.length])).toEqual([
      ["Kickoff", 3],
      ["Setup", 4],
      ["Data", 2],
      ["Go-live", 3],
    ]);
    expect(selfServe?.stages.flatMap(({ tasks }) => tasks)).toHaveLength(8);
    expect(enterprise?.stages[1]?.tasks[2]).toEqual({
      task: "security-questionnaire",
      title: "Answer the security questionnaire",
      work: { kind: "human", mode: "claim" },
      role: "security",
      required: true,
      value: false,
      after: ["schedule-kickoff"],
      when: null,
      sla: { amount: 3, unit: "business days" },
      calendar: "emea",
      success: "The client's security team has no open questions",
      evidence: "Link to the answers that were sent",
      onFailure: "fail_open",
      gate: "approvers",
    });
  });

  test("shows every kind of task, and child runs that are never started by themselves", () => {
    const tasks = Object.values(book.playbooks).flatMap(({ stages }) =>
      stages.flatMap((stage) => stage.tasks),
    );
    expect(new Set(tasks.map(({ work }) => work.kind))).toEqual(
      new Set(["human", "automation", "approval", "wait", "client", "run"]),
    );
    expect(book.routing.map(({ playbook }) => playbook)).toEqual(["enterprise", "guided", "self-serve"]);
    expect(tasks.flatMap(({ work }) => (work.kind === "run" ? [work.playbook] : []))).toEqual(["migration"]);
  });

  test("names the variables that its environment must hold, each once", () => {
    expect(variablesOf(book)).toEqual([
      "HUBSPOT_CLIENT_SECRET",
      "HUBSPOT_TOKEN",
      "PROVISIONING_SIGNING_SECRET",
      "PROVISIONING_TOKEN",
      "PROVISIONING_URL",
      "STRIPE_WEBHOOK_SECRET",
    ]);
  });

  test("escalates as the files say", () => {
    expect(book.escalations["standard"]).toEqual({
      remindPercent: 50,
      runbook: "https://wiki.acme.example/onboarding-breach",
      levels: [
        { after: { amount: 0, unit: "minutes" }, tell: [{ who: "assignee" }] },
        { after: { amount: 4, unit: "business hours" }, tell: [{ who: "owner" }] },
        { after: { amount: 1, unit: "business days" }, tell: [{ who: "role", role: "operators" }] },
      ],
      atTheEnd: {
        tell: [{ who: "channel", channel: "onboarding" }],
        every: { amount: 1, unit: "business days" },
        times: 3,
      },
    });
  });

  test("has public holidays for years to come, with the days that stand in for one, and one's own", () => {
    const { emea, "us-east": usEast } = book.calendars;
    expect(emea?.holidays).toEqual(
      expect.arrayContaining(["2026-03-08", "2026-12-24", "2026-12-25", "2031-12-25"]),
    );
    // The 4th of July 2026 is a Saturday.
    expect(usEast?.holidays).toEqual(expect.arrayContaining(["2025-01-01", "2026-07-03", "2026-11-26"]));
    expect(usEast?.holidays).not.toContain("2026-02-12");
  });

  test.for([
    [72_000, "deal.won", "enterprise", "professional-services"],
    [50_000, "deal.won", "guided", null],
    [14_999, "deal.won", "self-serve", "customer-success"],
    [72_000, "manual.start", "self-serve", "customer-success"],
  ] as const)("sends a deal of %i that is %s to %s, owned by %s", ([value, type, playbook, owner]) => {
    const routed = routeTrigger(book.routing, {
      trigger: { type, source: "hubspot", occurred_at: new Date() },
      client: { key: "acme", name: "Acme", segment: null },
      contract: { value, currency: "USD" },
      deal: { name: null, stage: null },
    });
    expect(routed).toMatchObject({ outcome: "routed", playbook, owner });
  });

  test("knows a won deal of HubSpot and a paid invoice of Stripe by the same id, and leaves other events alone", () => {
    const [won] = book.sources["hubspot"]?.events ?? [];
    const [paid] = book.sources["stripe"]?.events ?? [];
    const hubspot = {
      subscriptionType: "deal.propertyChange",
      objectId: 5512,
      propertyName: "dealstage",
      propertyValue: "closedwon",
    };
    const stripe = { type: "invoice.paid", data: { object: { id: "in_1", metadata: { deal_id: "5512" } } } };
    const holds = (when: string | null | undefined, event: unknown) =>
      evaluateCondition("mapping", when ?? "", { event });

    expect(holds(won?.when, hubspot)).toEqual({ ok: true, value: true });
    expect(holds(won?.when, { ...hubspot, propertyValue: "lost" })).toEqual({ ok: true, value: false });
    expect(holds(won?.when, { subscriptionType: "deal.creation" })).toEqual({ ok: true, value: false });
    expect(holds(paid?.when, stripe)).toEqual({ ok: true, value: true });
    expect([won?.opens, paid?.opens]).toEqual([true, false]);
    expect([won?.deal.namespace, paid?.deal.namespace]).toEqual(["hubspot.deal", "hubspot.deal"]);
    expect(evaluateId("mapping", won?.deal.id ?? "", { event: hubspot })).toEqual({
      ok: true,
      value: "5512",
    });
    expect(evaluateId("mapping", paid?.deal.id ?? "", { event: stripe })).toEqual({
      ok: true,
      value: "5512",
    });
  });
});

describe("the content of a release", () => {
  test("is read back as the book that was stored", () => {
    expect(parseBook(bookText(book))).toEqual(book);
  });

  test("is read although it was stored before tasks had kinds, conditions and gates", () => {
    const { enterprise } = book.playbooks;
    const old = enterprise?.stages.map(({ stage, tasks }) => ({
      stage,
      tasks: tasks.map(({ work: _work, when: _when, gate: _gate, ...rest }) => rest),
    }));
    const stored = JSON.stringify({ ...book, playbooks: { enterprise: { ...enterprise, stages: old } } });
    expect(parseBook(stored).playbooks["enterprise"]?.stages[0]?.tasks[0]).toMatchObject({
      task: "read-handover",
      work: { kind: "human", mode: "claim" },
      when: null,
      gate: "operators",
    });
  });

  test("has a hash that doesn't depend on the order of keys, and does on everything else", () => {
    const reordered = Object.fromEntries(Object.entries(book).reverse());
    expect(contentHash(parseBook(JSON.stringify(reordered)))).toBe(contentHash(book));
    const changed = { ...book, workspace: { ...book.workspace, name: "Acme" } };
    expect(contentHash(changed)).not.toBe(contentHash(book));
    expect(contentHash(book)).toMatch(/^[0-9a-f]{64}$/);
  });
});

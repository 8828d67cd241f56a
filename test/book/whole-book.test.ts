import { expect, test } from "vitest";
import { readSmallBook, SMALL_BOOK } from "./book-folder.ts";

// A book as an operator's guide shows it: every kind of file, with comments, flow maps and quotes as people write them.
const BOOK = {
  "playbooks/enterprise.yaml": `
# yaml-language-server: $schema=../schema/playbook.json
playbook: enterprise
title: Enterprise onboarding
owner: professional-services      # the role that provides the accountable owner
channel: onboarding               # a name of workspace.yaml, which holds the id
calendar: emea
sla: 30 business days
escalation: standard
stages:
  - stage: Kickoff
    tasks:
      - task: schedule-kickoff
        title: Schedule the kickoff call
        assign: { role: customer-success, mode: claim }   # or auto: the least loaded available member gets it
        sla: 2 business days
        success: The client has accepted the invitation
        on_failure: fail_closed
      - task: check-data-connector
        kind: automation
        request: { method: POST, url: "https://provisioning.example/checks", body: { client: "\${client.key}" } }
        timeout: 30s
        retry: { limit: 6, delay: 5s, backoff: exponential, max_delay: 10m }
        assign: system
        sla: 4 business hours
        success: response.status == 200 && response.body.ok
        on_failure: fail_open
      - task: security-review
        kind: approval
        when: client.segment == "enterprise"
        after: [schedule-kickoff]
        assign: { role: security }
        sla: 3 business days
        on_failure: fail_closed
`,
  "playbooks/simple.yaml": SMALL_BOOK["playbooks/simple.yaml"]
    .replace("playbook: simple", "playbook: self-serve")
    .replace("office", "emea"),
  "routing.yaml": `
rules:
  - rule: high-touch
    when: trigger.type in ["deal.won", "contract.signed"] && contract.value > 50000.0
    playbook: enterprise
    owner: professional-services
    on_error: fail_closed
  - rule: everyone-else
    playbook: self-serve
    owner: customer-success
`,
  "workspace.yaml": `
workspace: acme-saas
name: Acme SaaS
currency: USD
timezone: America/New_York
fallback_owner: ops@acme.example
channels: { onboarding: C0123456789, onboarding-reports: C0123456790 }
people:                            # by mail; the Slack id is looked up
  - { email: csm-1@acme.example, name: Example CSM One }
  - { email: csm-2@acme.example, name: Example CSM Two }
  - { email: ops@acme.example, name: Example Operations }
`,
  "roles.yaml": `
roles:
  customer-success: { members: [csm-1@acme.example, csm-2@acme.example] }
  professional-services: { members: [csm-2@acme.example] }
  security: { members: [ops@acme.example] }
  operators: { members: [ops@acme.example] }
  approvers: { members: [ops@acme.example, csm-1@acme.example] }
`,
  "calendars.yaml": `
calendars:
  emea: { timezone: Europe/Berlin, hours: { mon-fri: ["09:00-17:00"] }, holidays: { country: DE, region: BE, add: ["2026-12-24"] } }
`,
  "escalation.yaml": `
escalation:
  standard:
    remind: 50%                    # of the SLA
    runbook: https://wiki.acme.example/onboarding-breach
    levels:
      - { after: 0m, tell: [assignee] }
      - { after: 4 business hours, tell: [owner] }
      - { after: 1 business day, tell: [role operators] }
    at_the_end: { tell: [channel onboarding], every: 1 business day, times: 3 }
`,
  "sources.yaml": `
sources:
  hubspot:
    kind: hubspot
    secret: env:HUBSPOT_CLIENT_SECRET
    api: { base: https://api.hubapi.com, token: env:HUBSPOT_TOKEN }
    events:
      - type: deal.won
        when: event.propertyName == "dealstage" && event.propertyValue == "closedwon"
        opens: true
        deal: hubspot.deal
`,
};

test("a book that uses every kind of file is read as it was meant", async () => {
  const read = await readSmallBook(BOOK);
  expect(read.printed).toEqual([]);
  if (!read.ok) return;
  expect(read.warnings).toEqual([]);
  const [kickoff, check, review] = read.book.playbooks["enterprise"]?.stages[0]?.tasks ?? [];
  expect(kickoff).toMatchObject({ work: { kind: "human", mode: "claim" }, onFailure: "fail_closed" });
  expect(check).toMatchObject({
    title: "Check data connector",
    role: "system",
    onFailure: "fail_open",
    success: null,
    work: {
      kind: "automation",
      call: {
        method: "POST",
        url: "https://provisioning.example/checks",
        body: { client: "${client.key}" },
        timeoutMs: 30_000,
        retry: { limit: 6, delayMs: 5000, backoff: "exponential", maxDelayMs: 600_000 },
        check: "response.status == 200 && response.body.ok",
      },
    },
  });
  expect(review).toMatchObject({
    work: { kind: "approval", needed: 1 },
    role: "security",
    when: 'client.segment == "enterprise"',
    gate: "approvers",
  });
});

import { describe, test } from "vitest";
import { expectProblem } from "../book-folder.ts";
import type { Mistake } from "../book-folder.ts";

const task = (change: string, more = "") => `
playbook: simple
title: Simple onboarding
owner: customer-success
channel: onboarding
calendar: office
escalation: standard
stages:
  - stage: Kickoff
    tasks:
      - task: schedule
        title: Schedule the kickoff
        assign: { role: customer-success }
        ${change}
${more}`;

describe("a mistake in a playbook is found where it stands", () => {
  test.for<Mistake>([
    ["a task for nobody", task("", "      - ‸task: second\n        title: Second"), '"assign" is missing'],
    [
      "an unknown role",
      task("", "      - { task: b, title: B, assign: { role: ‸customer-sucess } }"),
      'unknown role "customer-sucess"; did you mean "customer-success"?',
    ],
    ["an unknown calendar", task("calendar: ‸ofice"), 'unknown calendar "ofice"; did you mean "office"?'],
    ["an SLA of zero", task("sla: ‸0 business days"), "a duration of zero is over before it begins"],
    [
      "an SLA in unknown units",
      task("sla: ‸2 fortnights"),
      '"2 fortnights" is no duration; write 2 business days, 4 business hours, 1 day, 12 hours, 10m or 30s',
    ],
    ["an SLA of years", task("sla: ‸501 business days"), "more than two years (at most 500 business days)"],
    [
      "an unknown kind of task",
      task("kind: ‸automaton\n        request: { method: POST }\n        retry: 3"),
      '"automaton" is no kind of task; write human, automation, approval, wait, client, run; did you mean "automation"?',
    ],
    [
      "a task that is given out in an unknown way",
      task("", "      - { task: b, title: B, assign: { role: operators, mode: ‸auot } }"),
      '"auot" is none of claim, auto; did you mean "auto"?',
    ],
    ["a condition that nothing can make true", task("when: ‸1 > 2"), "this is never true"],
    [
      "a way to fail that there isn't",
      task("on_failure: ‸fail_close"),
      '"fail_close" is none of fail_open, fail_closed; did you mean "fail_closed"?',
    ],
    [
      "a task twice",
      task("", "      - { task: ‸schedule, title: Again, assign: { role: operators } }"),
      'there are two tasks called "schedule" in this playbook',
    ],
    [
      "a stage twice",
      task("", "  - stage: ‸Kickoff\n    tasks: [{ task: b, title: B, assign: { role: operators } }]"),
      'there are two stages called "Kickoff" in this playbook',
    ],
    [
      "waiting for a task that isn't there",
      task("", "      - { task: b, title: B, assign: { role: operators }, after: [‸shedule] }"),
      'unknown task "shedule"; did you mean "schedule"?',
    ],
    [
      "waiting for itself",
      task("after: [schedule]").replace("- task", "- ‸task"),
      "these tasks wait for each other in a circle: schedule → schedule",
    ],
    [
      "a circle through the order of the stages",
      task(
        "after: [later]",
        "  - stage: Later\n    tasks: [{ task: later, title: Later, assign: { role: operators } }]",
      ).replace("- task", "- ‸task"),
      "these tasks wait for each other in a circle: schedule → later → schedule",
    ],
    [
      "nothing required",
      task("required: false").replace("  - stage", "  ‸- stage"),
      "no task is required, so a run would complete at once",
    ],
  ])("%s", ([, marked, message]) => expectProblem("playbooks/simple.yaml", marked, message));
});

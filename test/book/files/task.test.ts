import { describe, expect, test } from "vitest";
import type { TaskSpec } from "#domain/book.ts";
import { expectProblem, readSmallBook } from "../book-folder.ts";
import type { Mistake } from "../book-folder.ts";

/** A playbook whose first task is a call that keeps two results. */
const playbook = (...tasks: readonly string[]) => `
playbook: simple
title: Simple onboarding
owner: customer-success
channel: onboarding
calendar: office
escalation: standard
stages:
  - stage: Kickoff
    tasks:
      - task: check
        title: Check
        kind: automation
        request: { url: "https://api.example/checks" }
        keep: { id: response.body.id, seats: response.body.seats }
${tasks.map((task) => `      - ${task}`).join("\n")}
`;
const call = (rest: string, url = "https://api.example/x") =>
  `{ task: b, title: B, kind: automation, request: { url: "${url}", ${rest} } }`;
const approval = (rest: string) =>
  `{ task: b, title: B, kind: approval, assign: { role: operators }, ${rest} }`;

describe("a task is what its keys say:", () => {
  const read = async (...tasks: readonly string[]): Promise<Partial<TaskSpec> | undefined> => {
    const book = await readSmallBook({ "playbooks/simple.yaml": playbook(...tasks) });
    expect(book.printed).toEqual([]);
    return book.ok ? book.book.playbooks["simple"]?.stages[0]?.tasks[1] : undefined;
  };

  test.for<readonly [what: string, task: string, expected: Partial<TaskSpec>]>([
    [
      "human, which may fail, without a kind",
      "{ task: b, title: B, assign: { role: operators } }",
      {
        work: { kind: "human", mode: "claim" },
        role: "operators",
        onFailure: "fail_open",
        gate: "operators",
        when: null,
      },
    ],
    [
      "human, given to the least loaded member",
      "{ task: b, title: B, kind: human, assign: { role: operators, mode: auto }, gate: customer-success }",
      { work: { kind: "human", mode: "auto" }, gate: "customer-success" },
    ],
    [
      "a call with the usual retries, behind a gate when it fails",
      call(""),
      {
        role: "system",
        onFailure: "fail_closed",
        success: null,
        work: {
          kind: "automation",
          call: {
            method: "POST",
            url: "https://api.example/x",
            headers: {},
            body: null,
            timeoutMs: 30_000,
            retry: { limit: 5, delayMs: 5000, backoff: "exponential", maxDelayMs: 600_000 },
            check: null,
            keep: {},
            signEnv: null,
          },
        },
      },
    ],
    [
      "a call with all of its own",
      `{ task: b, title: B, kind: automation, assign: system, after: [check], timeout: 5m, sign: env:SIGNING,
          request: { method: PUT, url: "env:API_URL/clients/\${client.key}?run=\${run.generation}",
            headers: { Authorization: "Bearer \${env:API_TOKEN}" },
            body: { seats: "\${results[\\"check\\"].seats}", plan: [1, true, null] } },
          retry: { limit: 0, delay: 0s, backoff: fixed, max_delay: 1m }, keep: { seats: size(response.body.list) },
          success: "response.status in [200, 409]" }`,
      {
        success: null,
        work: {
          kind: "automation",
          call: {
            method: "PUT",
            url: "env:API_URL/clients/${client.key}?run=${run.generation}",
            headers: { Authorization: "Bearer ${env:API_TOKEN}" },
            body: { seats: '${results["check"].seats}', plan: [1, true, null] },
            timeoutMs: 300_000,
            retry: { limit: 0, delayMs: 0, backoff: "fixed", maxDelayMs: 60_000 },
            check: "response.status in [200, 409]",
            keep: { seats: "size(response.body.list)" },
            signEnv: "SIGNING",
          },
        },
      },
    ],
    [
      "an approval by one person",
      approval(""),
      { work: { kind: "approval", needed: 1 }, role: "operators", onFailure: "fail_closed" },
    ],
    [
      "a wait, ended by a signal or by whoever has the owner's role",
      "{ task: b, title: B, kind: wait, signal: payment.received, timeout: 5 business days }",
      {
        work: {
          kind: "wait",
          signal: { type: "payment.received", when: null },
          timeout: { amount: 5, unit: "business days" },
        },
        role: "customer-success",
        onFailure: "fail_closed",
      },
    ],
    [
      "a wait for some of its triggers",
      "{ task: b, title: B, kind: wait, signal: { type: x.login, when: event.sso == true }, assign: { role: operators } }",
      {
        work: { kind: "wait", signal: { type: "x.login", when: "event.sso == true" }, timeout: null },
        role: "operators",
      },
    ],
    [
      "the client's",
      "{ task: b, title: B, kind: client, assign: { role: operators }, evidence: File }",
      { work: { kind: "client" }, role: "operators", evidence: "File", onFailure: "fail_open" },
    ],
  ])("%s", async ([, task, expected]) => {
    expect(await read(task)).toMatchObject(expected);
  });
});

describe("a mistake in a task is found where it stands:", () => {
  test.for<Mistake>([
    [
      "a key of another kind",
      playbook("{ task: b, title: B, assign: { role: operators }, ‸request: {} }"),
      '"request" belongs to kind automation; this task is of kind human',
    ],
    [
      "a mode where nobody claims",
      playbook("{ task: b, title: B, kind: approval, assign: { role: operators, ‸mode: auto } }"),
      "mode belongs to tasks of kind human",
    ],
    [
      "a call that a person should make",
      playbook(
        "{ task: b, title: B, kind: automation, request: { url: https://a.example }, assign: ‸{ role: operators } }",
      ),
      "Baton does this: write assign: system, or leave it out",
    ],
    [
      "more approvals than there are people",
      playbook(approval("approvals: ‸2")),
      "nobody can reach this: the role operators has one member",
    ],
    [
      "an address without TLS",
      playbook(call("", "‸http://api.example/x")),
      "an address begins with https://",
    ],
    [
      "a port that is never called",
      playbook(call("", "‸https://api.example:5432/x")),
      "port 5432 is not called: an address has port 443 or 8443",
    ],
    [
      "a password in an address",
      playbook(call("", "‸https://me:pass@api.example/x")),
      "an address holds no name or password",
    ],
    [
      "a host that a template makes up",
      playbook(call("", "https://‸${client.key}.example/x")),
      "no template in the name of the host",
    ],
    [
      "a secret in an address",
      playbook(call("", "https://api.example/x?key=${‸env:API_KEY}")),
      "no secret in an address",
    ],
    [
      "a variable of Baton's own in an address",
      playbook(call("", "‸env:PUBLIC_URL/x")),
      "PUBLIC_URL is Baton's own, and no book may use it",
    ],
    [
      "a variable of Baton's own in a body",
      playbook(call('body: { text: "${‸env:BATON_SECRET_KEY}" }')),
      "BATON_SECRET_KEY is Baton's own, and no book may use it",
    ],
    [
      "a signature by a secret of Baton's own",
      playbook(
        "{ task: b, title: B, kind: automation, request: { url: https://a.example }, sign: ‸env:SLACK_BOT_TOKEN }",
      ),
      "SLACK_BOT_TOKEN is Baton's own, and no book may use it",
    ],
    [
      "a template that is never closed",
      playbook(call('body: { text: "for ‸${client.key" }')),
      "this ${ is never closed",
    ],
    [
      "an unknown name in a template deep in the body",
      playbook(call('body: { a: [{ b: "for ${‸clint.key}" }] }')),
      'unknown name clint; did you mean "client"?',
    ],
    [
      "a list in the middle of a text",
      playbook(call('body: { text: "for ${‸[1]}" }')),
      "this gives list<int>, but a text, a number or true or false is needed",
    ],
    [
      "a header that Baton sets",
      playbook(call("headers: { ‸Idempotency-Key: x }")),
      "Baton sets this header itself",
    ],
    ["a GET with a body", playbook(call("method: GET, body: ‸{ a: 1 }")), "a GET has no body"],
    [
      "a timeout in working hours",
      playbook(
        "{ task: b, title: B, kind: automation, request: { url: https://a.example }, timeout: ‸1 business hour }",
      ),
      "a machine doesn't keep working hours",
    ],
    [
      "a timeout that is too long",
      playbook("{ task: b, title: B, kind: automation, request: { url: https://a.example }, timeout: ‸6m }"),
      "this is longer than 5 minutes",
    ],
    [
      "a check of something else than the response",
      playbook(
        "{ task: b, title: B, kind: automation, request: { url: https://a.example }, success: ‸client.key == 'a' }",
      ),
      "client is only known in routing and in the mappings of sources.yaml and in the conditions and templates of tasks",
    ],
    [
      "a status that is a text",
      playbook(
        "{ task: b, title: B, kind: automation, request: { url: https://a.example }, success: ‸response.status == '200' }",
      ),
      "no such overload: int == string",
    ],
    [
      "an unknown type of signal",
      playbook("{ task: b, title: B, kind: wait, signal: ‸payment.recieved }"),
      'did you mean "payment.received"?',
    ],
    [
      "a signal that asks for what its event can't know",
      playbook(
        "{ task: b, title: B, kind: wait, signal: { type: payment.received, when: ‸client.key == 'a' } }",
      ),
      "not in the condition of a signal",
    ],
    [
      "a child run of an unknown playbook",
      playbook("{ task: b, title: B, kind: run, playbook: ‸simpel }"),
      'unknown playbook "simpel"; did you mean "simple"?',
    ],
    [
      "a playbook that runs itself",
      playbook("{ task: b, title: B, kind: run, playbook: ‸simple }"),
      "these playbooks run each other in a circle: simple → simple",
    ],
    [
      "results of a task that isn't there",
      playbook("{ task: b, title: B, assign: { role: operators }, when: \"‸results['chek'].id == 1\" }"),
      'unknown task "chek"; did you mean "check"?',
    ],
    [
      "a result under a wrong name",
      playbook(
        '{ task: b, title: B, assign: { role: operators }, after: [check], when: \'"seets" in ‸results["check"]\' }',
      ),
      '"check" keeps no result called "seets"; did you mean "seats"?',
    ],
    [
      "a result of a person",
      playbook(
        "{ task: a, title: A, assign: { role: operators } }",
        `{ task: b, title: B, assign: { role: operators }, after: [a], when: '‸results["a"].id == 1' }`,
      ),
      '"a" keeps no results: only tasks of kind automation do',
    ],
    [
      "a result that may not be there yet",
      playbook(call(`body: { id: '\${‸results["check"].id}' }`)),
      '"check" need not be over by then',
    ],
    [
      "results used as a whole",
      playbook("{ task: b, title: B, assign: { role: operators }, when: size(‸results) > 0 }"),
      'results are read as results["task-key"].name',
    ],
    [
      "has() on a result",
      playbook(`{ task: b, title: B, assign: { role: operators }, when: 'has(‸results["check"].id)' }`),
      'has() can\'t look into results; write "name" in results["task-key"]',
    ],
    [
      "a secret in a header",
      playbook(call('headers: { Authorization: ‸"Bearer 3f9a77c01be24d5f" }')),
      "this looks like a secret: put it into the environment, and write ${env:NAME} here",
    ],
    [
      "a secret in a body",
      playbook(call("body: { api_key: ‸3f9a77c01be24d5f }")),
      "this looks like a secret",
    ],
    [
      "a secret in an address's query",
      playbook(call("", "https://api.example/x?access_token=3f9a77c01be24d5f").replace('url: "', 'url: ‸"')),
      "this looks like a secret",
    ],
    [
      "a well-known secret anywhere",
      playbook("{ task: b, title: ‸Use sk_live_3f9a77c01be24d5f, assign: { role: operators } }"),
      "this looks like a secret",
    ],
  ])("%s", ([, marked, message]) => expectProblem("playbooks/simple.yaml", marked, message));

  test("playbooks that run each other", async () => {
    const { printed } = await readSmallBook({
      "playbooks/simple.yaml": playbook("{ task: b, title: B, kind: run, playbook: other }"),
      "playbooks/other.yaml": playbook("{ task: b, title: B, kind: run, playbook: simple }").replace(
        "playbook: simple",
        "playbook: other",
      ),
    });
    expect(printed).toEqual([
      "playbooks/other.yaml:16:51 these playbooks run each other in a circle: other → simple → other",
    ]);
  });

  test("and a secret is never repeated", async () => {
    const { printed } = await readSmallBook({
      "playbooks/simple.yaml": playbook(call("body: { password: 3f9a77c01be24d5f }")),
    });
    expect(printed.join()).not.toContain("3f9a");
  });
});

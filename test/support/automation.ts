import type { Book, CallSpec, Playbook, TaskSpec } from "#domain/book.ts";
import { playbook, taskSpec } from "./domain.ts";

/** A task that calls another system; what isn't said is as short as a test wants it. */
export function automation(key: string, call: Partial<CallSpec>, some: Partial<TaskSpec> = {}): TaskSpec {
  return taskSpec(key, {
    role: "system",
    sla: null,
    onFailure: "fail_closed",
    gate: "approvers",
    ...some,
    work: {
      kind: "automation",
      call: {
        method: "POST",
        url: "https://provisioning.example/",
        headers: {},
        body: null,
        timeoutMs: 5000,
        retry: { limit: 3, delayMs: 40, backoff: "exponential", maxDelayMs: 200 },
        check: null,
        keep: {},
        signEnv: null,
        ...call,
      },
    },
  });
}

/** Waits for a trigger of that type. */
export function wait(key: string, type: string, when: string | null = null): TaskSpec {
  return taskSpec(key, {
    role: "operators",
    sla: null,
    work: { kind: "wait", signal: { type, when }, timeout: null },
  });
}

/** Another playbook does it. */
export function child(key: string, of: string, some: Partial<TaskSpec> = {}): TaskSpec {
  return taskSpec(key, {
    role: "system",
    sla: null,
    onFailure: "fail_closed",
    gate: "approvers",
    ...some,
    work: { kind: "run", playbook: of },
  });
}

/** A playbook of one stage, without due times. */
export function oneStage(key: string, tasks: readonly TaskSpec[], some: Partial<Playbook> = {}): Playbook {
  return playbook([{ stage: "Setup", tasks }], { playbook: key, calendar: "emea", sla: null, ...some });
}

/** The example book with these playbooks besides its own. */
export function withPlaybooks(book: Book, playbooks: readonly Playbook[]): Book {
  const more = Object.fromEntries(playbooks.map((one) => [one.playbook, one]));
  return { ...book, playbooks: { ...book.playbooks, ...more } };
}

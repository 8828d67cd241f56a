import type { Calendar, Escalation, Playbook, Retry, StageSpec, TaskSpec, Work } from "#domain/book.ts";
import { decide } from "#domain/decide.ts";
import { effectsOf, type Effects } from "#domain/effects.ts";
import type { RunEvent } from "#domain/event.ts";
import type { Facts } from "#domain/facts.ts";
import { taskIdOf, type TaskId } from "#domain/ids.ts";
import type { AskOf, History, Intent } from "#domain/intent.ts";
import type { Decision } from "#domain/narrate.ts";
import type { Refusal } from "#domain/refusal.ts";
import { requireTask, type Run } from "#domain/run.ts";
import type { Deadline, DeadlineOn, Task, TextRef } from "#domain/task.ts";
import {
  ChannelIdSchema,
  ClientIdSchema,
  DealIdSchema,
  RunIdSchema,
  TextIdSchema,
  WorkspaceIdSchema,
} from "#src/ids.ts";
import { everybody, fallback, intentOf, leaver, MONDAY, owner, type Step } from "./people.ts";

const WORKSPACE = WorkspaceIdSchema.parse("wsp_000000000001");
export const RUN = RunIdSchema.parse("run_000000000001");
export const ONBOARDING = ChannelIdSchema.parse("C0123456789");

const office: Calendar = {
  timezone: "UTC",
  hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: "09:00", to: "17:00" })),
  holidays: [],
};

/** Assignee at once, owner after four business hours, operators a business day later, and then the channel, twice. */
export const standard: Escalation = {
  remindPercent: 50,
  runbook: null,
  levels: [
    { after: { amount: 0, unit: "minutes" }, tell: [{ who: "assignee" }] },
    { after: { amount: 4, unit: "business hours" }, tell: [{ who: "owner" }] },
    { after: { amount: 1, unit: "business days" }, tell: [{ who: "role", role: "operators" }] },
  ],
  atTheEnd: {
    tell: [{ who: "channel", channel: "onboarding" }],
    every: { amount: 1, unit: "business days" },
    times: 2,
  },
};

export function facts(some: Partial<Facts> = {}): Facts {
  const roles = Map.groupBy(
    everybody.flatMap(({ id, actor }) => actor.roles.map((role) => ({ id, role }))),
    ({ role }) => role,
  );
  return {
    now: MONDAY,
    calendars: { office },
    escalations: { standard },
    playbooks: { enterprise, chores },
    holds: () => ({ ok: true, value: true }),
    held: new Map(),
    channels: { onboarding: ONBOARDING },
    people: new Map(
      everybody.map(({ id, actor }) => [id, { id, active: id !== leaver.id, internal: actor.internal }]),
    ),
    roles: new Map([...roles].map(([role, members]) => [role, members.map(({ id }) => id)])),
    fallbackOwner: fallback.id,
    ...some,
  };
}

export function taskSpec(key: string, some: Partial<TaskSpec> = {}): TaskSpec {
  return {
    task: key,
    title: `Do ${key}`,
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
    onFailure: "fail_open",
    gate: "operators",
    ...some,
  };
}

/** A call that is tried again twice, after five seconds and then ten. */
export function automation(retry: Partial<Retry> = {}): Extract<Work, { readonly kind: "automation" }> {
  return {
    kind: "automation",
    call: {
      method: "POST",
      url: "https://provisioning.example/checks",
      headers: {},
      body: null,
      timeoutMs: 30_000,
      retry: { limit: 2, delayMs: 5_000, backoff: "exponential", maxDelayMs: 600_000, ...retry },
      check: null,
      keep: {},
      signEnv: null,
    },
  };
}

export function playbook(stages: readonly StageSpec[], some: Partial<Playbook> = {}): Playbook {
  return {
    playbook: "enterprise",
    title: "Enterprise onboarding",
    owner: "professional-services",
    channel: "onboarding",
    calendar: "office",
    sla: { amount: 30, unit: "business days" },
    escalation: "standard",
    stages,
    ...some,
  };
}

/** Three stages; kickoff, review and the optional welcome start together. */
export const enterprise = playbook([
  {
    stage: "Kickoff",
    tasks: [
      taskSpec("kickoff"),
      taskSpec("review", { role: "security", sla: { amount: 3, unit: "business days" } }),
      taskSpec("welcome", { required: false, sla: null }),
    ],
  },
  {
    stage: "Setup",
    tasks: [
      taskSpec("connector", { evidence: "Link to the connector" }),
      taskSpec("import", { after: ["kickoff"], sla: { amount: 4, unit: "business hours" } }),
    ],
  },
  { stage: "Launch", tasks: [taskSpec("go-live", { value: true })] },
]);

/** What systems do: where a call stands in the release. */
export const chores = playbook(
  [{ stage: "Chores", tasks: ["provision", "precheck"].map((key) => taskSpec(key, { work: automation() })) }],
  { playbook: "chores" },
);

export const kickoff = taskIdOf(RUN, 1);
export const review = taskIdOf(RUN, 2);
export const welcome = taskIdOf(RUN, 3);
export const connector = taskIdOf(RUN, 4);
export const importing = taskIdOf(RUN, 5);
export const goLive = taskIdOf(RUN, 6);

export function text(words: string): TextRef {
  const id = words
    .replace(/[^a-z]/g, "")
    .padEnd(12, "0")
    .slice(0, 12);
  return { id: TextIdSchema.parse(`txt_${id}`), digest: `digest of ${words}` };
}

export function openIntent(
  of: Playbook = enterprise,
  missingRole: string | null = null,
  history: History | null = null,
): Intent {
  return intentOf(
    { kind: "system", name: "routing" },
    {
      type: "open-run",
      run: RUN,
      workspace: WORKSPACE,
      client: ClientIdSchema.parse("cli_000000000001"),
      deal: DealIdSchema.parse("dea_000000000001"),
      generation: 1,
      trigger: null,
      occurredAt: new Date(MONDAY.getTime() - 60_000),
      playbook: of,
      release: 1,
      parent: null,
      channel: ONBOARDING,
      owner: owner.id,
      missingRole,
      simulated: false,
      history,
    },
  );
}

/** A run as it is right after it opened, on Monday morning. */
export function opened(of: Playbook = enterprise): Run {
  return accepted(decide(null, openIntent(of), facts({ playbooks: { [of.playbook]: of } }))).run;
}

/** The run of a playbook with one stage of these tasks; those that call are `provision` or `precheck`, whose calls are known. */
export function started(...tasks: readonly TaskSpec[]): Run {
  return opened(playbook([{ stage: "Only", tasks }], { playbook: chores.playbook }));
}

/** The run of the enterprise playbook after these steps, each of which must be accepted. */
export function given(...steps: readonly Step[]): Run {
  return play(opened(), ...steps);
}

export function play(run: Run, ...steps: readonly Step[]): Run {
  return steps.reduce((now, step) => accepted(decided(now, step)).run, run);
}

export function decided(run: Run, step: Step, some: Partial<Facts> = {}): Decision {
  return decide(run, step.intent(run), facts({ now: step.now(run), ...some }));
}

/** The events that a step leads to; it must be accepted. */
export function eventsOf(run: Run, step: Step, some: Partial<Facts> = {}): readonly RunEvent[] {
  return accepted(decided(run, step, some)).events;
}

/** What a step asks for outside; it must be accepted. */
export function effects(run: Run, step: Step, some: Partial<Facts> = {}): Effects {
  const { events, run: after } = accepted(decided(run, step, some));
  return effectsOf(events, after, facts({ now: step.now(run), ...some }));
}

/** Why a step is refused; it must be. */
export function refusalOf(run: Run, step: Step, some: Partial<Facts> = {}): Refusal {
  const decision = decided(run, step, some);
  if (decision.ok)
    throw new Error(`Expected a refusal, but it was accepted: ${typesOf(decision.events).join(", ")}`);
  return decision.refusal;
}

export function accepted(decision: Decision): Decision & { readonly ok: true } {
  if (decision.ok) return decision;
  throw new Error(`Expected events, but it was refused: ${JSON.stringify(decision.refusal)}`);
}

export function typesOf(events: readonly RunEvent[]): readonly string[] {
  return events.map(({ type }) => type);
}

export function at(instant: string | Date, step: Step): Step {
  return { ...step, now: () => new Date(instant) };
}

/** A system reports or asks: a call's outcome, a child run's end, a signal. */
export function reports(
  ask: AskOf<"report-attempt" | "report-child" | "receive-signal" | "cancel-run" | "move-run">,
): Step {
  return { now: () => MONDAY, intent: () => intentOf({ kind: "system", name: "worker" }, ask) };
}

/** The clock meets a deadline at its very time: the run's first of that kind, and of that task if one is given. */
export function meets(kind: DeadlineOn["kind"], task: TaskId | null = null): Step {
  return {
    now: (run) => deadlineOn(run, kind, task).at,
    intent: (run) =>
      intentOf(
        { kind: "system", name: "clock" },
        { type: "meet-deadline", deadline: deadlineOn(run, kind, task).id },
      ),
  };
}

/** The run's first deadline of a kind, and of a task if one is given; there must be one. */
export function deadlineOn(run: Run, kind: DeadlineOn["kind"], task: TaskId | null = null): Deadline {
  const found = run.deadlines.find(
    (one) => one.kind === kind && (task === null || ("task" in one && one.task === task)),
  );
  if (!found) throw new Error(`The run has no ${kind}; it has ${JSON.stringify(run.deadlines)}`);
  return found;
}

/** A task that must be in one of these states, for a test to look into. */
export function taskIn<Status extends Task["status"]>(
  run: Run,
  id: TaskId,
  status: Status,
): Extract<Task, { readonly status: Status }> {
  const task = requireTask(run, id);
  if (hasStatus(task, status)) return task;
  throw new Error(`Expected ${task.key} to be ${status}, but it is ${task.status}`);
}

function hasStatus<Status extends Task["status"]>(
  task: Task,
  status: Status,
): task is Extract<Task, { readonly status: Status }> {
  return task.status === status;
}

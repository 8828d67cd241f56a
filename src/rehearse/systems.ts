import { taskValues } from "#book/known-values.ts";
import { leadingVariable } from "#book/addresses.ts";
import { exampleAnswer } from "#book/example-answer.ts";
import { waitsFor } from "#book/match-signal.ts";
import { outcomeOf, unmadeOutcome } from "#book/outcome-of.ts";
import type { FakeAnswer } from "#book/rehearsal.ts";
import { requestOf } from "#book/request-of.ts";
import type { CallAnswer } from "#calls/call.ts";
import type { CallSpec } from "#domain/book.ts";
import { runOf, type RunId, type TaskId } from "#domain/ids.ts";
import { isLive, requireTask, type Run } from "#domain/run.ts";
import { RunIdSchema, TriggerIdSchema } from "#src/ids.ts";
import { openRun } from "./open.ts";
import { ask, runIn, WORKER, type ArrivedSignal, type Item, type World } from "./world.ts";

type Of<Do extends Item["do"]> = Extract<Item, { readonly do: Do }>;

/** The middle of what chance gives: tries are as far apart as they are on average. */
const JITTER = 0.5;
/** Any key signs what is never sent. */
const SIGNING_KEY = "whsec_cmVoZWFyc2FsIHJlaGVhcnNhbCByZWhlYXJzYWw=";

/** Builds a task's call as it would be sent, and answers it as the rehearsal says. */
export function makeCall(world: World, { task: id, execution, attempt }: Of<"call">): void {
  const run = runIn(world, runOf(id));
  const task = requireTask(run, id);
  const isAwaited = task.status === "running" && task.execution === execution && task.attempt === attempt;
  if (!isAwaited || !isLive(run)) return;
  const call = callOf(world, run, task.key);
  const values = taskValues(world.book, world.subject, run);
  const base = leadingVariable(call.url);
  const request = requestOf(call, values, { task: id, execution }, world.now, (name) => {
    if (name === base) return addressOf(name);
    return name === call.signEnv ? SIGNING_KEY : `env:${name}`;
  });
  const report = (afterMs: number, outcome: ReturnType<typeof unmadeOutcome>) =>
    world.agenda.add(new Date(world.now.getTime() + afterMs), {
      do: "report",
      run: run.id,
      ask: { type: "report-attempt", task: id, execution, attempt, exchange: null, ...outcome },
    });
  if ("problem" in request) return report(0, unmadeOutcome(request.problem));
  const said = nextAnswer(world, task.key);
  const answer = timely(said ?? exampleAnswer(call), call);
  world.told.push({
    at: world.now,
    run: run.id,
    what: "call",
    task: id,
    execution,
    attempt,
    method: request.method,
    url: base === null ? request.url : request.url.replace(addressOf(base), `env:${base}`),
    madeUp: said === null,
  });
  const outcome = outcomeOf(call, answer, (text) => text, JITTER);
  report(outcome.tookMs, outcome);
}

/** Brings a child run and the task that it fulfils in line, as the service does. */
export function settleChild(world: World, { task: id, execution }: Of<"child">): void {
  const parent = runIn(world, runOf(id));
  const child = childOf(world, id, execution);
  const task = requireTask(parent, id);
  const isAwaited = isLive(parent) && task.status === "running" && task.execution === execution;
  if (!isAwaited) {
    const reason = "What it was part of no longer needs it";
    if (child && isLive(child)) ask(world, child.id, WORKER, { type: "cancel-run", reason, note: null });
    return;
  }
  const open = child ?? openChild(world, parent, id, execution);
  const { status } = runIn(world, open.id);
  const state = status === "completed" || status === "cancelled" ? status : "open";
  ask(world, parent.id, WORKER, { type: "report-child", task: id, execution, child: open.id, state });
}

/** A signal comes for the deal: every run of it hears, and those that are opened later. */
export function arrive(world: World, signal: ArrivedSignal): void {
  world.signals.push(signal);
  for (const run of world.runs.values()) deliver(world, run, signal, world.signals.length);
}

/** The one task that waits for it hears of a signal that the rehearsal says nothing about. */
export function endWait(world: World, { task: id, execution }: Of<"end-wait">): void {
  const run = runIn(world, runOf(id));
  const task = requireTask(run, id);
  if (!isLive(run) || task.execution !== execution || task.work.kind !== "wait") return;
  receive(world, run.id, task.work.signal.type, { tasks: [id], unread: [] }, 1000 + run.version);
}

function deliver(world: World, run: Run, { type, event }: ArrivedSignal, number: number): void {
  if (!isLive(run)) return;
  const takes = event ? waitsFor(run, type, event.raw) : { tasks: everyWait(run, type), unread: [] };
  if (takes.tasks.length > 0 || takes.unread.length > 0) receive(world, run.id, type, takes, number);
}

function receive(
  world: World,
  run: RunId,
  signal: string,
  takes: ReturnType<typeof waitsFor>,
  number: number,
): void {
  const trigger = TriggerIdSchema.parse(`trg_${String(number).padStart(12, "0")}`);
  ask(world, run, WORKER, { type: "receive-signal", trigger, signal, ...takes });
}

function everyWait(run: Run, type: string): TaskId[] {
  return run.tasks.flatMap(({ id, work }) => (work.kind === "wait" && work.signal.type === type ? [id] : []));
}

function openChild(world: World, parent: Run, task: TaskId, execution: number): Run {
  const { work } = requireTask(parent, task);
  const playbook = work.kind === "run" ? world.book.playbooks[work.playbook] : undefined;
  if (!playbook) throw new Error(`Task ${task} is fulfilled by no playbook of the book`);
  const id = RunIdSchema.parse(`run_${String(world.runs.size + 1).padStart(12, "0")}`);
  openRun(world, {
    id,
    playbook,
    role: playbook.owner,
    occurredAt: world.now,
    parent: { run: parent.id, task, execution },
  });
  for (const [index, signal] of world.signals.entries()) deliver(world, runIn(world, id), signal, index + 1);
  return runIn(world, id);
}

function childOf({ runs }: World, task: TaskId, execution: number): Run | undefined {
  return [...runs.values()].find(({ parent }) => parent?.task === task && parent.execution === execution);
}

function callOf({ book }: World, { playbook }: Run, key: string): CallSpec {
  const tasks = book.playbooks[playbook]?.stages.flatMap((stage) => stage.tasks) ?? [];
  const work = tasks.find(({ task }) => task === key)?.work;
  if (work?.kind === "automation") return work.call;
  throw new Error(`Playbook ${playbook} has no automation ${key}`);
}

/** Null: the rehearsal says nothing of what this task is answered. */
function nextAnswer({ rehearsal, answered }: World, key: string): FakeAnswer | null {
  const given = answered.get(key) ?? 0;
  answered.set(key, given + 1);
  const answers = rehearsal.answers[key] ?? [];
  return answers[given] ?? answers.at(-1) ?? null;
}

/** What takes longer than the call waits is no answer. */
function timely(answer: FakeAnswer, { timeoutMs }: CallSpec): CallAnswer {
  const { takesMs } = answer;
  if (takesMs > timeoutMs) {
    const problem = `no complete answer within ${timeoutMs / 1000} s`;
    return { outcome: "unreachable", problem, tookMs: timeoutMs };
  }
  if ("unreachable" in answer)
    return { outcome: "unreachable", problem: answer.unreachable, tookMs: takesMs };
  const { status, headers, body } = answer;
  return { outcome: "answered", status, headers, body, retryAfterMs: null, tookMs: takesMs };
}

/** What stands for an address that only the environment knows. */
function addressOf(variable: string): string {
  return `https://${variable.toLowerCase().replaceAll("_", "-")}.example`;
}

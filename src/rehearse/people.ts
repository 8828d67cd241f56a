import { OPERATORS } from "#domain/actor.ts";
import { askersOf } from "#domain/decide-approvals.ts";
import { openersOf } from "#domain/decide-gates.ts";
import { activeMembers } from "#domain/facts.ts";
import { runOf, type ExceptionId, type RunId, type TaskId, type UserId } from "#domain/ids.ts";
import { isLive, requireTask } from "#domain/run.ts";
import type { Task, TextRef } from "#domain/task.ts";
import { TextIdSchema } from "#src/ids.ts";
import { ask, factsIn, heldIn, runIn, type World } from "./world.ts";

type Of = { readonly task: TaskId; readonly execution: number };

/** What people type is of no matter here. */
const WORDS: TextRef = { id: TextIdSchema.parse("txt_000000000000"), digest: "rehearsed" };

/** A member of its role takes a task: whoever holds the fewest. */
export function claim(world: World, of: Of): void {
  const { run, task } = at(world, of);
  if (task?.status !== "ready") return;
  const who = leastLoaded(world, activeMembers(factsIn(world), task.role)) ?? run.owner;
  ask(world, run.id, world.cast.actorOf(who), { type: "claim-task", task: task.id });
}

/** Whoever holds a task has done it, or the client has, and somebody says so. */
export function finish(world: World, of: Of): void {
  const { run, task } = at(world, of);
  if (!task || (task.status !== "claimed" && task.status !== "waiting")) return;
  const [minder = run.owner] = activeMembers(factsIn(world), task.role);
  const by = world.cast.actorOf(task.status === "claimed" ? task.assignee : minder);
  ask(world, run.id, by, { type: "complete-task", task: task.id, evidence: WORDS });
}

/** Somebody who may says yes; where the rehearsal wants a no, the first of them says that. */
export function approve(world: World, of: Of): void {
  const { run, task } = at(world, of);
  if (task?.status !== "ready") return;
  const facts = factsIn(world);
  const passed = new Set([...askersOf(run, task), ...task.approvals]);
  const able = [...activeMembers(facts, task.role), ...activeMembers(facts, OPERATORS)];
  const who = able.find((person) => !passed.has(person));
  if (!who) {
    world.told.push({
      at: world.now,
      run: run.id,
      what: "nobody",
      task: task.id,
      act: "approve",
      role: task.role,
    });
    return;
  }
  const by = world.cast.actorOf(who);
  const isNo = task.execution === 1 && world.rehearsal.people.rejects.includes(task.key);
  if (isNo) ask(world, run.id, by, { type: "reject-task", task: task.id, reason: WORDS });
  else ask(world, run.id, by, { type: "approve-task", task: task.id, note: null });
}

/** Somebody who may opens a gate so that the run goes on; what holds nothing up is settled by the run's owner. */
export function openGate(
  world: World,
  { run: id, exception: open }: { run: RunId; exception: ExceptionId },
): void {
  const run = runIn(world, id);
  const exception = run.exceptions.find((one) => one.id === open);
  if (!isLive(run) || !exception) return;
  const { gate, task } = exception;
  const [who] = gate === null ? [run.owner] : openersOf(run, exception, factsIn(world));
  if (!who) {
    world.told.push({
      at: world.now,
      run: id,
      what: "nobody",
      task,
      act: "open-gate",
      role: gate ?? OPERATORS,
    });
    return;
  }
  ask(world, id, world.cast.actorOf(who), {
    type: "open-gate",
    exception: open,
    choice: "resume",
    to: null,
    cause: WORDS,
    prevention: WORDS,
  });
}

/** The task as it is now, where this execution of it is still the one under way. */
function at(world: World, { task: id, execution }: Of) {
  const run = runIn(world, runOf(id));
  const task: Task = requireTask(run, id);
  return { run, task: isLive(run) && task.execution === execution ? task : null };
}

function leastLoaded({ runs }: World, members: readonly UserId[]): UserId | undefined {
  const held = heldIn(runs);
  return members.toSorted((a, b) => (held.get(a) ?? 0) - (held.get(b) ?? 0))[0];
}

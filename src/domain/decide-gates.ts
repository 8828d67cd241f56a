import { OPERATORS } from "./actor.ts";
import {
  beginOrWait,
  cancel,
  goOn,
  openException,
  useEarlySignal,
  waitsUntil,
  withdrawOffer,
} from "./advance.ts";
import { askersOf, judgesOf, recall } from "./decide-approvals.ts";
import { notStarted, personOf } from "./decide-tasks.ts";
import { activeMembers, type Facts } from "./facts.ts";
import type { TaskId, UserId } from "./ids.ts";
import type { AskOf, Intent } from "./intent.ts";
import { continueStory, refuse, type Decision, type Story } from "./narrate.ts";
import { allBefore, duesOf, waitsFor } from "./progress.ts";
import type { Refusal } from "./refusal.ts";
import {
  gateOn,
  requireException,
  requireTask,
  taskOf,
  type GateChoice,
  type OpenException,
  type Run,
} from "./run.ts";
import { isOpen, isOver, workersOf, type Task } from "./task.ts";
import { unreachable } from "./unreachable.ts";

type AskedBy<Type extends Intent["type"]> = Intent & AskOf<Type>;

/** Puts a task behind its gate by hand: nothing is late while somebody finds a way. */
export function blockTask(run: Run, intent: AskedBy<"block-task">, facts: Facts): Decision {
  const task = requireTask(run, intent.task);
  if (task.work.kind === "automation" || task.work.kind === "run") {
    return refuse({ code: "wrong-kind", task: task.id, intent: intent.type, kind: task.work.kind });
  }
  if (gateOn(run, task.id)) return refuse({ code: "gate-standing" });
  if (!isOpen(task)) return refuse(notStarted(run, task.id));
  if (!intent.reason) return refuse({ code: "words-missing", what: "reason" });
  const story = continueStory(run, intent, facts.now);
  withdrawOffer(story, task.id);
  const by = personOf(intent);
  const words = { type: "manual", reason: "Raised by hand", note: intent.reason, by } as const;
  const exception = openException(story, { ...words, task: task.id }, facts);
  story.happened({ type: "task-blocked", data: { task: task.id, exception } });
  return story.end();
}

/** Stops the whole run by hand: what is open may be finished, and nothing new starts. */
export function blockRun(run: Run, intent: AskedBy<"block-run">, facts: Facts): Decision {
  if (gateOn(run, null)) return refuse({ code: "gate-standing" });
  if (!intent.reason) return refuse({ code: "words-missing", what: "reason" });
  const gate = run.tasks.find((task) => !isOver(task))?.gate ?? run.tasks[0]?.gate ?? null;
  const story = continueStory(run, intent, facts.now);
  const by = personOf(intent);
  const words = { type: "manual", reason: "Raised by hand", note: intent.reason, by } as const;
  openException(story, { ...words, task: null, gate }, facts);
  return story.end();
}

/** Opens a gate: somebody else than who closed it says how the run goes on, with cause and prevention on record. */
export function openGate(run: Run, intent: AskedBy<"open-gate">, facts: Facts): Decision {
  const exception = requireException(run, intent.exception);
  const by = personOf(intent);
  const refusal = refusesGate(run, exception, intent, by);
  if (refusal) return refuse(refusal);
  const { id, task } = exception;
  const { choice, to, cause, prevention } = intent;
  const story = continueStory(run, intent, facts.now);
  story.happened({
    type: "exception-closed",
    data: { exception: id, task, by, choice, to: choice === "reroute" ? to : null, cause, prevention },
  });
  if (choice === "cancel") {
    cancel(story, "Cancelled at a gate");
    return story.end();
  }
  // Where a gate stands beside it, the task waits for that one.
  if (task && !gateOn(story.run(), task)) settleTask(story, task, intent, by, facts);
  goOn(story, facts);
  return story.end();
}

/**
 * Who may not open a gate: whoever closed it, and whoever did or holds the work behind it. An approval's gate could pass it
 * by, so that those who may not approve may not open it either.
 */
export function closersOf(
  run: Run,
  { openedBy, task: id }: Pick<OpenException, "openedBy" | "task">,
): readonly UserId[] {
  const task = id && taskOf(run, id);
  const workers = task ? workersOf(task) : [];
  const askers = task?.work.kind === "approval" ? askersOf(run, task) : [];
  return [...new Set([openedBy, ...workers, ...askers])].filter((user) => user !== null);
}

/** Those who may open a gate; where its role has nobody else, the operators. Of what has no gate, the operators besides its run's owner. */
export function openersOf(
  run: Run,
  exception: Pick<OpenException, "gate" | "openedBy" | "task">,
  facts: Facts,
): readonly UserId[] {
  const { gate } = exception;
  if (gate === null) return activeMembers(facts, OPERATORS);
  const closers = closersOf(run, exception);
  const able = (role: string) => activeMembers(facts, role).filter((person) => !closers.includes(person));
  return able(gate).length > 0 ? able(gate) : able(OPERATORS);
}

/**
 * Tasks that can be done in another's stead: what is over, and what waits for nothing but that one. None passes by what it
 * waits for, and none waits for what would wait for it.
 */
export function canReroute(run: Run, from: TaskId | null, to: TaskId): boolean {
  const target = taskOf(run, to);
  const replaced = from && taskOf(run, from);
  if (!replaced || to === from || target === undefined) return false;
  const before = allBefore(run, target.waitsFor);
  const follow = run.tasks.filter(({ id, waitsFor: keys }) => id !== to && keys.includes(replaced.key));
  if (follow.some(({ key }) => before.has(key))) return false;
  if (isOver(target)) return !judgesOf(run, target).some(({ id }) => gateOn(run, id));
  return target.status === "pending" && waitsFor(run, target).every(({ id }) => id === from);
}

function refusesGate(
  run: Run,
  exception: OpenException,
  { type, choice, to, cause, prevention }: AskedBy<"open-gate">,
  by: UserId,
): Refusal | null {
  // Without a gate nothing is held up, and nobody needs to be someone else.
  if (exception.gate !== null && closersOf(run, exception).includes(by)) {
    return { code: "own-work", intent: type, role: exception.gate };
  }
  if (!cause) return { code: "words-missing", what: "cause" };
  if (!prevention) return { code: "words-missing", what: "prevention" };
  if (bypassesGate(run, exception, choice)) return { code: "gate-standing" };
  if (choice !== "reroute") return null;
  if (!to) return { code: "words-missing", what: "target" };
  return canReroute(run, exception.task, to) ? null : { code: "not-a-target", task: to };
}

/** What holds nothing up is settled by the run's owner, who may not pass by a gate of the same task. */
function bypassesGate(run: Run, { gate, task }: OpenException, choice: GateChoice): boolean {
  const moves = choice === "skip" || choice === "reroute";
  return gate === null && moves && task !== null && gateOn(run, task) !== undefined;
}

function settleTask(
  story: Story,
  id: TaskId,
  { choice, to, exception }: AskedBy<"open-gate">,
  by: UserId,
  facts: Facts,
): void {
  const task = requireTask(story.run(), id);
  switch (choice) {
    case "resume":
      return resume(story, task, facts);
    case "skip":
    case "reroute": {
      const instead = choice === "reroute" ? to : null;
      withdrawOffer(story, id);
      if (!isOver(task)) {
        const reason = instead ? "Another task is done in its stead" : "Skipped at its gate";
        story.happened({ type: "task-waived", data: { task: id, by, exception, instead, reason } });
      }
      if (!instead) return;
      // What is done once more is judged once more.
      recall(story, judgesOf(story.run(), requireTask(story.run(), instead)));
      beginOrWait(story, instead, facts);
      return;
    }
    case "cancel":
      return;
    default:
      return unreachable(choice);
  }
}

/** What failed begins anew; what was blocked or late goes on where it was, with a new due time. */
function resume(story: Story, task: Task, facts: Facts): void {
  if (task.status === "failed") return beginOrWait(story, task.id, facts);
  const dues = duesOf(task, story.run(), facts);
  if (task.status === "blocked") {
    const until = waitsUntil(task, facts);
    story.happened({ type: "task-unblocked", data: { task: task.id, until, ...dues } });
    useEarlySignal(story, task.id);
  } else if (isOpen(task)) {
    story.happened({ type: "task-extended", data: { task: task.id, ...dues } });
  }
}

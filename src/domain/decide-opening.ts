import type { Playbook, StageSpec, TaskSpec, Work } from "./book.ts";
import { addDuration } from "./calendar.ts";
import type { HappeningOf } from "./event.ts";
import { canTakeWork, type Facts } from "./facts.ts";
import { goOn, openException } from "./advance.ts";
import { handoffIdOf, taskIdOf, type RunId } from "./ids.ts";
import type { AskOf, History, Intent } from "./intent.ts";
import { beginStory, type Decision, type Story } from "./narrate.ts";
import { calendarOf } from "./progress.ts";
import type { Run } from "./run.ts";
import type { Task, TaskPlan, WorkPlan } from "./task.ts";

/** Opens a run with its whole task list; what waits for nothing is ready at once. */
export function openRun(intent: Intent & AskOf<"open-run">, facts: Facts): Decision {
  const story = beginStory({ id: intent.run, workspace: intent.workspace }, intent, facts.now);
  story.happened({ type: "run-opened", data: plan(intent, facts) });
  if (intent.missingRole !== null) {
    const reason = `Role ${intent.missingRole} has nobody who can own the run`;
    openException(story, { type: "missing_owner", reason, note: null, task: null, gate: null }, facts);
  }
  if (intent.history) {
    record(story, intent.history, facts.now);
    goOn(story, facts);
    giveToHolders(story, intent.history, facts);
  } else goOn(story, facts);
  return story.end();
}

/** What had happened before Baton knew of the run. */
function record(story: Story, { tasks }: History, now: Date): void {
  for (const past of tasks) {
    if (past.state === "held") continue;
    const on = past.at < now ? past.at : now;
    const { id } = requireKey(story.run(), past.task);
    story.happened({ type: "task-recorded", data: { task: id, state: past.state, on } });
  }
}

/** Who had a task in hand has it still, where its turn has come and they can work. */
function giveToHolders(story: Story, { tasks }: History, facts: Facts): void {
  for (const past of tasks) {
    if (past.state !== "held" || !canTakeWork(facts, past.by)) continue;
    const task = requireKey(story.run(), past.task);
    if (task.work.kind !== "human" || (task.status !== "ready" && task.status !== "claimed")) continue;
    // In mode auto somebody was chosen just now.
    const from = task.status === "claimed" ? task.assignee : null;
    if (from === past.by) continue;
    const handoff = handoffIdOf(story.run().id, story.nextSeq());
    story.happened({
      type: "task-assigned",
      data: { task: task.id, from, to: past.by, kind: "reassign", considered: [], handoff, rung: null },
    });
  }
}

function requireKey(run: Run, key: string): Task {
  const task = run.tasks.find((one) => one.key === key);
  if (!task) throw new Error(`Run ${run.id} has no task ${key}: its history was not checked`);
  return task;
}

function plan(intent: Intent & AskOf<"open-run">, facts: Facts): HappeningOf<"run-opened">["data"] {
  const { playbook, client, deal, generation, trigger, occurredAt, release, parent, channel, owner } = intent;
  const { simulated, history } = intent;
  const from = history ? occurredAt : facts.now;
  const calendar = calendarOf(facts, playbook.calendar);
  return {
    client,
    deal,
    generation,
    trigger,
    playbook: playbook.playbook,
    title: playbook.title,
    release,
    parent,
    channel,
    calendar: playbook.calendar,
    escalation: playbook.escalation,
    stages: playbook.stages.map(({ stage }) => stage),
    occurredAt,
    dueAt: history?.dueAt ?? (playbook.sla && addDuration(calendar, from, playbook.sla)),
    simulated,
    backfilled: history !== null,
    owner,
    handoff: handoffIdOf(intent.run, 1),
    tasks: plannedTasks(intent.run, playbook),
  };
}

function plannedTasks(run: RunId, playbook: Playbook): TaskPlan[] {
  const flat = playbook.stages.flatMap(({ tasks }, stage) => tasks.map((spec) => ({ spec, stage })));
  return flat.map(({ spec, stage }, index) => ({
    id: taskIdOf(run, index + 1),
    key: spec.task,
    stage,
    title: spec.title,
    work: planOf(spec.work),
    role: spec.role,
    required: spec.required,
    value: spec.value,
    waitsFor: spec.after ?? requiredBefore(playbook.stages.slice(0, stage)),
    when: spec.when,
    sla: spec.sla,
    calendar: spec.calendar ?? playbook.calendar,
    success: spec.success,
    asksFor: spec.evidence,
    onFailure: spec.onFailure,
    gate: spec.gate,
  }));
}

/** How a call is made stays in the release: it may be long, and nobody reads it in a checklist. */
function planOf(work: Work): WorkPlan {
  return work.kind === "automation" ? { kind: work.kind } : work;
}

/** The required tasks of the nearest stage before that has any. */
function requiredBefore(stages: readonly StageSpec[]): readonly string[] {
  const required = (stage: StageSpec): readonly TaskSpec[] => stage.tasks.filter((task) => task.required);
  const before = stages.findLast((stage) => required(stage).length > 0);
  return before ? required(before).map(({ task }) => task) : [];
}

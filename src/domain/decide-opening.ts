import type { Playbook, StageSpec, TaskSpec, Work } from "./book.ts";
import { addDuration } from "./calendar.ts";
import type { HappeningOf } from "./event.ts";
import type { Facts } from "./facts.ts";
import { goOn, openException } from "./advance.ts";
import { handoffIdOf, taskIdOf, type RunId } from "./ids.ts";
import type { AskOf, Intent } from "./intent.ts";
import { beginStory, type Decision } from "./narrate.ts";
import { calendarOf } from "./progress.ts";
import type { TaskPlan, WorkPlan } from "./task.ts";

/** Opens a run with its whole task list; what waits for nothing is ready at once. */
export function openRun(intent: Intent & AskOf<"open-run">, facts: Facts): Decision {
  const story = beginStory({ id: intent.run, workspace: intent.workspace }, intent, facts.now);
  story.happened({ type: "run-opened", data: plan(intent, facts) });
  if (intent.missingRole !== null) {
    const reason = `Role ${intent.missingRole} has nobody who can own the run`;
    openException(story, { type: "missing_owner", reason, note: null, task: null, gate: null }, facts);
  }
  goOn(story, facts);
  return story.end();
}

function plan(intent: Intent & AskOf<"open-run">, facts: Facts): HappeningOf<"run-opened">["data"] {
  const { playbook, client, deal, generation, trigger, occurredAt, release, parent, channel, owner } = intent;
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
    dueAt: playbook.sla && addDuration(calendar, facts.now, playbook.sla),
    simulated: false,
    backfilled: false,
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

import type { TaskId } from "#domain/ids.ts";
import type { Run } from "#domain/run.ts";
import { isOver, type Task } from "#domain/task.ts";
import type { Rehearsed } from "./rehearse.ts";

/** One task that the end waited for: from when it could begin until it was over. */
export type Step = {
  readonly task: string;
  readonly title: string;
  /** The playbook of the run that it is in. */
  readonly run: string;
  /** 0 in the onboarding itself; the steps of a child run stand one deeper, after the task that it fulfils. */
  readonly depth: number;
  readonly from: Date;
  readonly to: Date;
};

/** What the end of an onboarding waited for: the task that was over last, what that had waited for longest, and so on. */
export function criticalPath(rehearsed: Rehearsed): readonly Step[] {
  const [root] = rehearsed.runs;
  return root ? pathIn(root, { runs: rehearsed.runs, began: beginnings(rehearsed) }, 0) : [];
}

type Known = { readonly runs: readonly Run[]; readonly began: ReadonlyMap<TaskId, Date> };

/** When each task could first be started: what failed and began anew took its time from then on. */
function beginnings({ told }: Rehearsed): Known["began"] {
  const began = new Map<TaskId, Date>();
  for (const one of told) {
    for (const event of one.what === "events" ? one.events : []) {
      if (event.type === "task-ready" && !began.has(event.data.task)) began.set(event.data.task, event.at);
    }
  }
  return began;
}

function pathIn(run: Run, known: Known, depth: number): Step[] {
  const steps: Step[] = [];
  const seen = new Set<string>();
  let task = latest(run.tasks.filter(({ required }) => required));
  while (task && !seen.has(task.key)) {
    seen.add(task.key);
    const to = overAt(task);
    if (!to) break;
    if (task.status === "done") {
      const { key, title } = task;
      const from = known.began.get(task.id) ?? task.readyAt;
      const child = task.work.kind === "run" ? childOf(task, known.runs) : undefined;
      const inside = child ? pathIn(child, known, depth + 1) : [];
      steps.unshift({ task: key, title, run: run.playbook, depth, from, to }, ...inside);
    }
    const { waitsFor } = task;
    task = latest(run.tasks.filter(({ key }) => waitsFor.includes(key)));
  }
  return steps;
}

function latest(tasks: readonly Task[]): Task | undefined {
  return tasks.filter(overAt).toSorted((a, b) => timeOf(b) - timeOf(a))[0];
}

function timeOf(task: Task): number {
  return overAt(task)?.getTime() ?? 0;
}

function overAt(task: Task): Date | null {
  if (!isOver(task)) return null;
  if (task.status === "done") return task.doneAt;
  return task.status === "skipped" ? task.skippedAt : task.waivedAt;
}

function childOf({ id, execution }: Task, runs: readonly Run[]): Run | undefined {
  return runs.find(({ parent }) => parent?.task === id && parent.execution === execution);
}

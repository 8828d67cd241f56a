import type { Duration } from "#domain/book.ts";
import { addDuration, isBusiness, nextOpen, partOf } from "#domain/calendar.ts";
import type { RunEvent } from "#domain/event.ts";
import type { TaskId } from "#domain/ids.ts";
import { calendarOf } from "#domain/progress.ts";
import { requireTask, type Run } from "#domain/run.ts";
import type { Task } from "#domain/task.ts";
import { unreachable } from "#domain/unreachable.ts";
import type { World } from "./world.ts";

const ONE_BUSINESS_DAY: Duration = { amount: 1, unit: "business days" };

/** Plans what people, the client and other systems will do about what just happened. */
export function planActs(world: World, events: readonly RunEvent[], run: Run): void {
  for (const event of events) {
    if (event.type === "task-ready") planTask(world, requireTask(run, event.data.task), event.data.until);
    if (event.type === "task-claimed" || event.type === "task-assigned") finish(world, run, event.data.task);
    if (event.type === "exception-opened") {
      const at = addDuration(calendarOf(world.book, run.calendar), world.now, ONE_BUSINESS_DAY);
      world.agenda.add(at, { do: "open-gate", run: run.id, exception: event.data.exception });
    }
  }
}

function planTask(world: World, task: Task, until: Date | null): void {
  const { id, execution, work } = task;
  const { claimedPercent } = world.rehearsal.people;
  switch (work.kind) {
    case "human":
      if (task.status === "ready")
        world.agenda.add(shareOf(world, task, claimedPercent), { do: "claim", task: id, execution });
      return;
    case "approval":
      for (let vote = 1; vote <= work.needed; vote++) {
        const at = shareOf(world, task, (doneAfter(world, task) * vote) / work.needed);
        world.agenda.add(at, { do: "approve", task: id, execution });
      }
      return;
    case "client":
      world.agenda.add(shareOf(world, task, doneAfter(world, task)), { do: "finish", task: id, execution });
      return;
    case "wait": {
      const isSaid = work.signal.type in world.rehearsal.signals;
      if (isSaid || !until || !work.timeout) return;
      const calendar = calendarOf(world.book, task.calendar);
      const at = partOf(calendar, world.now, until, 50, work.timeout);
      world.agenda.add(at, { do: "end-wait", task: id, execution });
      return;
    }
    case "automation":
    case "run":
      return;
    default:
      return unreachable(work);
  }
}

/** Whoever has it does it when so much of its time is over, counted from when it could be started. */
function finish(world: World, run: Run, id: TaskId): void {
  const task = requireTask(run, id);
  if (task.status !== "claimed") return;
  const at = shareOf(world, task, doneAfter(world, task), task.readyAt);
  const when = at < world.now ? world.now : at;
  world.agenda.add(when, { do: "finish", task: id, execution: task.execution });
}

function doneAfter({ rehearsal: { people } }: World, { key }: Task): number {
  return people.late[key] ?? people.donePercent;
}

/** When so many percent of a task's time are over; people work while their calendar is open. */
function shareOf(world: World, task: Task, percent: number, from = world.now): Date {
  const calendar = calendarOf(world.book, task.calendar);
  const sla = task.sla ?? ONE_BUSINESS_DAY;
  const at = partOf(calendar, from, addDuration(calendar, from, sla), percent, sla);
  return isBusiness(sla) ? at : nextOpen(calendar, at);
}

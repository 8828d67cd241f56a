import { evaluateCondition } from "#book/expressions.ts";
import type { TaskId } from "#domain/ids.ts";
import type { AskOf } from "#domain/intent.ts";
import type { Run } from "#domain/run.ts";

/** The tasks of a run that wait for such a trigger, now or later, and those whose condition can't be worked out on it. */
export function waitsFor(
  run: Run,
  type: string,
  event: unknown,
): Pick<AskOf<"receive-signal">, "tasks" | "unread"> {
  const tasks: TaskId[] = [];
  const unread: { task: TaskId; error: string }[] = [];
  for (const { id, work } of run.tasks) {
    if (work.kind !== "wait" || work.signal.type !== type) continue;
    const { when } = work.signal;
    const fits = when === null ? ALWAYS : evaluateCondition("signal", when, { event });
    if (!fits.ok) unread.push({ task: id, error: fits.error });
    else if (fits.value) tasks.push(id);
  }
  return { tasks, unread };
}

const ALWAYS = { ok: true, value: true } as const;

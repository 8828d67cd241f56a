import type { UserId } from "./ids.ts";
import type { Run } from "./run.ts";
import { alarmOf } from "./task.ts";

export type RunState = Run["status"];

/** Which runs somebody asks for. What is not said narrows nothing. */
export type RunFilter = {
  readonly states: readonly RunState[];
  readonly owner?: UserId | undefined;
  readonly playbook?: string | undefined;
  /** A client's key, or how its name begins, in any case. */
  readonly client?: string | undefined;
  /** It is late itself, or a task of it is. What rests or is over is not late. */
  readonly overdue?: boolean | undefined;
};

export const OPEN_STATES = ["active", "paused", "blocked"] as const satisfies readonly RunState[];
export const RUN_STATES = [...OPEN_STATES, "completed", "cancelled"] as const satisfies readonly RunState[];

/** A filter as it would be typed: what reads it reads the same again. No states: those that are open. */
export function writtenFilter({ states, owner, playbook, client, overdue }: RunFilter): string {
  return [
    ...(client === undefined ? [] : [`client:"${client.replaceAll('"', "")}"`]),
    ...(playbook === undefined ? [] : [`playbook:${playbook}`]),
    ...(owner === undefined ? [] : [`owner:<@${owner}>`]),
    ...(states.length > 0 ? [`state:${states.join(",")}`] : []),
    ...(overdue ? ["overdue"] : []),
  ].join(" ");
}

/** Whether it is late itself, or a task of it is; what rests or is over is not. */
export function isLateRun({ status, overdue, tasks }: Run): boolean {
  if (status !== "active" && status !== "blocked") return false;
  return overdue || tasks.some((task) => alarmOf(task) !== null);
}

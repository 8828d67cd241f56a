import type { Button } from "@slack/types";
import { gateOn, isLive, type Run } from "#domain/run.ts";
import type { Task } from "#domain/task.ts";
import {
  approveButton,
  claimButton,
  doneButton,
  giveBackButton,
  handOffButton,
  openGateButton,
  rejectButton,
  withdrawButton,
} from "./buttons.ts";

/** What can be done about a task by whoever may, the gate that is closed on it last. None once the run is over. */
export function taskButtons(task: Task, run: Run): Button[] {
  return isLive(run) ? [...ownButtons(task), ...gateButtons(task, run)] : [];
}

/** Opens the gate that is closed on a task, where one is. */
export function gateButtons(task: Task, run: Run): Button[] {
  const gate = gateOn(run, task.id);
  return gate ? [openGateButton(gate.id, task.title)] : [];
}

function ownButtons(task: Task): Button[] {
  switch (task.status) {
    case "ready":
      return task.work.kind === "approval" ? [approveButton(task), rejectButton(task)] : [claimButton(task)];
    case "claimed":
      return [
        doneButton(task),
        task.offer ? withdrawButton(task.offer.handoff, task.title) : handOffButton(task),
        giveBackButton(task),
      ];
    case "waiting":
      return [doneButton(task)];
    default:
      return [];
  }
}

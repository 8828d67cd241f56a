import type { App } from "@slack/bolt";
import { actionIds, modalIds } from "#views/ids.ts";
import { accept, decline, declineForm, withdraw } from "./answer-offer.ts";
import { approveTask, rejectTask, rejectTaskForm } from "./approval.ts";
import type { Deps } from "./asked.ts";
import { assign, assignForm, assignRun, assignRunForm } from "./assign.ts";
import { block, blockForm, blockRun, blockTask } from "./block.ts";
import { onButton } from "./buttons.ts";
import { cancel, cancelForm, cancelRun } from "./cancel.ts";
import { change, changeRun } from "./change.ts";
import { claim } from "./claim.ts";
import { done, doneForm } from "./done.ts";
import { changeDue, dueForm } from "./due.ts";
import { onForm } from "./forms.ts";
import { gateForm, openGate, unblock } from "./gate.ts";
import { giveback, giveBackButton } from "./give-back.ts";
import { handoff, handOffForm, handOffRun, handOffTask } from "./hand-off.ts";
import { help } from "./help.ts";
import { newHomes } from "./home.ts";
import { acknowledge, snooze, snoozeForm } from "./ladder.ts";
import { onMention } from "./mention.ts";
import { confirmMergeForm, mergeForm, mergeRun } from "./merge.ts";
import { moveForm, moveRun, newClientForm } from "./move.ts";
import { mine, needs } from "./needs.ts";
import { list, more } from "./list.ts";
import {
  confirmOperation,
  continueOperation,
  moveListed,
  moveListedForm,
  reassignListed,
  reassignListedForm,
  stopOperation,
  undoOperation,
} from "./operations.ts";
import { pause, pauseForm, pauseRun, resume, resumeRun } from "./pause.ts";
import { onUserChange } from "./people.ts";
import { audit, why } from "./record.ts";
import { approve, playbooks, publish, reject, rejectForm } from "./releases.ts";
import {
  addTask,
  addTaskForm,
  confirmSkipForm,
  reopenForm,
  reopenTask,
  skipForm,
  skipTask,
} from "./run-tasks.ts";
import { settleHeld, settleHeldForm } from "./settle.ts";
import { onSlash, type Grammar } from "./slash.ts";
import { start } from "./start.ts";
import { status } from "./status.ts";
import { undo } from "./undo.ts";

/** What can be said: after `/onboard`, and after the app's name. */
const grammar: Grammar = {
  alone: needs,
  start,
  status,
  list,
  mine,
  why,
  handoff,
  giveback,
  block,
  unblock,
  pause,
  resume,
  cancel,
  change,
  audit,
  playbooks,
  help,
};

const buttons = {
  [actionIds.claimTask]: claim,
  [actionIds.completeTask]: done,
  [actionIds.giveBackTask]: giveBackButton,
  [actionIds.handOffTask]: handOffTask,
  [actionIds.assignTask]: assign,
  [actionIds.acknowledgeTask]: acknowledge,
  [actionIds.snoozeTask]: snooze,
  [actionIds.approveTask]: approveTask,
  [actionIds.rejectTask]: rejectTask,
  [actionIds.blockTask]: blockTask,
  [actionIds.blockRun]: blockRun,
  [actionIds.openGate]: openGate,
  [actionIds.settleHeld]: settleHeld,
  [actionIds.acceptHandoff]: accept,
  [actionIds.declineHandoff]: decline,
  [actionIds.withdrawHandoff]: withdraw,
  [actionIds.handOffRun]: handOffRun,
  [actionIds.changeRun]: changeRun,
  [actionIds.pauseRun]: pauseRun,
  [actionIds.resumeRun]: resumeRun,
  [actionIds.cancelRun]: cancelRun,
  [actionIds.assignRun]: assignRun,
  [actionIds.addTask]: addTask,
  [actionIds.skipTask]: skipTask,
  [actionIds.reopenTask]: reopenTask,
  [actionIds.changeDue]: changeDue,
  [actionIds.moveRun]: moveRun,
  [actionIds.mergeRun]: mergeRun,
  [actionIds.undo]: undo,
  [actionIds.approveRelease]: approve,
  [actionIds.rejectRelease]: reject,
  [actionIds.publishRelease]: publish,
  [actionIds.moreRuns]: more,
  [actionIds.reassignListed]: reassignListed,
  [actionIds.moveListed]: moveListed,
  [actionIds.stopOperation]: stopOperation,
  [actionIds.continueOperation]: continueOperation,
  [actionIds.undoOperation]: undoOperation,
};

const forms = {
  [modalIds.done]: doneForm,
  [modalIds.handOff]: handOffForm,
  [modalIds.decline]: declineForm,
  [modalIds.assign]: assignForm,
  [modalIds.snooze]: snoozeForm,
  [modalIds.reject]: rejectTaskForm,
  [modalIds.block]: blockForm,
  [modalIds.gate]: gateForm,
  [modalIds.settleHeld]: settleHeldForm,
  [modalIds.rejectRelease]: rejectForm,
  [modalIds.reassignListed]: reassignListedForm,
  [modalIds.moveListed]: moveListedForm,
  [modalIds.confirmOperation]: confirmOperation,
  [modalIds.pause]: pauseForm,
  [modalIds.cancel]: cancelForm,
  [modalIds.assignRun]: assignRunForm,
  [modalIds.addTask]: addTaskForm,
  [modalIds.skip]: skipForm,
  [modalIds.confirmSkip]: confirmSkipForm,
  [modalIds.reopen]: reopenForm,
  [modalIds.due]: dueForm,
  [modalIds.move]: moveForm,
  [modalIds.newClient]: newClientForm,
  [modalIds.merge]: mergeForm,
  [modalIds.confirmMerge]: confirmMergeForm,
};

/** The whole bot: everything that a person can do with it in Slack. */
export function registerCommands(app: App, deps: Deps): void {
  const homes = newHomes(deps);
  app.command("/onboard", onSlash(deps, grammar));
  // Every button and form there ever was, so that an old one is answered too.
  app.action(/./, onButton(deps, buttons, homes));
  app.view({ callback_id: /./, type: "view_submission" }, onForm(deps, forms, homes));
  app.event("app_mention", onMention(deps, grammar));
  app.event("app_home_opened", homes.onOpened);
  app.event("user_change", onUserChange(deps));
}

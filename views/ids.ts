// Messages live for years in people's channels, so an id never changes its meaning: what works differently gets a new version.

/** Buttons, by what they ask for. A button's value is the id of the task, handoff, run, release or request it is about. */
export const actionIds = {
  claimTask: "task.claim.v1",
  completeTask: "task.done.v1",
  giveBackTask: "task.give-back.v1",
  handOffTask: "task.hand-off.v1",
  assignTask: "task.assign.v1",
  acknowledgeTask: "task.acknowledge.v1",
  snoozeTask: "task.snooze.v1",
  approveTask: "task.approve.v1",
  rejectTask: "task.reject.v1",
  blockTask: "task.block.v1",
  blockRun: "run.block.v1",
  openGate: "gate.open.v1",
  settleHeld: "exception.settle.v1",
  acceptHandoff: "handoff.accept.v1",
  declineHandoff: "handoff.decline.v1",
  withdrawHandoff: "handoff.withdraw.v1",
  handOffRun: "run.hand-off.v1",
  approveRelease: "release.approve.v1",
  rejectRelease: "release.reject.v1",
  publishRelease: "release.publish.v1",
} as const;

export type ActionId = (typeof actionIds)[keyof typeof actionIds];

/** Modals that are submitted, as their `callback_id`. Their `private_metadata` is JSON with the ids that each one's file names. */
export const modalIds = {
  done: "task.submit-done.v1",
  handOff: "handoff.submit-offer.v1",
  decline: "handoff.submit-decline.v1",
  assign: "task.submit-assign.v1",
  snooze: "task.submit-snooze.v1",
  reject: "task.submit-reject.v1",
  block: "run.submit-block.v1",
  gate: "gate.submit-opening.v1",
  settleHeld: "exception.submit-settlement.v1",
  rejectRelease: "release.submit-reject.v1",
} as const;

/** The one element of each input in a modal: where its value is found, and where its error is shown. */
export const fields = {
  evidence: { block_id: "evidence", action_id: "evidence.enter.v1" },
  person: { block_id: "person", action_id: "person.choose.v1" },
  note: { block_id: "note", action_id: "note.enter.v1" },
  reason: { block_id: "reason", action_id: "reason.enter.v1" },
  duration: { block_id: "duration", action_id: "duration.choose.v1" },
  choice: { block_id: "choice", action_id: "choice.choose.v1" },
  target: { block_id: "target", action_id: "target.choose.v1" },
  cause: { block_id: "cause", action_id: "cause.enter.v1" },
  prevention: { block_id: "prevention", action_id: "prevention.enter.v1" },
  waitingOn: { block_id: "waiting-on", action_id: "waiting-on.choose.v1" },
  review: { block_id: "review", action_id: "review.choose.v1" },
  due: { block_id: "due", action_id: "due.choose.v1" },
  title: { block_id: "title", action_id: "title.enter.v1" },
  stage: { block_id: "stage", action_id: "stage.choose.v1" },
  role: { block_id: "role", action_id: "role.choose.v1" },
  needed: { block_id: "needed", action_id: "needed.choose.v1" },
  client: { block_id: "client", action_id: "client.enter.v1" },
  into: { block_id: "into", action_id: "into.choose.v1" },
} as const;

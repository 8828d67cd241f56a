import type { Offer, Task } from "#domain/task.ts";
import { openOffers } from "#domain/run.ts";
import { unreachable } from "#domain/unreachable.ts";
import { actions, section, type Message } from "./blocks.ts";
import { acceptButton, declineButton, handOffButton, handOffRunButton } from "./buttons.ts";
import type { HandoffRecord, NoticeProps } from "./notice.ts";
import { clientName, ownsOpenRun, tasksIn } from "./notice-tasks.ts";
import { dueWords } from "./task-words.ts";
import { titleOf } from "./title.ts";
import { oneLine, quote } from "./text.ts";
import { mention, when } from "./words.ts";

const TYPED_MAX = 2000;

/** Somebody is asked to take over: with the question, and with the answer once there is one. */
export function offer(props: NoticeProps): Message {
  const { notice, run, recipient, handoffRecord: record, now } = props;
  const open = openOffers(run).find(({ offer }) => offer.handoff === notice.handoff)?.offer;
  const [task] = tasksIn(props);
  const asker = open?.by ?? open?.from ?? record?.from;
  const asks = `${asker ? mention(asker) : "Somebody"} asks you to take over`;
  const lines = [
    `${asks} ${thing(task, props)}.`,
    ...(record?.note ? [quote(record.note, TYPED_MAX)] : []),
    ...(task && open ? dueWords(task, run, now) : []),
    open ? stands(open) : outcome(record, props),
  ];
  const about = task?.title ?? props.client.name;
  const buttons =
    open && recipient === open.to
      ? [acceptButton(open.handoff, about), declineButton(open.handoff, about)]
      : [];
  return {
    text: `${asks} ${plainThing(task, props)}`,
    blocks: [section(lines.join("\n")), ...actions(buttons)],
  };
}

/** What the one who offered hears back. */
export function answeredOffer(
  props: NoticeProps,
  kind: "offer-accepted" | "offer-declined" | "offer-expired",
): Message {
  const { run, recipient, handoffRecord: record } = props;
  const [task] = tasksIn(props);
  const to = record?.to ? mention(record.to) : "The person you asked";
  const said = {
    "offer-accepted": `${to} accepted`,
    "offer-declined": `${to} declined`,
    "offer-expired": `${to} didn't answer in time about`,
  }[kind];
  const isStillTheirs = task
    ? task.status === "claimed" && task.assignee === recipient && task.offer === null
    : ownsOpenRun(run, props);
  const mayOfferAgain = kind !== "offer-accepted" && isStillTheirs;
  const lines = [
    `${said} ${thing(task, props)}.`,
    ...(kind === "offer-declined" && record?.reason ? [quote(record.reason, TYPED_MAX)] : []),
    ...(kind === "offer-accepted" ? ["It is theirs now."] : []),
    ...(mayOfferAgain ? ["It is still yours. You can ask somebody else."] : []),
  ];
  const button = task ? handOffButton(task) : handOffRunButton(run.id, props.client.name);
  return {
    text: `${said} ${plainThing(task, props)}`,
    blocks: [section(lines.join("\n")), ...actions(mayOfferAgain ? [button] : [])],
  };
}

function stands({ from, expiresAt }: Offer): string {
  return `${mention(from)} has it until you accept. The offer stands until ${when(expiresAt)}.`;
}

function outcome(record: HandoffRecord | null, { recipient }: NoticeProps): string {
  if (!record) return "This offer is over.";
  const who = record.to === recipient ? "You" : record.to ? mention(record.to) : "They";
  switch (record.outcome) {
    case "accepted":
    case "assigned":
      return `✓ ${who} accepted.`;
    case "declined":
      return `${who} declined${record.reason ? `:\n${quote(record.reason, 500)}` : "."}`;
    case "withdrawn":
      return "The offer was withdrawn. There is nothing left to answer.";
    case "expired":
      return "The offer ran out before it was answered.";
    case "offered":
      return "This offer is over.";
    default:
      return unreachable(record.outcome);
  }
}

function thing(task: Task | undefined, props: NoticeProps): string {
  return task ? `${titleOf(task)} for *${clientName(props)}*` : `the onboarding of *${clientName(props)}*`;
}

function plainThing(task: Task | undefined, props: NoticeProps): string {
  return task
    ? `${oneLine(task.title, 150)} for ${clientName(props)}`
    : `the onboarding of ${clientName(props)}`;
}

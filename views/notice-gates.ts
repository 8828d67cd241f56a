import type { Button } from "@slack/types";
import { closersOf } from "#domain/decide-gates.ts";
import type { ExceptionId, TaskId, UserId } from "#domain/ids.ts";
import { isLive, taskOf, type ExceptionType, type GateChoice, type Run } from "#domain/run.ts";
import type { Task } from "#domain/task.ts";
import { actions, context, section, type Message } from "./blocks.ts";
import { approveButton, openGateButton, rejectButton, settleButton } from "./buttons.ts";
import { choiceWords, exceptionName, heldUp, heldUpPlain } from "./gate-words.ts";
import type { NoticeProps } from "./notice.ts";
import { clientName, tasksIn } from "./notice-tasks.ts";
import { standing } from "./standing.ts";
import { oneLine, quote } from "./text.ts";
import { titleOf } from "./title.ts";
import { listed, mention, roleName, when } from "./words.ts";

const TYPED_MAX = 900;

/** An exception as it is kept, open or settled, with what people wrote about it; null where nothing was written or it was erased. */
export type ExceptionRecord = {
  readonly id: ExceptionId;
  readonly type: ExceptionType;
  readonly reason: string;
  readonly note: string | null;
  readonly task: TaskId | null;
  readonly owner: UserId;
  readonly gate: string | null;
  readonly openedBy: UserId | null;
  readonly runbook: string | null;
  readonly dueAt: Date;
  /** Whether whoever is told has the role that settles it. */
  readonly mayOpen: boolean;
  readonly closed: {
    readonly at: Date;
    /** Null: it was settled without anybody. */
    readonly by: UserId | null;
    readonly choice: GateChoice | null;
    readonly to: TaskId | null;
    readonly cause: string | null;
    readonly prevention: string | null;
  } | null;
};

/** Somebody is asked to say yes or no, and sees whose work it is about. */
export function approvalAsked(props: NoticeProps): Message {
  const { run, recipient, now } = props;
  const [task] = tasksIn(props);
  const asks = "Your approval is asked";
  if (!task) return aboutNothing(props, asks);
  const lines = [
    `${asks} for ${titleOf(task)} of *${clientName(props)}*.`,
    standing(task, run, now, recipient),
    ...(task.success === null ? [] : [`Approve when: ${oneLine(task.success, 400)}`]),
    ...workWords(task, run),
  ];
  const isAsked =
    recipient !== null && isLive(run) && task.status === "ready" && !task.approvals.includes(recipient);
  return {
    text: `${asks}: ${oneLine(task.title, 150)} for ${clientName(props)}`,
    blocks: [section(lines.join("\n")), ...actions(isAsked ? [approveButton(task), rejectButton(task)] : [])],
  };
}

/** Something left the normal path: what, why, who answers for it, and what came of it since. */
export function exceptionNotice(props: NoticeProps): Message {
  return exceptionMessage(props, "⛔");
}

/** Nobody has settled it by its due time. */
export function exceptionOverdue(props: NoticeProps): Message {
  return exceptionMessage(props, `⚠️ Call ${props.level ?? 1}, still not settled:`);
}

/** Whoever has what was held up hears how it goes on, and why it had stopped. */
export function gateOpened(props: NoticeProps): Message {
  const { run, exception } = props;
  if (!exception?.closed) return aboutNothing(props, "A gate was opened");
  const { by, choice, to, cause, prevention } = exception.closed;
  const who = by ? mention(by) : "Somebody";
  const what = choice ? choiceWords(choice, to && taskOf(run, to)) : "it goes on";
  return {
    text: `${who} opened the gate of ${heldUpPlain(run, exception)} for ${clientName(props)}`,
    blocks: [
      section(`✓ ${who} opened the gate of ${heldUp(run, exception)} for *${clientName(props)}*: ${what}.`),
      ...written("What happened", cause),
      ...written("What keeps it from happening again", prevention),
    ],
  };
}

function exceptionMessage(props: NoticeProps, sign: string): Message {
  const { run, exception, recipient } = props;
  if (!exception) return aboutNothing(props, "An exception");
  const { type, reason, note, owner, dueAt, gate, closed } = exception;
  const what = `${heldUp(run, exception)} for *${clientName(props)}*`;
  const plain = `${heldUpPlain(run, exception)} for ${clientName(props)}: ${exceptionName(type)}`;
  if (closed) return { text: `Settled: ${plain}`, blocks: [section(settledWords(props, what))] };
  const opens = gate === null ? "" : ` · ${roleName(gate)} can open the gate`;
  const whose = owner === recipient ? "You answer for it" : `${mention(owner)} answers for it`;
  return {
    text: plain,
    blocks: [
      section(
        [`${sign} ${what}`, oneLine(reason, 300), ...(note === null ? [] : [quote(note, TYPED_MAX)])].join(
          "\n",
        ),
      ),
      context(`${exceptionName(type)} · ${whose}, by ${when(dueAt)}${opens}`),
      ...actions(mayOpen(props) ? [openButton(exception, run)] : []),
    ],
  };
}

function settledWords({ run, exception }: NoticeProps, what: string): string {
  const { by, choice, to } = exception?.closed ?? {};
  if (!by) return `✓ ${what} is settled: nothing is held up any longer.`;
  const went = choice ? choiceWords(choice, to ? taskOf(run, to) : null) : "it goes on";
  return `✓ ${mention(by)} settled ${what}: ${went}.`;
}

/** Nobody is shown a button that is surely not for them: it would only refuse. */
function mayOpen({ run, exception, recipient }: NoticeProps): boolean {
  const open = run.exceptions.find(({ id }) => id === exception?.id);
  if (!exception?.mayOpen || !open || recipient === null || !isLive(run)) return false;
  return open.gate === null || !closersOf(run, open).includes(recipient);
}

function openButton(exception: ExceptionRecord, run: Run): Button {
  const about = heldUpPlain(run, exception);
  return exception.gate === null ? settleButton(exception.id, about) : openGateButton(exception.id, about);
}

function written(title: string, text: string | null) {
  return text === null ? [] : [section(`*${title}*\n${quote(text, TYPED_MAX)}`)];
}

/** Whose work is judged: by whom each task was done that it waited for. */
function workWords(task: Task, run: Run): string[] {
  const done = run.tasks.filter((other) => task.waitsFor.includes(other.key) && other.status === "done");
  const words = done.map((other) => {
    const by = other.status === "done" && other.doneBy ? ` (${mention(other.doneBy)})` : "";
    return `${oneLine(other.title, 80)}${by}`;
  });
  return words.length === 0 ? [] : [`Done before it: ${listed(words, 3)}`];
}

function aboutNothing(props: NoticeProps, what: string): Message {
  return {
    text: `${what} for ${clientName(props)}`,
    blocks: [section(`${what} for *${clientName(props)}*`)],
  };
}

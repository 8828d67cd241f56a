import { isAllDone } from "#domain/progress.ts";
import { isLive, type WaitingOn } from "#domain/run.ts";
import { actions, section, type Message } from "./blocks.ts";
import { handOffRunButton, pauseButton, resumeButton } from "./buttons.ts";
import { progressText } from "./card-parts.ts";
import type { NoticeProps } from "./notice.ts";
import { runCancelled, runCompleted } from "./notice-runs.ts";
import { about, clientName, ownsOpenRun, taskList, tasksIn } from "./notice-tasks.ts";
import { pausedText, reviewAt } from "./pause-words.ts";
import { oneLine, quote } from "./text.ts";
import { titleOf } from "./title.ts";
import { mention, when } from "./words.ts";

// What people hear of an onboarding that somebody steers: it rests, goes on, changes hands, or something in it is due otherwise.

const WORDS_MAX = 1000;

/** It rests: whoever has work in it need not hurry. */
export function runPaused(props: NoticeProps): Message {
  const { run, words } = props;
  const name = `The onboarding of *${clientName(props)}*`;
  if (run.status !== "paused") return over(props) ?? goesOn(props);
  return {
    text: `The onboarding of ${clientName(props)} is paused`,
    blocks: [
      section(
        [
          `${name} is paused.`,
          pausedText(run.pause, words),
          `${restWords(run.pause.on)} It is looked at again ${when(reviewAt(run))}.`,
        ].join("\n"),
      ),
    ],
  };
}

function restWords(on: WaitingOn): string {
  return on === "client"
    ? "Nothing new starts in it, and only what the client is to do stays due."
    : "Nothing new starts in it, and no deadline of it rings.";
}

/** It goes on, with the time that was left. */
export function runResumed(props: NoticeProps): Message {
  const { run } = props;
  if (run.status === "paused") {
    return {
      text: `The onboarding of ${clientName(props)} went on, and is paused again`,
      blocks: [section(`The onboarding of *${clientName(props)}* went on, and is paused again.`)],
    };
  }
  return over(props) ?? goesOn(props);
}

/** All that it needs is done, and it rests: it is complete as soon as somebody lets it go on. */
export function runToResume(props: NoticeProps): Message {
  const { run, client, recipient, words } = props;
  if (run.status !== "paused") return over(props) ?? goesOn(props);
  const isDone = isAllDone(run);
  const name = `the onboarding of *${clientName(props)}*`;
  const lines = [
    isDone
      ? `Everything that ${name} needs is done, and it is paused. Resume it, and it is complete.`
      : `Everything that ${name} needed was done; by now something is to be done again.`,
    pausedText(run.pause, words),
  ];
  return {
    text: `Everything is done for ${clientName(props)}, but the onboarding is paused`,
    blocks: [
      section(lines.join("\n")),
      ...actions(isDone && recipient === run.owner ? [resumeButton(run.id, client.name)] : []),
    ],
  };
}

function goesOn(props: NoticeProps): Message {
  const { run, recipient, now } = props;
  const mine = run.tasks.filter((task) => task.status === "claimed" && task.assignee === recipient);
  const due = run.dueAt ? ` It is due ${when(run.dueAt)}.` : "";
  return {
    text: `The onboarding of ${clientName(props)} goes on`,
    blocks: [
      section(
        `▶ The onboarding of *${clientName(props)}* goes on.${due} The time that was left when it was paused is left now.`,
      ),
      ...(mine.length > 0 ? taskList(mine, { ...props, now }) : []),
    ],
  };
}

/** Whoever answers for a paused run is asked whether it still has to rest. */
export function pauseReview(props: NoticeProps): Message {
  const { run, client, level, words } = props;
  if (run.status !== "paused") return over(props) ?? goesOn(props);
  const call = level !== null && level > 1 ? `Call ${level}: ` : "";
  return {
    text: `${call}Does the onboarding of ${clientName(props)} still have to rest?`,
    blocks: [
      section(
        [
          `${call}*Does the onboarding of ${clientName(props)} still have to rest?*`,
          pausedText(run.pause, words),
          progressText(run),
        ].join("\n"),
      ),
      ...actions([resumeButton(run.id, client.name), pauseButton(run.id, client.name, "Keep paused…")]),
    ],
  };
}

export function runAssigned(props: NoticeProps): Message {
  const { run, recipient, by, client } = props;
  const lines = [
    `You own the onboarding of *${clientName(props)}*: ${oneLine(run.title, 100)}.`,
    `${by ? `${mention(by)} gave it to you. ` : ""}You answer for it until somebody accepts it from you.`,
    progressText(run),
    ...(run.owner === recipient ? [] : [`${mention(run.owner)} owns it now.`]),
  ];
  return {
    text: `You own the onboarding of ${clientName(props)}`,
    blocks: [
      section(lines.join("\n")),
      ...actions(ownsOpenRun(run, props) ? [handOffRunButton(run.id, client.name)] : []),
    ],
  };
}

export function runTakenOver(props: NoticeProps): Message {
  const { run, recipient, by } = props;
  const isBack = run.owner === recipient;
  const who =
    by && by !== run.owner
      ? `${mention(by)} gave it to ${mention(run.owner)}`
      : `${mention(run.owner)} has it now`;
  return {
    text: `The onboarding of ${clientName(props)} is ${isBack ? "yours again" : "no longer yours"}`,
    blocks: [
      section(
        isBack
          ? `The onboarding of *${clientName(props)}* is yours again.`
          : `The onboarding of *${clientName(props)}* is no longer yours: ${who}.`,
      ),
    ],
  };
}

/** What somebody had in hand is left out. */
export function taskSkipped(props: NoticeProps): Message {
  const { by, words, run } = props;
  const [task] = tasksIn(props);
  if (!task)
    return about(
      props,
      (title) => title,
      () => [],
    );
  const who = by ? `${mention(by)} skipped` : "Baton skipped";
  const isStill = task.status === "skipped";
  const lines = [
    `${who} ${titleOf(task)} for *${clientName(props)}*.`,
    ...(words === null ? [] : [quote(words, WORDS_MAX)]),
    isStill || !isLive(run)
      ? "It was with you, and nobody has to do it any more."
      : "It is to be done after all.",
  ];
  return {
    text: `${oneLine(task.title, 150)} was skipped: ${clientName(props)}`,
    blocks: [section(lines.join("\n"))],
  };
}

/** A task, or the whole onboarding, is due at another time. */
export function dueChanged(props: NoticeProps): Message {
  const { run, by } = props;
  const [task] = tasksIn(props);
  const who = by ? mention(by) : "Baton";
  if (task) {
    return about(
      props,
      (title) => `${who} changed when ${title} is due`,
      () => [],
    );
  }
  const ended = over(props);
  if (ended) return ended;
  const due = run.dueAt && run.status !== "paused" ? ` to ${when(run.dueAt)}` : "";
  return {
    text: `The due date of the onboarding of ${clientName(props)} changed`,
    blocks: [section(`${who} changed the due date of the onboarding of *${clientName(props)}*${due}.`)],
  };
}

/** How it ended, where it did. */
function over(props: NoticeProps): Message | null {
  if (props.run.status === "completed") return runCompleted(props);
  return props.run.status === "cancelled" ? runCancelled({ ...props, by: null, words: null }) : null;
}

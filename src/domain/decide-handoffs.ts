import { addDuration } from "./calendar.ts";
import { answerTo, settled } from "./advance.ts";
import { cannotTakeWork, claimedTask, personOf } from "./decide-tasks.ts";
import type { Facts } from "./facts.ts";
import { handoffIdOf, type TaskId, type UserId } from "./ids.ts";
import type { AskOf, Intent } from "./intent.ts";
import { rungAfterHandoff } from "./ladder.ts";
import { continueStory, refuse, type Decision } from "./narrate.ts";
import { calendarOf } from "./progress.ts";
import type { Run } from "./run.ts";
import type { Offer, TextRef } from "./task.ts";

type AskedBy<Type extends Intent["type"]> = Intent & AskOf<Type>;

/** An offer that nobody answers lapses, and the holder is told; counted in the run's calendar. */
const OFFER_STANDS = { amount: 1, unit: "business days" } as const;

export function handOffTask(run: Run, intent: AskedBy<"hand-off-task">, facts: Facts): Decision {
  const task = claimedTask(run, intent);
  if ("refusal" in task) return refuse(task.refusal);
  return offer(run, intent, facts, { task: task.id, from: task.assignee, standing: task.offer });
}

/** Offers the ownership of the run. There is always exactly one owner: the present one until the other accepts. */
export function handOffRun(run: Run, intent: AskedBy<"hand-off-run">, facts: Facts): Decision {
  return offer(run, intent, facts, { task: null, from: run.owner, standing: run.offer });
}

export function acceptHandoff(run: Run, intent: AskedBy<"accept-handoff">, facts: Facts): Decision {
  const refusal = cannotTakeWork(facts, personOf(intent));
  if (refusal) return refuse(refusal);
  const story = continueStory(run, intent, facts.now);
  const answer = answerTo(run, intent.handoff);
  const rung = answer.task && rungAfterHandoff(run, answer.task, facts);
  story.happened({ type: "handoff-accepted", data: { ...answer, rung } });
  if (answer.task === null) {
    for (const exception of story.run().exceptions) {
      if (exception.type === "missing_owner") story.happened(settled(exception));
    }
  }
  return story.end();
}

export function declineHandoff(run: Run, intent: AskedBy<"decline-handoff">, facts: Facts): Decision {
  const story = continueStory(run, intent, facts.now);
  story.happened({
    type: "handoff-declined",
    data: { ...answerTo(run, intent.handoff), reason: intent.reason },
  });
  return story.end();
}

export function withdrawHandoff(run: Run, intent: AskedBy<"withdraw-handoff">, facts: Facts): Decision {
  const story = continueStory(run, intent, facts.now);
  story.happened({ type: "handoff-withdrawn", data: answerTo(run, intent.handoff) });
  return story.end();
}

type Holding = { readonly task: TaskId | null; readonly from: UserId; readonly standing: Offer | null };

function offer(
  run: Run,
  intent: Intent & { readonly to: UserId; readonly note: TextRef | null },
  facts: Facts,
  { task, from, standing }: Holding,
): Decision {
  if (standing) return refuse({ code: "offer-open", to: standing.to });
  if (intent.to === from) return refuse({ code: "already-theirs", to: from });
  const refusal = cannotTakeWork(facts, intent.to);
  if (refusal) return refuse(refusal);
  const story = continueStory(run, intent, facts.now);
  story.happened({
    type: "handoff-offered",
    data: {
      handoff: handoffIdOf(run.id, story.nextSeq()),
      task,
      from,
      to: intent.to,
      note: intent.note,
      expiresAt: addDuration(calendarOf(facts, run.calendar), facts.now, OFFER_STANDS),
    },
  });
  return story.end();
}

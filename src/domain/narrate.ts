import { refOf, type ActorRef } from "./actor.ts";
import { EVENT_VERSION, type Happening, type RunEvent } from "./event.ts";
import { evolve } from "./evolve.ts";
import type { RunId, WorkspaceId } from "./ids.ts";
import type { Intent } from "./intent.ts";
import type { Refusal } from "./refusal.ts";
import type { Run } from "./run.ts";

/** What was decided: the events that follow and the run as they leave it, or why nothing happens. */
export type Decision =
  | { readonly ok: true; readonly events: readonly RunEvent[]; readonly run: Run }
  | { readonly ok: false; readonly refusal: Refusal };

/** Collects the events of one decision and keeps the run as it is after each of them. */
export type Story = {
  /** Who asked for all of it. */
  readonly actor: ActorRef;
  run(): Run;
  /** The sequence number that the next event will have: ids of what it makes are built from it. */
  nextSeq(): number;
  happened(...happenings: readonly Happening[]): void;
  end(): Decision;
};

export function continueStory(run: Run, intent: Intent, now: Date): Story {
  return narrate({ id: run.id, workspace: run.workspace }, run, intent, now);
}

export function beginStory(run: { id: RunId; workspace: WorkspaceId }, intent: Intent, now: Date): Story {
  return narrate(run, null, intent, now);
}

function narrate(
  of: { id: RunId; workspace: WorkspaceId },
  before: Run | null,
  intent: Intent,
  now: Date,
): Story {
  const events: RunEvent[] = [];
  let current = before;
  const nextSeq = () => (current?.version ?? 0) + 1;
  const run = () => {
    if (!current) throw new Error(`The story of ${of.id} has not begun`);
    return current;
  };
  return {
    actor: refOf(intent.by),
    run,
    nextSeq,
    happened(...happenings) {
      for (const happening of happenings) {
        const event: RunEvent = {
          ...happening,
          workspace: of.workspace,
          run: of.id,
          seq: nextSeq(),
          version: EVENT_VERSION,
          at: now,
          actor: refOf(intent.by),
          cause: intent.key,
        };
        events.push(event);
        current = evolve(current, event);
      }
    },
    end: () => ({ ok: true, events, run: run() }),
  };
}

export function refuse(refusal: Refusal): Decision {
  return { ok: false, refusal };
}

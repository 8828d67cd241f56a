import { randomUUID } from "node:crypto";
import { brokenText, notSavedText } from "#views/answers.ts";
import type { Deps, Haste } from "./asked.ts";
import type { Outcome } from "./outcome.ts";

/** How a person is answered, by where they asked. */
export type Door = {
  /** Acknowledges with what came of it. True: the acknowledgement carried all of it. */
  acknowledge(outcome: Outcome): Promise<boolean>;
  /** Acknowledges that it takes longer. */
  takesLonger(): Promise<void>;
  /** Shows what the acknowledgement did not carry. */
  show(outcome: Outcome): Promise<void>;
  /** Opens a window that holds the place of the answer, while Slack still allows to open one. */
  readonly hold?: () => Promise<void>;
};

/** Slack waits three seconds for an acknowledgement, and lets a window be opened within three, which takes some of that. */
export const slackHaste: Haste = { acknowledgeMs: 2200, holdMs: 700 };

type Answering = Pick<Deps, "log" | "isOutage" | "haste">;

/**
 * Does what was asked and answers it: it is committed before it is acknowledged, unless it takes too long for Slack to wait.
 * Whatever breaks is logged with a reference that the person is told as well; silence never stands for success.
 */
export async function answering(deps: Answering, door: Door, work: () => Promise<Outcome>): Promise<void> {
  const outcome = work().catch((error: unknown) => broke(deps, error));
  const held = holdWhenSlow(deps, door, outcome);
  const carried = await acknowledge(deps, door, await within(deps.haste.acknowledgeMs, outcome));
  if (carried) return;
  await held;
  try {
    await door.show(await outcome);
  } catch (error) {
    deps.log.error({ err: error }, "answer not delivered");
  }
}

async function acknowledge(
  deps: Pick<Deps, "log">,
  door: Door,
  early: Outcome | typeof LATE,
): Promise<boolean> {
  try {
    if (early !== LATE) return await door.acknowledge(early);
    await door.takesLonger();
  } catch (error) {
    // The connection may be gone, but what was asked is done: the answer takes another way.
    deps.log.warn({ err: error }, "acknowledgement not delivered");
  }
  return false;
}

async function holdWhenSlow(deps: Answering, door: Door, outcome: Promise<Outcome>): Promise<void> {
  if (!door.hold || (await within(deps.haste.holdMs, outcome)) !== LATE) return;
  await door.hold().catch((error: unknown) => deps.log.warn({ err: error }, "window not opened"));
}

function broke({ log, isOutage }: Pick<Deps, "log" | "isOutage">, error: unknown): Outcome {
  const reference = randomUUID().slice(0, 8);
  const isDown = isOutage(error);
  log.error({ err: error, reference }, isDown ? "store not reached" : "request failed");
  return { kind: "broke", answer: isDown ? notSavedText() : brokenText(reference) };
}

const LATE = Symbol("late");

async function within<T>(ms: number, work: Promise<T>): Promise<T | typeof LATE> {
  const { promise, resolve } = Promise.withResolvers<typeof LATE>();
  const timer = setTimeout(() => resolve(LATE), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

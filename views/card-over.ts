import type { Run } from "#domain/run.ts";
import { facts, header, section, type Message } from "./blocks.ts";
import { goesOnText, NAME_MAX, progressText, subtitle, tookText, type CardProps } from "./card-parts.ts";
import { progressOf } from "./task-words.ts";
import { oneLine, quote } from "./text.ts";
import { count, mention, when } from "./words.ts";

const REASON_MAX = 1000;

/** The card of a run that came to its end: how long it took. */
export function completedCard(
  run: Extract<Run, { status: "completed" }>,
  name: string,
  props: CardProps,
): Message {
  const took = tookText(run);
  return {
    text: `${name}: ${oneLine(run.title, NAME_MAX)} completed in ${took}`,
    blocks: [
      header(props.client.name),
      subtitle(props),
      section(
        `✓ *Completed in ${took}*${run.occurredAt < run.openedAt ? ", counted from the sale" : ""}. ${progressText(run)}`,
      ),
      facts([
        { name: "Owner", value: mention(run.owner) },
        { name: "Completed", value: when(run.completedAt) },
      ]),
    ],
  };
}

/** The card of a run that ended before its time: how far it was. */
export function cancelledCard(
  run: Extract<Run, { status: "cancelled" }>,
  name: string,
  props: CardProps,
): Message {
  const { done, total } = progressOf(run.tasks);
  const { mergedInto, cancelledAt } = run;
  const stood = `with ${done} of ${count(total, "task")} done`;
  const lines = [
    mergedInto
      ? `➔ *Merged* into another onboarding of the same sale, ${stood}. ${goesOnText(props.merged ?? null)}`
      : `✕ *Cancelled* ${stood}. Nothing in it goes on.`,
    ...(props.reason ? [quote(props.reason, REASON_MAX)] : []),
  ];
  return {
    text: `${name}: ${oneLine(run.title, NAME_MAX)} was ${mergedInto ? "merged into another onboarding" : "cancelled"}`,
    blocks: [
      header(props.client.name),
      subtitle(props),
      section(lines.join("\n")),
      facts([
        { name: "Owner", value: mention(run.owner) },
        { name: mergedInto ? "Merged" : "Cancelled", value: when(cancelledAt) },
      ]),
    ],
  };
}

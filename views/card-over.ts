import type { Run } from "#domain/run.ts";
import { facts, header, section, type Message } from "./blocks.ts";
import { NAME_MAX, progressText, subtitle, tookText, type CardProps } from "./card-parts.ts";
import { progressOf } from "./task-words.ts";
import { oneLine } from "./text.ts";
import { count, mention, when } from "./words.ts";

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
  return {
    text: `${name}: ${oneLine(run.title, NAME_MAX)} was cancelled`,
    blocks: [
      header(props.client.name),
      subtitle(props),
      section(`✕ *Cancelled* with ${done} of ${count(total, "task")} done. Nothing in it goes on.`),
      facts([
        { name: "Owner", value: mention(run.owner) },
        { name: "Cancelled", value: when(run.cancelledAt) },
      ]),
    ],
  };
}

import type { RunEvent } from "#domain/event.ts";
import type { Run } from "#domain/run.ts";
import type { Answer } from "./answer.ts";
import { context, section, sectionsOf } from "./blocks.ts";
import { eventWords } from "./event-words.ts";
import { oneLine } from "./text.ts";
import { count, when } from "./words.ts";

/** As many as fit one message, whatever they say. */
export const AUDITED_EVENTS_MAX = 20;

type AuditProps = {
  readonly run: Run;
  readonly client: { readonly name: string };
  /** In their order; `hash` is in hex. The earlier ones may be left out. */
  readonly entries: readonly { readonly event: RunEvent; readonly hash: string }[];
};

/** What happened to a run, the newest last, each with the beginning of its link in the chain. */
export function auditText({ run, client, entries }: AuditProps): Answer {
  const name = oneLine(client.name, 100);
  const shown = entries.slice(-AUDITED_EVENTS_MAX);
  const lines = shown.map(({ event, hash }) => {
    return `${event.seq}. ${when(event.at)}: ${eventWords(event, run)} · \`${hash.slice(0, 8)}\``;
  });
  const earlier = run.version - shown.length;
  return {
    text: `The record of ${name}: ${count(run.version, "event")}`,
    blocks: [
      section(`*The record of ${name}*: ${count(run.version, "event")}`),
      ...(earlier > 0 ? [context(`${count(earlier, "earlier event")} not shown`)] : []),
      ...sectionsOf(lines),
      context("Each line ends with the first characters of its hash, which seals it and all before it."),
    ],
  };
}

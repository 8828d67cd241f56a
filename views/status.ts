import type { Run } from "#domain/run.ts";
import type { Answer } from "./answer.ts";
import { context, section, sectionsOf } from "./blocks.ts";
import { cardMessage } from "./card.ts";
import type { CardProps } from "./card-parts.ts";
import { standing } from "./standing.ts";
import { isBegun } from "./task-words.ts";
import { titleOf } from "./title.ts";
import { link, oneLine } from "./text.ts";
import { count, mention } from "./words.ts";

const TASKS_MAX = 15;

type StatusProps = CardProps & { readonly threadLink: string | null };

/** How one onboarding stands: what its card says, and each task that can be worked on with who has it. */
export function statusText({ threadLink, ...props }: StatusProps): Answer {
  const { run, now } = props;
  const { text, blocks } = cardMessage(props);
  const open = run.tasks.filter(isBegun);
  const lines = open
    .slice(0, TASKS_MAX)
    .map((task) => `• ${titleOf(task, 100)}: ${standing(task, run, now)}`);
  const left = open.length - lines.length;
  return {
    text,
    blocks: [
      ...blocks.filter(({ type }) => type !== "actions"),
      ...(open.length > 0 ? [section("*Open tasks*"), ...sectionsOf(lines)] : []),
      ...(left > 0 ? [context(`and ${count(left, "more open task")}`)] : []),
      ...(threadLink ? [context(link(threadLink, "Open the thread"))] : []),
    ],
  };
}

type StartedProps = {
  readonly run: Run;
  readonly client: { readonly name: string };
  readonly threadLink: string | null;
  /** The client had an open run already, which is the one shown. */
  readonly wasOpen: boolean;
};

/** What `start` came to. */
export function startedText({ run, client, threadLink, wasOpen }: StartedProps): Answer {
  const name = `*${oneLine(client.name, 100)}*`;
  const title = oneLine(run.title, 100);
  const opened = wasOpen
    ? `${name} is being onboarded already: ${title}, owned by ${mention(run.owner)}. Nothing new was started.`
    : `Started ${title} for ${name}. ${mention(run.owner)} owns it.`;
  return { text: threadLink ? `${opened} ${link(threadLink, "Open the thread")}` : opened };
}

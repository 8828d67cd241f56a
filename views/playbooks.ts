import type { KnownBlock } from "@slack/types";
import type { ReleaseRequestId, UserId } from "#domain/ids.ts";
import type { Answer } from "./answer.ts";
import { actions, context, divider, section, sectionsOf } from "./blocks.ts";
import { approveReleaseButton, publishReleaseButton, rejectReleaseButton } from "./buttons.ts";
import { authorWords, changeSections } from "./release-words.ts";
import { oneLine } from "./text.ts";
import { count, listed, mention, when } from "./words.ts";

type ReleaseProps = {
  readonly number: number;
  readonly author: UserId | null;
  readonly createdAt: Date;
  /** Null: it never was current. */
  readonly publishedAt: Date | null;
};

export type WaitingProps = ReleaseProps & {
  readonly changes: readonly string[];
  /** Null: nobody has asked that it become current. */
  readonly request: {
    readonly id: ReleaseRequestId;
    readonly by: UserId;
    readonly asked: readonly UserId[];
  } | null;
};

export type PlaybooksProps = {
  readonly current: ReleaseProps;
  readonly playbooks: readonly {
    readonly key: string;
    readonly title: string;
    readonly version: number;
    readonly tasks: number;
    readonly openRuns: number;
    readonly openOnOthers: number;
    /** There are more than were counted. */
    readonly isMore: boolean;
  }[];
  readonly waiting: readonly WaitingProps[];
  readonly moreWaiting: number;
};

const PLAYBOOKS_MAX = 20;
/** Of each of several releases; one alone may say more. */
const CHANGES_CHARACTERS_MAX = 1400;

/** The playbooks that new onboardings follow, and the releases that wait to change them. */
export function playbooksText(
  { current, playbooks, waiting, moreWaiting }: PlaybooksProps,
  me: UserId,
): Answer {
  const text = `Release ${current.number} of the book is current`;
  const since = current.publishedAt ? `, first published ${when(current.publishedAt)}` : "";
  const left = playbooks.length - PLAYBOOKS_MAX;
  return {
    text,
    blocks: [
      section(`*${text}*${since}, ${authorWords(current.author)}.`),
      ...sectionsOf(playbooks.slice(0, PLAYBOOKS_MAX).map(playbookLine)),
      ...(left > 0 ? [context(`and ${count(left, "more playbook")}`)] : []),
      ...(waiting.length > 0
        ? waiting.flatMap((release) => [divider(), ...waitingBlocks(release, current.number, me)])
        : [context("No other release waits to be published.")]),
      ...(moreWaiting > 0 ? [context(`and ${count(moreWaiting, "earlier draft")}`)] : []),
      context("`/onboard playbooks &lt;number&gt;` shows what an earlier release would change back."),
    ],
  };
}

/** One release, compared with the current one. */
export function releaseText({
  release,
  current,
  me,
}: {
  readonly release: WaitingProps;
  readonly current: number;
  readonly me: UserId;
}): Answer {
  const { number, author, createdAt, publishedAt } = release;
  const text = `Release ${number} of the book`;
  if (number === current) {
    const since = publishedAt ? `, first published ${when(publishedAt)}` : "";
    return { text: `${text} is current${since}, ${authorWords(author)}.` };
  }
  const was = publishedAt ? `It was first published ${when(publishedAt)}.` : "It was never published.";
  return {
    text,
    blocks: [
      section(
        `*${text}*, ${authorWords(author)}, ${when(createdAt)}. ${was}\nAgainst release ${current}, which is current:`,
      ),
      ...changeBlocks(release.changes),
      ...howToPublish(release, me),
    ],
  };
}

function playbookLine({
  key,
  title,
  version,
  tasks,
  openRuns,
  openOnOthers,
  isMore,
}: PlaybooksProps["playbooks"][number]): string {
  const some = openOnOthers === openRuns ? "all" : String(openOnOthers);
  const others = openOnOthers > 0 ? `, ${some} of them by another version` : "";
  return `• *${oneLine(title, 100)}* (\`${oneLine(key, 60)}\`), version ${version}: ${count(tasks, "task")} · ${isMore ? "at least " : ""}${count(openRuns, "open onboarding")}${others}`;
}

function waitingBlocks(release: WaitingProps, current: number, me: UserId): KnownBlock[] {
  const { number, author, createdAt, changes } = release;
  return [
    section(
      `*Release ${number}* waits, ${authorWords(author)}, ${when(createdAt)}. Against release ${current}:`,
    ),
    ...changeBlocks(changes, CHANGES_CHARACTERS_MAX),
    ...howToPublish(release, me),
  ];
}

function changeBlocks(changes: readonly string[], max?: number): KnownBlock[] {
  return changes.length > 0 ? changeSections(changes, max) : [section("Nothing that has words.")];
}

/** Whoever was asked can answer here too. */
function howToPublish({ number, request }: WaitingProps, me: UserId): KnownBlock[] {
  if (!request) return actions([publishReleaseButton(number)]);
  const who = listed(request.asked.map(mention), 5);
  const buttons = [approveReleaseButton(request.id, number), rejectReleaseButton(request.id, number)];
  return [
    context(`${mention(request.by)} asked that it become current. ${who} can approve it.`),
    ...(request.asked.includes(me) ? actions(buttons) : []),
  ];
}

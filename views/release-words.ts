import type { SectionBlock } from "@slack/types";
import type { UserId } from "#domain/ids.ts";
import type { Exemption, ReleaseRefusal } from "#domain/release.ts";
import { unreachable } from "#domain/unreachable.ts";
import { sectionsOf } from "./blocks.ts";
import { oneLine } from "./text.ts";
import { count, listed, mention } from "./words.ts";

const LINES_MAX = 40;
const LINE_CHARACTERS_MAX = 400;
/** Together, so that a message stays below what Slack takes. */
const CHARACTERS_MAX = 6000;

/** What a release changes, as far as it fits; the rest is counted. Indented lines are details of the one above. */
export function changeSections(lines: readonly string[], max = CHARACTERS_MAX): SectionBlock[] {
  const shown: string[] = [];
  let length = 0;
  for (const line of lines.slice(0, LINES_MAX)) {
    const words = changeLine(line);
    if (length + words.length + 1 > max) break;
    shown.push(words);
    length += words.length + 1;
  }
  const left = lines.length - shown.length;
  return sectionsOf(left > 0 ? [...shown, `… and ${count(left, "more line")}`] : shown);
}

function changeLine(line: string): string {
  const words = oneLine(line, LINE_CHARACTERS_MAX);
  return line.startsWith(" ") ? `• ${words}` : `*${words}*`;
}

/** Who wrote a release. */
export function authorWords(author: UserId | null): string {
  return author ? `written by ${mention(author)}` : "read from the folder when Baton started";
}

export type AskedProps =
  | { readonly outcome: "published"; readonly why: Exemption }
  | { readonly outcome: "asked"; readonly approvers: readonly UserId[]; readonly already: boolean };

const EXEMPT: Readonly<Record<Exemption, string>> = {
  "first-release": "it is the first release",
  "lone-approver": "this workspace has no other approver",
  "no-approver": "this workspace has no active approver",
};

/** What came of asking that a release become current. */
export function askedText(number: number, asked: AskedProps): string {
  if (asked.outcome === "published")
    return `Release ${number} is published. Nobody else had to approve it: ${EXEMPT[asked.why]}.`;
  const already = asked.already ? "was asked for before, and " : "";
  return `Release ${number} ${already}waits for approval in Slack by ${people(asked.approvers)}.`;
}

/** Why nothing happened to a release, and whom to ask. */
export function releaseRefusalText(refusal: ReleaseRefusal): string {
  switch (refusal.code) {
    case "no-such-release":
      return `There is no release ${refusal.number}. \`/onboard playbooks\` shows which there are.`;
    case "current-already":
      return `Release ${refusal.number} is current already.`;
    case "from-outside":
      return "People from another organisation can't change what the book says.";
    case "not-alone":
      return `Nobody can approve it, and only ${people(refusal.who)} may publish without that.`;
    case "own-release":
      return refusal.as === "author"
        ? "You wrote this release, so somebody else must approve it. Nobody reviews their own work."
        : "You asked for this release, so somebody else must approve it.";
    case "not-approver":
      return `Only approvers can answer this. ${people(refusal.who)} ${refusal.who.length === 1 ? "was" : "were"} asked.`;
    case "no-such-request":
      return "I can't find that request any more. Nothing was changed.";
    case "answered-already":
      return answeredWords(refusal);
    case "reason-missing":
      return "Please say why, so that its author can mend it.";
    case "people-unknown": {
      const mails = listed(
        refusal.emails.map((email) => oneLine(email, 100)),
        10,
      );
      return refusal.askedSlack
        ? `It names people whom Slack doesn't know: ${mails}. Correct workspace.yaml and apply it again.`
        : `It names people whom Baton has never met: ${mails}. The running Baton can look them up: press Publish in \`/onboard playbooks\`.`;
    }
    case "fallback-owner-inactive":
      return `Its fallback owner ${oneLine(refusal.email, 100)} is no active person, and could answer for nothing.`;
    case "renamed":
      return `It calls the workspace “${oneLine(refusal.to, 60)}”. Addresses and rows are made of the name “${oneLine(refusal.from, 60)}”, so it can't change.`;
    default:
      return unreachable(refusal);
  }
}

function answeredWords({ number, what, by }: ReleaseRefusal & { code: "answered-already" }): string {
  const who = by ? mention(by) : "Baton";
  switch (what) {
    case "published":
      return `${who} approved it before you: release ${number} was published. Nothing more was changed.`;
    case "rejected":
      return `${who} rejected it before you: release ${number} was not published.`;
    case "withdrawn":
      return `This request is over: another release was asked for or published since. Nothing was changed.`;
    default:
      return unreachable(what);
  }
}

function people(who: readonly UserId[]): string {
  return listed(who.map(mention), 5);
}

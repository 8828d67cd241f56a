import type { UserId } from "#domain/ids.ts";
import type { Candidate } from "#domain/pick-owner.ts";
import { unreachable } from "#domain/unreachable.ts";
import type { Answer } from "./answer.ts";
import { context, section } from "./blocks.ts";
import { oneLine } from "./text.ts";
import { count, listed, mention, roleName, when } from "./words.ts";

/** The routing decision about a trigger, as it was stored with what it saw. */
export type WhyProps = {
  readonly client: { readonly name: string };
  readonly outcome: "opened" | "joined" | "evidence" | "ignored" | "held";
  readonly trigger: { readonly type: string; readonly source: string };
  readonly contract: { readonly value: string; readonly currency: string } | null;
  readonly rule: string | null;
  /** The playbook's title. */
  readonly playbook: string | null;
  /** The rules that were looked at, in order, the one that decided last. */
  readonly tried: readonly { readonly rule: string; readonly outcome: "matched" | "not-matched" | "error" }[];
  readonly role: string | null;
  readonly owner: UserId | null;
  readonly missingRole: string | null;
  readonly considered: readonly Candidate[];
  readonly decidedAt: Date;
  readonly release: number;
  /** Who owns the run now; null: there is none. */
  readonly ownerNow: UserId | null;
  /** What else was heard of the same deal and opened nothing. */
  readonly evidence: readonly { readonly type: string; readonly source: string; readonly receivedAt: Date }[];
};

/** Why a client goes through the playbook it does, with the owner it has: in sentences. */
export function whyText(props: WhyProps): Answer {
  const text = decisionText(props);
  const { evidence, release, decidedAt } = props;
  const lines = [text, ...ownerText(props), ...triedText(props)];
  const heard = evidence
    .slice(0, 5)
    .map(({ type, source, receivedAt }) => `${heardText({ type, source })}, ${when(receivedAt)}`);
  const also =
    heard.length > 0
      ? [context(`Also heard of this deal: ${listed(heard, 5)}. It opened nothing more.`)]
      : [];
  return {
    text,
    blocks: [
      section(lines.join("\n")),
      ...also,
      context(`Decided ${when(decidedAt)} under release ${release} of the book.`),
    ],
  };
}

function decisionText({ client, outcome, trigger, contract, rule, playbook }: WhyProps): string {
  const name = `*${oneLine(client.name, 100)}*`;
  const money = contract ? `, contract ${amountText(contract.value)} ${oneLine(contract.currency, 10)}` : "";
  const because = `${heardText(trigger)}${money}`;
  const matched = rule === null ? "" : `rule *${oneLine(rule, 80)}* matched: `;
  switch (outcome) {
    case "opened":
      return `${name} runs *${oneLine(playbook ?? "its playbook", 100)}* because ${matched}${because}.`;
    case "joined":
      return `${name} already had a run for this deal, so ${because} joined it.`;
    case "evidence":
      return `${name} has no run from this: ${because} may not open one, so it waits for a sale that does.`;
    case "ignored":
      return `${name} has no run from this: ${because} is of no interest to the book.`;
    case "held":
      return `${name} is held for a person: rule *${oneLine(rule ?? "", 80)}* could not be worked out for ${because}.`;
    default:
      return unreachable(outcome);
  }
}

function ownerText({ role, owner, missingRole, considered, ownerNow }: WhyProps): string[] {
  if (owner === null) return [];
  const moved = ownerNow !== null && ownerNow !== owner ? ` ${mention(ownerNow)} owns it now.` : "";
  if (missingRole !== null) {
    return [
      `Nobody in ${roleName(missingRole)} could take it, so the fallback owner ${mention(owner)} did.${moved}`,
    ];
  }
  const others = considered.filter(({ id }) => id !== owner).map(candidateText);
  const own = considered.find(({ id }) => id === owner);
  const load = own ? `, with ${count(own.openRuns, "open run")}` : "";
  const among =
    others.length > 0 ? ` ${others.length === 1 ? "The other" : "The others"}: ${listed(others, 6)}.` : "";
  const from = role === null ? "" : ` from ${roleName(role)}`;
  return [
    `${mention(owner)} was chosen as owner${from}${load}: the fewest first, then the role's order.${among}${moved}`,
  ];
}

function candidateText({ id, available, openRuns }: Candidate): string {
  return `${mention(id)} ${available ? `had ${openRuns}` : "could not take work"}`;
}

function triedText({ tried }: WhyProps): string[] {
  const before = tried.filter(({ outcome }) => outcome !== "matched");
  if (before.length === 0) return [];
  const words = before.map(
    ({ rule, outcome }) =>
      `${oneLine(rule, 80)} (${outcome === "error" ? "could not be worked out" : "did not match"})`,
  );
  return [`Rules looked at before: ${listed(words, 8)}.`];
}

const SOURCES: Readonly<Record<string, string>> = {
  hubspot: "HubSpot",
  stripe: "Stripe",
  manual: "a person",
};

function heardText({ type, source }: { readonly type: string; readonly source: string }): string {
  return `${oneLine(type, 60)} from ${SOURCES[source] ?? oneLine(source, 60)}`;
}

/** "72000.00" as "72,000": a decimal is never made a number, which would change it. */
function amountText(value: string): string {
  const [whole = "", part = ""] = oneLine(value, 40).split(".");
  const cents = /^0*$/.test(part) ? "" : `.${part}`;
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + cents;
}

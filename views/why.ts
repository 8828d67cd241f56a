import type { UserId } from "#domain/ids.ts";
import type { Candidate } from "#domain/pick-owner.ts";
import { taskOf, type Run } from "#domain/run.ts";
import { unreachable } from "#domain/unreachable.ts";
import type { Answer } from "./answer.ts";
import { context, section } from "./blocks.ts";
import { link, oneLine } from "./text.ts";
import { titleOf } from "./title.ts";
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
  /** Who asked for it; null: nobody, it happened. */
  readonly by: UserId | null;
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

type WhyPartProps = {
  readonly run: Run;
  readonly client: { readonly name: string };
  /** The onboarding that it is a part of; null: it can't be read. */
  readonly parent: { readonly run: Run; readonly threadLink: string | null } | null;
};

/** Why a run is there that is a part of another: no rule decided about it, but a task of that other. */
export function whyPartText({ run, client, parent }: WhyPartProps): Answer {
  const task = run.parent && parent ? taskOf(parent.run, run.parent.task) : undefined;
  const title = parent ? `*${oneLine(parent.run.title, 100)}*` : "another onboarding";
  const whole = parent?.threadLink ? `${title} (${link(parent.threadLink, "its thread")})` : title;
  const what = task ? `the task ${titleOf(task)} of ` : "";
  const again = run.parent && run.parent.execution > 1 ? ` (time ${run.parent.execution})` : "";
  return {
    text: `*${oneLine(client.name, 100)}* runs *${oneLine(run.title, 100)}* because ${what}${whole} is done by it${again}. ${mention(run.owner)} owns it. No rule decided about it: \`/onboard why\` of the whole tells which rule did.`,
  };
}

function decisionText({ client, outcome, trigger, contract, rule, playbook, by }: WhyProps): string {
  const name = `*${oneLine(client.name, 100)}*`;
  const money = contract ? `, contract ${amountText(contract.value)} ${oneLine(contract.currency, 10)}` : "";
  const because = `${heardText(trigger)}${money}`;
  const matched = rule === null ? "" : `rule *${oneLine(rule, 80)}* matched: `;
  // By hand one names the playbook, or lets the rules choose.
  const why = trigger.type === BY_HAND ? `${matched}${byHandText(trigger, by)}` : `${matched}${because}`;
  switch (outcome) {
    case "opened":
      return `${name} runs *${oneLine(playbook ?? "its playbook", 100)}* because ${why}.`;
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

function byHandText({ source }: WhyProps["trigger"], by: UserId | null): string {
  const who = by === null ? "somebody" : mention(by);
  return source === IMPORT
    ? `${who} imported it, with its past, from a spreadsheet`
    : `${who} started it by hand`;
}

function ownerText({ role, owner, missingRole, considered, ownerNow, trigger }: WhyProps): string[] {
  if (owner === null) return [];
  const moved = ownerNow !== null && ownerNow !== owner ? ` ${mention(ownerNow)} owns it now.` : "";
  if (trigger.source === IMPORT) return [`The spreadsheet named ${mention(owner)} as its owner.${moved}`];
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

const BY_HAND = "manual.start";
const IMPORT = "import";

const SOURCES: Readonly<Record<string, string>> = {
  hubspot: "HubSpot",
  stripe: "Stripe",
};

function heardText({ type, source }: { readonly type: string; readonly source: string }): string {
  if (type === BY_HAND) return "a start by hand";
  return `${oneLine(type, 60)} from ${SOURCES[source] ?? oneLine(source, 60)}`;
}

/** "72000.00" as "72,000": a decimal is never made a number, which would change it. */
function amountText(value: string): string {
  const [whole = "", part = ""] = oneLine(value, 40).split(".");
  const cents = /^0*$/.test(part) ? "" : `.${part}`;
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + cents;
}

import { unreachable } from "#domain/unreachable.ts";
import type { Entry } from "#rehearse/entry.ts";
import { span, type Times } from "./times.ts";

/** Whether a line says what another one beside it says as well. */
export function isSaidElsewhere(entry: Entry): boolean {
  if (entry.what === "child-opened") return true;
  if (entry.what !== "done") return false;
  return entry.kind === "automation" || entry.kind === "approval" || entry.signal === "now";
}

/** How a line looks: its sign in front, and the colour of it. */
export type Look = { readonly mark: string; readonly tone: Tone };
export type Tone = "plain" | "faint" | "good" | "warning" | "bad" | "strong";

/** What a line says after who did it. */
export function wordsOf(entry: Entry, times: Times): string {
  const { task } = entry;
  switch (entry.what) {
    case "opened": {
      const { title, rule, dueAt, missingRole, fulfils } = entry;
      const by = rule === null ? (fulfils === null ? "" : ` for ${fulfils}`) : ` by rule ${rule}`;
      const due = dueAt ? `, due ${times.moment(dueAt)}` : "";
      const nobody = missingRole === null ? "" : `; role ${missingRole} has nobody who could own it`;
      return `owns ${title}, opened${by}${due}${nobody}`;
    }
    case "ready":
      return `${task} ${startWords(entry, times)}`;
    case "claimed":
      return `takes ${task}`;
    case "assigned":
      return `is given ${task}, as the least loaded`;
    case "done": {
      const { signal, tookSeconds, isLate } = entry;
      const how =
        signal === null ? "is done" : signal === "now" ? "is over" : "is over: its signal had come before";
      const took =
        tookSeconds === null || tookSeconds === 0 ? "" : `, ${span(tookSeconds)} after it could start`;
      return `${task} ${how}${took}${isLate ? ", late" : ""}`;
    }
    case "approved":
      return `approves ${task}${entry.needed > 1 ? ` (${entry.votes} of ${entry.needed})` : ""}${entry.votes >= entry.needed ? ": it is done" : ""}`;
    case "rejected":
      return `rejects ${task}`;
    case "called":
      return callWords(entry);
    case "signal":
      return `${entry.type} comes, for ${entry.tasks.join(", ")}`;
    case "skipped":
      return `${task} is skipped: ${SKIPPED[entry.because]}`;
    case "waived":
      return `${task} is waived: ${entry.reason}`;
    case "child-opened":
      return `${task} opens an onboarding of its own: ${entry.playbook}`;
    case "reminded":
      return `${task} comes due: a reminder to ${people(entry.told)}`;
    case "overdue":
      return `${task} is overdue`;
    case "escalated": {
      const heard = [...entry.told.map(shortName), ...entry.channels.map((channel) => `#${channel}`)];
      return `${task} escalates to ${heard.join(", ")} (level ${entry.level})`;
    }
    case "run-overdue":
      return `the onboarding is overdue: told to ${people(entry.told)}`;
    case "gate-closed":
      return `a gate closes: ${about(task)}${entry.reason}; ${entry.role} can open it`;
    case "exception":
      return `an exception: ${about(task)}${entry.reason}`;
    case "gate-opened":
      return task === null ? "settles the exception" : `opens the gate of ${task}, and it goes on`;
    case "gate-called":
      return `an exception is overdue: told to ${people(entry.told)}`;
    case "nobody":
      return entry.act === "approve"
        ? `nobody may approve ${task}: everybody of ${entry.role} asked for it or did the work`
        : `nobody of ${entry.role} may open the gate of ${task ?? "the run"}`;
    case "refused":
      return `${entry.ask} ${task ?? ""} is refused: ${entry.code}`;
    case "completed":
      return "the onboarding is completed";
    case "cancelled":
      return `the onboarding is cancelled: ${entry.reason}`;
    default:
      return unreachable(entry);
  }
}

const LOOKS: Readonly<Record<Entry["what"], Look>> = {
  opened: { mark: "▶", tone: "strong" },
  ready: { mark: "·", tone: "faint" },
  claimed: { mark: "○", tone: "faint" },
  assigned: { mark: "○", tone: "faint" },
  done: { mark: "✓", tone: "good" },
  approved: { mark: "✓", tone: "good" },
  rejected: { mark: "✗", tone: "bad" },
  called: { mark: "⇄", tone: "plain" },
  signal: { mark: "↘", tone: "plain" },
  skipped: { mark: "–", tone: "faint" },
  waived: { mark: "–", tone: "warning" },
  "child-opened": { mark: "▶", tone: "strong" },
  reminded: { mark: "~", tone: "warning" },
  overdue: { mark: "!", tone: "bad" },
  escalated: { mark: "▲", tone: "bad" },
  "run-overdue": { mark: "▲", tone: "bad" },
  "gate-closed": { mark: "■", tone: "bad" },
  exception: { mark: "■", tone: "warning" },
  "gate-opened": { mark: "□", tone: "good" },
  "gate-called": { mark: "▲", tone: "bad" },
  nobody: { mark: "!", tone: "bad" },
  refused: { mark: "!", tone: "bad" },
  completed: { mark: "★", tone: "strong" },
  cancelled: { mark: "✗", tone: "bad" },
};

export function lookOf(entry: Entry): Look {
  if (entry.what === "called" && !entry.ok) return { mark: "✗", tone: "bad" };
  if (entry.what === "done" && entry.isLate) return { mark: "✓", tone: "warning" };
  if (entry.what === "ready" && entry.kind === "wait") return { mark: "…", tone: "plain" };
  return LOOKS[entry.what];
}

/** Who a line is about, in a narrow column. */
export function whoOf(entry: Entry): string {
  if (entry.what === "opened") return shortName(entry.owner);
  const { who } = entry;
  if (who === null) return "";
  return who.kind === "person" ? shortName(who.mail) : who.kind === "client" ? "the client" : "system";
}

/** A mail without its domain, which is the same for all. */
export function shortName(mail: string): string {
  return mail.split("@")[0] ?? mail;
}

function startWords(entry: Extract<Entry, { what: "ready" }>, times: Times): string {
  const { kind, role, dueAt, after, signal, until, execution } = entry;
  const why = execution > 1 ? " once more" : after === null ? "" : ` after ${after}`;
  const due = dueAt ? `, until ${times.moment(dueAt)}` : "";
  if (kind === "wait") return `waits${why} for ${signal}${until ? `, until ${times.moment(until)}` : ""}`;
  if (kind === "automation") return `begins${why}${due}`;
  if (kind === "run") return `begins${why}${due}`;
  if (kind === "client") return `waits${why} for the client${due}`;
  if (kind === "approval") return `asks ${role} for approval${why}${due}`;
  return `can start${why}: for ${role}${due}`;
}

function callWords({
  task,
  method,
  url,
  attempt,
  ok,
  status,
  problem,
  retryAt,
  at,
  madeUp,
}: Extract<Entry, { what: "called" }>): string {
  const call = method === "" ? `${task}` : `${task}: ${method} ${url}`;
  const answer = ok ? `${status}${madeUp ? ", made up" : ""}` : (problem ?? `answered ${status}`);
  const again = retryAt
    ? `; again in ${span((retryAt.getTime() - at.getTime()) / 1000)}`
    : ok
      ? ": it is done"
      : "; not tried again";
  return `${call} → ${answer}${attempt > 1 ? ` at try ${attempt}` : ""}${again}`;
}

const SKIPPED = {
  completed: "the onboarding is over without it",
  cancelled: "the onboarding is cancelled",
  condition: "its condition does not hold",
  "by-hand": "somebody said so",
} as const;

function about(task: string | null): string {
  return task === null ? "" : `${task}: `;
}

function people(mails: readonly string[]): string {
  return mails.map(shortName).join(", ");
}

import type { Expectation } from "#book/expectation.ts";
import { addDuration } from "#domain/calendar.ts";
import { calendarOf } from "#domain/progress.ts";
import { unreachable } from "#domain/unreachable.ts";
import type { Rehearsed } from "./rehearse.ts";
import type { Summary } from "./summary.ts";
import type { Entry } from "./entry.ts";

/** What was expected, whether it came so, and what happened in words. */
export type Verdict = { readonly ok: boolean; readonly expected: string; readonly happened: string };

export type Shown = {
  readonly rehearsed: Rehearsed;
  readonly timeline: readonly Entry[];
  /** Null: no run was opened. */
  readonly summary: Summary | null;
};

/** Holds a rehearsal against everything that is expected of it. */
export function judge(shown: Shown): readonly Verdict[] {
  return shown.rehearsed.rehearsal.expect.map((expectation) => ({
    expected: expectation.text,
    ...verdictOn(expectation, shown),
  }));
}

type Found = Omit<Verdict, "expected">;

function verdictOn(expectation: Expectation, shown: Shown): Found {
  switch (expectation.says) {
    case "completes":
      return completes(expectation.within, shown);
    case "does-not-complete":
      return { ok: shown.rehearsed.ended !== "completed", happened: endInWords(shown) };
    case "goes-to-role":
      return goesToRole(expectation.task, expectation.role, shown);
    case "task-is":
      return {
        ok: stateOf(expectation.task, shown) === expectation.state,
        happened: `it is ${stateOf(expectation.task, shown)}`,
      };
    case "escalates-at-most": {
      const all = shown.timeline.filter(({ what }) => what === "escalated");
      const tasks = [...new Set(all.map(({ task }) => task))].join(", ");
      return {
        ok: all.length <= expectation.times,
        happened: `it escalates ${times(all.length)}${tasks ? `: ${tasks}` : ""}`,
      };
    }
    case "gates-close": {
      const gates = shown.summary?.gates ?? [];
      const tasks = gates.map(({ task }) => task ?? "the run").join(", ");
      return {
        ok: gates.length === expectation.times,
        happened: `${count(gates.length, "gate")} closed${tasks ? `: ${tasks}` : ""}`,
      };
    }
    case "opens":
      return opens(expectation, shown);
    default:
      return unreachable(expectation);
  }
}

function completes(within: Extract<Expectation, { says: "completes" }>["within"], shown: Shown): Found {
  const { rehearsed, summary } = shown;
  const [root] = rehearsed.runs;
  const happened = endInWords(shown);
  if (rehearsed.ended !== "completed" || !root || !summary) return { ok: false, happened };
  if (!within) return { ok: true, happened };
  const until = addDuration(calendarOf(rehearsed.book, root.calendar), root.openedAt, within);
  return { ok: summary.endedAt <= until, happened };
}

/** How it ended, in a few words. */
export function endInWords({ rehearsed, summary }: Shown): string {
  switch (rehearsed.ended) {
    case "completed":
      return summary ? `it completes within ${count(summary.businessDays, "business day")}` : "it completes";
    case "cancelled":
      return "it is cancelled";
    case "held":
      return rehearsed.routed.outcome === "held"
        ? `no run is opened: rule ${rehearsed.routed.rule} could not be worked out (${rehearsed.routed.error})`
        : "no run is opened";
    case "evidence":
      return `no run is opened, ${keptAsEvidence(rehearsed)}`;
    case "stuck":
      return `it does not complete: ${standing(summary)}`;
    case "endless":
      return `it does not end: ${standing(summary)}`;
    default:
      return unreachable(rehearsed.ended);
  }
}

function standing(summary: Summary | null): string {
  return (summary?.standsAt ?? []).map(standingInWords).join("; ") || "nothing is left that anybody could do";
}

/** Why the rules are not asked. */
function keptAsEvidence({ rehearsal: { trigger } }: Pick<Rehearsed, "rehearsal">): string {
  const why = trigger.opens === false ? "it says so itself" : "no source opens by it";
  return `${trigger.type} is kept as evidence: ${why}`;
}

/** What a task stands at. */
export function standingInWords(at: Summary["standsAt"][number]): string {
  switch (at.for) {
    case "signal":
      return `${at.task} waits for ${at.type}, which nothing sends`;
    case "gate":
      return `${at.task} is behind the gate of ${at.role} (${at.reason})`;
    case "approval":
      return `${at.task} waits for approval by ${at.role}`;
    case "person":
      return `${at.task} waits for somebody of ${at.role}`;
    case "client":
      return `${at.task} waits for the client`;
    case "child":
      return `${at.task} waits for its own onboarding`;
    case "system":
      return `${at.task} waits for another system`;
    case "tasks":
      return `${at.task} waits for ${at.tasks.join(", ") || "a gate of the whole run"}`;
    default:
      return unreachable(at);
  }
}

function goesToRole(key: string, role: string, { timeline, rehearsed }: Shown): Found {
  const begun = timeline.findLast((entry) => entry.what === "ready" && entry.task === key);
  if (begun?.what === "ready") return { ok: begun.role === role, happened: `it goes to role ${begun.role}` };
  const task = rehearsed.runs.flatMap(({ tasks }) => tasks).find((one) => one.key === key);
  return { ok: false, happened: task ? `it never begins: it is ${task.status}` : NOT_PART };
}

const NOT_PART = "it is no part of what was opened";

function stateOf(key: string, { rehearsed }: Shown): string {
  const task = rehearsed.runs.flatMap(({ tasks }) => tasks).find((one) => one.key === key);
  return task?.status ?? "no part of what was opened";
}

function opens({ playbook, rule }: Extract<Expectation, { says: "opens" }>, { rehearsed }: Shown): Found {
  const { routed, rehearsal } = rehearsed;
  if (routed.outcome === "evidence") return { ok: false, happened: keptAsEvidence(rehearsed) };
  if (routed.outcome === "held")
    return { ok: false, happened: `rule ${routed.rule} could not be worked out: ${routed.error}` };
  const happened = `rule ${routed.rule} opens playbook ${routed.playbook}${rehearsal.playbook ? " (the rehearsal names its playbook itself)" : ""}`;
  return { ok: routed.playbook === playbook && (rule === null || routed.rule === rule), happened };
}

function times(amount: number): string {
  return amount === 1 ? "once" : `${amount} times`;
}

function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? "" : "s"}`;
}

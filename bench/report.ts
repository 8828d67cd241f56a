import type { ApiLevel } from "./api.ts";
import type { ClaimPart } from "./claim-parts.ts";
import type { ClaimLevel } from "./claims.ts";
import type { Spread } from "./drive.ts";
import type { ImportLevel } from "./imports.ts";
import { FEW, MANY, type ListLevel } from "./lists.ts";
import type { LongRun } from "./long-run.ts";
import type { PgbenchLevel } from "./pgbench.ts";
import type { PressLevel } from "./presses.ts";
import type { RunLevel } from "./whole-runs.ts";

export type Results = {
  readonly machine: string;
  readonly runs: number;
  readonly presses: readonly PressLevel[];
  readonly claims: readonly ClaimLevel[];
  readonly wholeRuns: readonly RunLevel[];
  readonly parts: readonly ClaimPart[];
  readonly longRun: LongRun;
  readonly api: readonly ApiLevel[];
  readonly lists: readonly ListLevel[];
  readonly imports: ImportLevel;
  /** Null: there was no pgbench. */
  readonly pgbench: readonly PgbenchLevel[] | null;
};

/** What was measured, as tables to read in a terminal. */
export function reportOf({
  machine,
  runs,
  presses,
  claims,
  wholeRuns,
  parts,
  longRun,
  api,
  lists,
  imports,
  pgbench,
}: Results): string {
  return [
    `Baton, measured on ${machine}, with ${runs} runs of 12 tasks in the database.`,
    "The machine is part of every number: compare within one run of the bench, and trust the ratios.",
    "",
    "CLAIMS: through the service that the Claim button calls, and the floor beside it",
    ...table([
      [
        "callers",
        "service/s",
        "floor/s",
        "ratio",
        "worst..best",
        "service p50/p99",
        "floor p50/p99",
        "Node's CPU a claim",
      ],
      ...claims.map(({ callers, service, floor, ratio }) => [
        String(callers),
        whole(service.perSecond),
        whole(floor.perSecond),
        ratio.median.toFixed(2),
        `${ratio.worst.toFixed(2)}..${ratio.best.toFixed(2)}`,
        ms(service.ms),
        ms(floor.ms),
        `${service.cpuMs.toFixed(2)} ms, floor ${floor.cpuMs.toFixed(2)} ms`,
      ]),
    ]),
    "",
    ...pgbenchTable(pgbench),
    "",
    `WHOLE RUNS of 12 tasks from open to completed, ${wholeRuns[0]?.changes ?? 0} changes each; the floor was decided ahead`,
    ...table([
      [
        "callers",
        "runs/s",
        "floor/s",
        "ratio",
        "worst..best",
        "a run p50/p99",
        "floor p50/p99",
        "Node's CPU a run",
      ],
      ...wholeRuns.map(({ callers, service, floor, ratio }) => [
        String(callers),
        service.perSecond.toFixed(1),
        floor.perSecond.toFixed(1),
        ratio.median.toFixed(2),
        `${ratio.worst.toFixed(2)}..${ratio.best.toFixed(2)}`,
        ms(service.ms),
        ms(floor.ms),
        `${service.cpuMs.toFixed(0)} ms, floor ${floor.cpuMs.toFixed(0)} ms`,
      ]),
    ]),
    "",
    "WHERE NODE'S PART OF A CLAIM GOES, each alone and warm; the rest of it is the driver",
    ...table(parts.map(({ part, cpuMs }) => [part, `${cpuMs.toFixed(3)} ms`])),
    "",
    `A LONG RUN of ${longRun.tasks} tasks after ${longRun.events} events: one decision with what follows, alone and warm`,
    ...table(longRun.decisions.map(({ what, ms: each }) => [what, `${each.toFixed(3)} ms`])),
    "",
    "API over HTTP, and the same statements bare; client and server share a process",
    ...table([
      ["what", "callers", "requests/s", "bare/s", "ratio", "request p50/p99", "bare p50/p99"],
      ...api.map(({ what, callers, perSecond, ms: spread, floorPerSecond, floorMs, ratio }) => [
        what,
        String(callers),
        whole(perSecond),
        whole(floorPerSecond),
        ratio.toFixed(2),
        ms(spread),
        ms(floorMs),
      ]),
    ]),
    "",
    `LISTS, two pages of 20 runs among ${FEW} and among ${MANY}: flat is 1`,
    ...table([
      ["runs that are", "among few", "among many", "ratio"],
      ...lists.map(({ what, fewMs, manyMs, ratio }) => [
        what,
        `${fewMs.toFixed(1)} ms`,
        `${manyMs.toFixed(1)} ms`,
        ratio.toFixed(2),
      ]),
    ]),
    "",
    `IMPORT of ${imports.rows} runs: checked as a whole, then one transaction a row; the floor was decided ahead`,
    ...table([
      ["check", "rows/s", "floor/s", "ratio"],
      [
        `${(imports.checkMs / 1000).toFixed(1)} s`,
        imports.perSecond.toFixed(1),
        imports.floorPerSecond.toFixed(1),
        imports.ratio.toFixed(2),
      ],
    ]),
    "",
    "PRESSES of Claim in Slack, over Socket Mode, by so many people at the same moment",
    ...table([
      [
        "people",
        "presses",
        "acknowledged p50/p99",
        "bare handler p50/p99",
        "ratio of p50",
        "message changed p50/p99",
      ],
      ...presses.map(({ people, presses: count, acknowledgedMs, bareMs, changedMs }) => [
        String(people),
        String(count),
        ms(acknowledgedMs),
        ms(bareMs),
        (acknowledgedMs.p50 / bareMs.p50).toFixed(1),
        ms(changedMs),
      ]),
    ]),
    "",
  ].join("\n");
}

function pgbenchTable(levels: Results["pgbench"]): string[] {
  if (!levels) return ["PGBENCH: left out, there is none in Debian's usual place"];
  return [
    "PGBENCH: the floor's statements without Node, each caller on a connection of its own",
    ...table([
      ["callers", "claims/s", "p50/p99"],
      ...levels.map(({ callers, perSecond, ms: spread }) => [String(callers), whole(perSecond), ms(spread)]),
    ]),
  ];
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("   ")}`.trimEnd(),
  );
}

function ms({ p50, p99 }: Spread): string {
  return `${p50.toFixed(1)} / ${p99.toFixed(1)} ms`;
}

function whole(value: number): string {
  return value.toFixed(0);
}

import type { Summary } from "#rehearse/summary.ts";
import type { Paper } from "./page.ts";
import { span, type Times } from "./times.ts";

const BAR_MIN = 20;
const TITLE = "What the end waited for";

/** What the end waited for, each task as a bar on the way from the first day to the last. */
export function pathLines(
  { criticalPath: steps, startedAt, endedAt }: Summary,
  times: Times,
  { columns, paint }: Paper,
): string[] {
  if (steps.length === 0) return [];
  const names = steps.map(({ task, depth }) => `${"  ".repeat(depth)}${task}`);
  const nameWidth = Math.max(...names.map((name) => name.length));
  const spans = steps.map(({ from, to }) => span((to.getTime() - from.getTime()) / 1000));
  const spanWidth = Math.max(...spans.map((text) => text.length), TITLE.length - nameWidth - 2);
  const front = 2 + nameWidth + 2 + spanWidth + 2;
  const width = Math.max(BAR_MIN, columns - front);
  const whole = Math.max(1, endedAt.getTime() - startedAt.getTime());
  const column = (at: Date) => Math.round(((at.getTime() - startedAt.getTime()) / whole) * width);
  const [begins, ends] = [times.shortDay(startedAt), times.shortDay(endedAt)];
  const scale = begins + ends.padStart(Math.max(ends.length + 1, width - begins.length));
  return [
    "",
    `${paint("strong", TITLE.padEnd(front))}${paint("faint", scale)}`,
    ...steps.map(({ from, to }, index) => {
      const start = Math.min(column(from), width - 1);
      const bar = "█".repeat(Math.max(1, column(to) - start));
      return `  ${(names[index] ?? "").padEnd(nameWidth)}  ${(spans[index] ?? "").padStart(spanWidth)}  ${paint("faint", "·".repeat(start))}${bar}`;
    }),
  ];
}

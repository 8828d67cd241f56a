import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What waits most of its time, for Slack's pace and for processes that die: while it does, all else runs beside it. */
const LONGEST = ["tour/tour.test.ts", "long-life/killed-processes.test.ts", "demo/postgres.test.ts"];

/** Begins with the test files that take longest, so that none of them is left alone at the end. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = LONGEST.findIndex((file) => moduleId.endsWith(file));
  return place === -1 ? LONGEST.length : place;
}

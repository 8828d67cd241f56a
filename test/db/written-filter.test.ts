import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readWrittenFilter } from "#db/written-filter.ts";
import { OPEN_STATES, RUN_STATES, writtenFilter, type RunFilter } from "#domain/run-filter.ts";
import { UserIdSchema } from "#src/ids.ts";

test("a filter that was written is read as the same", () => {
  const filters = fc.record(
    {
      states: fc.uniqueArray(fc.constantFrom(...RUN_STATES), { minLength: 1 }),
      owner: fc.constantFrom("U0CSMONE", "W0123456789").map((id) => UserIdSchema.parse(id)),
      playbook: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
      client: fc.string({ minLength: 1 }).map((name) => name.replaceAll('"', "'")),
      overdue: fc.constant(true),
    },
    { requiredKeys: ["states"] },
  );
  fc.assert(
    fc.property(filters, (filter: RunFilter) => {
      expect(readWrittenFilter(writtenFilter(filter))).toEqual(filter);
    }),
  );
  expect(readWrittenFilter("")).toEqual({ states: [...OPEN_STATES] });
});

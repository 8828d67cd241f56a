import * as fc from "fast-check";
import { expect, test } from "vitest";
import { pickOwner, type Candidate } from "#domain/pick-owner.ts";
import { everybody, fallback } from "#test/support/people.ts";

const anyCandidates: fc.Arbitrary<Candidate[]> = fc
  .shuffledSubarray(everybody.filter((one) => one !== fallback))
  .chain((people) =>
    fc.tuple(
      ...people.map(({ id }) =>
        fc.record({ id: fc.constant(id), available: fc.boolean(), openRuns: fc.nat({ max: 3 }) }),
      ),
    ),
  );

test("the owner is the first available member with the fewest open runs", () => {
  fc.assert(
    fc.property(anyCandidates, (candidates) => {
      const { owner, missingRole } = pickOwner("security", candidates, fallback.id);
      const available = candidates.filter((one) => one.available);
      const fewest = Math.min(...available.map(({ openRuns }) => openRuns));
      const first = available.find(({ openRuns }) => openRuns === fewest);
      expect(owner).toBe(first?.id ?? fallback.id);
      expect(missingRole).toBe(first ? null : "security");
    }),
  );
});

test("the choice keeps everybody who was considered", () => {
  fc.assert(
    fc.property(anyCandidates, (candidates) => {
      expect(pickOwner("security", candidates, fallback.id).considered).toEqual(candidates);
    }),
  );
});

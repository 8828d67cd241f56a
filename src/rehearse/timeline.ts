import type { Run } from "#domain/run.ts";
import { unreachable } from "#domain/unreachable.ts";
import type { Entry } from "./entry.ts";
import { keyOf, lineOf, type Known } from "./line-of.ts";
import type { Rehearsed } from "./rehearse.ts";
import type { Told } from "./world.ts";

/** What happened, line by line, in the order in which it did. */
export function timelineOf(rehearsed: Rehearsed): readonly Entry[] {
  const { told } = rehearsed;
  const calls = new Map(
    told.flatMap((one) =>
      one.what === "call" ? [[`${one.task} ${one.execution} ${one.attempt}`, one] as const] : [],
    ),
  );
  return told.flatMap((one) => entriesOf(one, { rehearsed, calls }));
}

function entriesOf(told: Told, known: Known): Entry[] {
  const { runs } = known.rehearsed;
  const run = runs.find(({ id }) => id === told.run);
  if (!run) return [];
  const place = placeOf(told.at, run);
  switch (told.what) {
    case "call":
      return [];
    case "nobody":
      return [
        { ...place, task: keyOf(run, told.task), who: null, what: "nobody", act: told.act, role: told.role },
      ];
    case "refused": {
      const { ask, code } = told;
      return [{ ...place, task: keyOf(run, told.task), who: null, what: "refused", ask, code }];
    }
    case "events": {
      const isOpening = told.events.some(({ type }) => type === "run-opened");
      const missing = told.events.find(
        (event) => event.type === "exception-opened" && event.data.type === "missing_owner",
      );
      return told.events.flatMap((event) => {
        if (isOpening && event === missing) return [];
        const line = lineOf(event, told.after, known, missing !== undefined);
        return line ? [{ ...place, ...line }] : [];
      });
    }
    default:
      return unreachable(told);
  }
}

function placeOf(at: Date, { playbook, parent }: Run) {
  return { at, run: playbook, inChild: parent !== null };
}

import type { UserId } from "#domain/ids.ts";
import type { Act } from "#domain/operation.ts";
import { unreachable } from "#domain/unreachable.ts";
import { context, sectionsOf, type Message } from "./blocks.ts";
import { runsNamed, type OperationProps, type RunNamed } from "./operation.ts";
import { count, durationText, mention } from "./words.ts";

/** What an act on many did of what is somebody's. */
export type ConcernProps = {
  readonly recipient: UserId;
  readonly operation: Pick<OperationProps, "spec" | "by" | "undoneBy">;
  readonly concern: {
    readonly runs: number;
    /** They are the owner of so many of these, as it is now. */
    readonly owned: number;
    readonly some: readonly RunNamed[];
  };
};

/** Tells somebody whose onboardings, tasks or due dates an act on many changed: once, for all of them. */
export function operationConcerns(props: ConcernProps): Message {
  const { operation, concern } = props;
  const { what, since, hint } = said(props);
  const named = concern.some.length > 0 ? [runsNamed(concern.some, concern.runs)] : [];
  const undone = operation.undoneBy ? [`${mention(operation.undoneBy)} undid it since.`] : [];
  return {
    text: what,
    blocks: [
      ...sectionsOf([[`${what}.`, ...undone, ...since].join(" "), ...named]),
      ...(hint ? [context(hint)] : []),
    ],
  };
}

type Said = { readonly what: string; readonly since: readonly string[]; readonly hint: string | null };

function said(props: ConcernProps): Said {
  const { recipient, operation, concern } = props;
  const { spec, by } = operation;
  const many = count(concern.runs, "onboarding");
  switch (spec.kind) {
    case "reassign":
      return spec.to === recipient
        ? { what: `${mention(by)} made you the owner of ${many}`, since: stillYours(concern), hint: YOURS }
        : {
            what: `${mention(by)} gave ${many} of yours to ${givenTo(spec)}`,
            since: yoursAgain(concern),
            hint: null,
          };
    case "move-due":
      return {
        what: `What you own or have in hand in ${many} is due ${durationText(spec.later)} later: ${mention(by)} moved it`,
        since: [],
        hint: null,
      };
    case "undo":
      return undone(props, spec.act);
    default:
      return unreachable(spec);
  }
}

function undone({ recipient, operation: { by }, concern }: ConcernProps, act: Act): Said {
  const many = count(concern.runs, "onboarding");
  switch (act.kind) {
    case "reassign":
      return act.to === recipient
        ? {
            what: `${mention(by)} gave ${many} back to who owned ${concern.runs === 1 ? "it" : "them"} before: you own ${concern.runs === 1 ? "it" : "them"} no longer`,
            since: yoursAgain(concern),
            hint: null,
          }
        : { what: `${mention(by)} gave ${many} back to you`, since: stillYours(concern), hint: YOURS };
    case "move-due":
      return {
        what: `What you own or have in hand in ${many} is due when it was before: ${mention(by)} moved it back`,
        since: [],
        hint: null,
      };
    default:
      return unreachable(act);
  }
}

const YOURS = "`/onboard list owner:me` shows what you own.";

function givenTo({ to, tasks }: Extract<Act, { kind: "reassign" }>): string {
  return `${mention(to)}${tasks ? ", with the tasks that you had there" : ""}`;
}

function stillYours({ runs, owned }: ConcernProps["concern"]): string[] {
  if (owned === runs) return [];
  if (owned > 0) return [`You still own ${owned} of them.`];
  return [runs === 1 ? "You own it no longer." : "You own none of them any more."];
}

function yoursAgain({ runs, owned }: ConcernProps["concern"]): string[] {
  if (owned === 0) return [];
  if (owned < runs) return [`${owned} of them ${owned === 1 ? "is" : "are"} yours again.`];
  return [runs === 1 ? "It is yours again." : "All of them are yours again."];
}

import { RUN_STATES, OPEN_STATES, writtenFilter, type RunFilter, type RunState } from "#domain/run-filter.ts";
import { unreachable } from "#domain/unreachable.ts";
import { playbooksOf } from "#services/read-start.ts";
import { nearestOf, slipFor } from "#services/suggest.ts";
import type { Answer } from "#views/answer.ts";
import {
  emptyTermText,
  unknownPersonText,
  unknownStateText,
  unknownTermText,
} from "#views/filter-answers.ts";
import type { Asked } from "./asked.ts";
import { wordsOf, type Word } from "./typed.ts";

/** What somebody typed to narrow a list: read, and written again as it would be typed; or what is wrong with it. */
export type FilterRead =
  | {
      readonly ok: true;
      readonly filter: RunFilter;
      readonly words: string;
      /** A word that was taken for a client's name, and what it may have been a slip for. */
      readonly slip: Slip | null;
    }
  | { readonly ok: false; readonly answer: Answer };

type Slip = { readonly typed: string; readonly meant: string };

type Terms = {
  slip: Slip | null;
  readonly states: RunState[];
  owner?: RunFilter["owner"];
  playbook?: string;
  client?: string;
  overdue?: boolean;
};

/** Longer than any name that a client could have. */
const CLIENT_MAX = 120;

/** Reads `owner:@person playbook:enterprise state:paused client:"Acme Ltd" overdue`, and bare words for most of these. */
export async function readFilter(asked: Asked, typed: readonly Word[]): Promise<FilterRead> {
  const terms: Terms = { states: [], slip: null };
  const bare: string[] = [];
  const playbooks = await playbooksOf(asked.ctx);
  for (const word of typed) {
    const wrong = await readTerm(asked, word, playbooks, terms, bare);
    if (wrong) return { ok: false, answer: wrong };
  }
  if (bare.length > 0) terms.client = bare.join(" ").slice(0, CLIENT_MAX);
  const { states, slip, ...others } = terms;
  const filter = { ...others, states: states.length > 0 ? [...new Set(states)] : OPEN_STATES };
  return { ok: true, filter, slip, words: writtenFilter({ ...filter, states }) };
}

/** Reads a filter that was written by `readFilter`: of a button or a form. */
export function readFilterAgain(asked: Asked, words: string): Promise<FilterRead> {
  return readFilter(asked, wordsOf(words));
}

async function readTerm(
  asked: Asked,
  word: Word,
  playbooks: readonly string[],
  terms: Terms,
  bare: string[],
): Promise<Answer | null> {
  const { text, quoted, person } = word;
  const [, name, rest = ""] = (!quoted && /^([a-z]+):(.*)$/su.exec(text)) || [];
  if (name !== undefined) return readNamed(asked, { ...word, text: unquoted(rest) }, name, terms);
  const folded = text.toLowerCase();
  if (quoted) bare.push(text);
  else if (person) terms.owner = person;
  else if (folded === "overdue" || folded === "late") terms.overdue = true;
  else if (statesOf(folded)) terms.states.push(...(statesOf(folded) ?? []));
  else if (playbooks.includes(folded) && terms.playbook === undefined) terms.playbook = folded;
  else {
    bare.push(text);
    terms.slip ??= slipOf(text, playbooks);
  }
  return null;
}

/** It may be a client's name all the same: only who sees that there is none can tell. */
function slipOf(typed: string, playbooks: readonly string[]): Slip | null {
  const known = new Map([
    ...TERMS.map((term) => [term, `${term}:`] as const),
    ...playbooks.map((playbook) => [playbook, `playbook:${playbook}`] as const),
    ...["overdue", "late"].map((word) => [word, word] as const),
    ...Object.keys(STATES).map((state) => [state, `state:${state}`] as const),
  ]);
  const meant = known.get(slipFor(typed.toLowerCase(), [...known.keys()]) ?? "");
  return meant === undefined ? null : { typed, meant };
}

async function readNamed(asked: Asked, value: Word, name: string, terms: Terms): Promise<Answer | null> {
  const { text } = value;
  if (!isTerm(name)) return unknownTermText(name, nearestOf(name, TERMS), TERMS);
  if (text.trim() === "") return emptyTermText(name);
  switch (name) {
    case "owner": {
      const owner = await personNamed(asked, value);
      if (owner) terms.owner = owner;
      return owner ? null : unknownPersonText(text);
    }
    case "state": {
      for (const one of text.toLowerCase().split(",")) {
        const states = statesOf(one.trim());
        if (!states) return unknownStateText(one, nearestOf(one, Object.keys(STATES)), Object.keys(STATES));
        terms.states.push(...states);
      }
      return null;
    }
    case "playbook":
      terms.playbook = text.toLowerCase();
      return null;
    case "client":
      terms.client = text.slice(0, CLIENT_MAX);
      return null;
    default:
      return unreachable(name);
  }
}

const TERMS = ["owner", "playbook", "state", "client"] as const;

function isTerm(name: string): name is (typeof TERMS)[number] {
  return TERMS.some((term) => term === name);
}

async function personNamed({ me, findByEmail }: Asked, { person, text }: Word): Promise<RunFilter["owner"]> {
  if (person) return person;
  if (text.toLowerCase() === "me") return me;
  return text.includes("@", 1) ? (await findByEmail(text.toLowerCase()))?.id : undefined;
}

const STATES: Readonly<Record<string, readonly RunState[]>> = {
  open: OPEN_STATES,
  ...Object.fromEntries(RUN_STATES.map((state) => [state, [state]])),
  all: RUN_STATES,
};

function statesOf(word: string): readonly RunState[] | undefined {
  return Object.hasOwn(STATES, word) ? STATES[word] : undefined;
}

function unquoted(text: string): string {
  return text.replace(/^["“„«](.*)["“”»]$/su, "$1").trim();
}

import type { Expectation, RehearsedState } from "#book/expectation.ts";
import { didYouMean } from "#book/suggest.ts";
import type { Duration } from "#domain/book.ts";
import { parseDuration } from "#domain/durations.ts";

/** The names that an expectation may use; null: they could not be read, so nothing is checked against them. */
export type Nameable = {
  readonly task: readonly string[] | null;
  readonly role: readonly string[] | null;
  readonly playbook: readonly string[] | null;
  readonly rule: readonly string[] | null;
};

export type ExpectationRead =
  | { readonly ok: true; readonly expectation: Expectation }
  /** `offset`: how many characters into the sentence. */
  | { readonly ok: false; readonly message: string; readonly offset: number };

const STATES: readonly RehearsedState[] = ["done", "skipped", "waived"];

type Filled = Readonly<Record<string, string>>;
type Meaning = Expectation extends infer One ? (One extends Expectation ? Omit<One, "text"> : never) : never;
type Form = { readonly words: readonly string[]; readonly means: (filled: Filled) => Meaning };

// What is written in capitals stands for a name, a number or a time; time|times is either word.
const FORMS: readonly Form[] = [
  form("completes", () => ({ says: "completes", within: null })),
  form("completes within TIME", ({ TIME }) => ({ says: "completes", within: durationOf(TIME) })),
  form("does not complete", () => ({ says: "does-not-complete" })),
  form("does not escalate", () => ({ says: "escalates-at-most", times: 0 })),
  form("escalates at most NUMBER time|times", ({ NUMBER }) => ({
    says: "escalates-at-most",
    times: Number(NUMBER),
  })),
  form("task TASK goes to role ROLE", ({ TASK = "", ROLE = "" }) => ({
    says: "goes-to-role",
    task: TASK,
    role: ROLE,
  })),
  form("task TASK is STATE", ({ TASK = "", STATE }) => ({
    says: "task-is",
    task: TASK,
    state: STATES.find((state) => state === STATE) ?? "done",
  })),
  form("no gate closes", () => ({ says: "gates-close", times: 0 })),
  form("NUMBER gate|gates close|closes", ({ NUMBER }) => ({ says: "gates-close", times: Number(NUMBER) })),
  form("opens playbook PLAYBOOK", ({ PLAYBOOK = "" }) => ({ says: "opens", playbook: PLAYBOOK, rule: null })),
  form("opens playbook PLAYBOOK by rule RULE", ({ PLAYBOOK = "", RULE = "" }) => ({
    says: "opens",
    playbook: PLAYBOOK,
    rule: RULE,
  })),
];

/** What may be expected, for whoever asks: in manuals, and where a sentence begins with something else. */
export const SENTENCES =
  "completes; completes within 30 business days; does not complete; task KEY goes to role ROLE; task KEY is done (or skipped, waived); " +
  "escalates at most 2 times; does not escalate; no gate closes; 1 gate closes; opens playbook NAME by rule NAME";

/** Reads a sentence, or says at which word it can't be understood and what could stand there. */
export function readExpectation(text: string, names: Nameable): ExpectationRead {
  const words = wordsOf(text);
  const fits = FORMS.map((form) => ({ form, fit: fitOf(form, words, names) }));
  const whole = fits.find(({ fit }) => fit.problem === null);
  if (whole) return { ok: true, expectation: { text, ...whole.form.means(whole.fit.filled) } };
  const furthest = Math.max(...fits.map(({ fit }) => fit.reached));
  const nearest = fits.filter(({ fit }) => fit.reached === furthest).map(({ fit }) => fit);
  const offset = words[furthest]?.offset ?? text.trimEnd().length;
  const named = nearest.find(({ problem }) => problem !== null && problem.message !== null);
  if (named?.problem?.message) return { ok: false, message: named.problem.message, offset };
  return { ok: false, message: notUnderstood(words[furthest], nearest), offset };
}

type Word = { readonly text: string; readonly offset: number };

/** `task` may be left out before the key of one. */
function wordsOf(text: string): readonly Word[] {
  const placed = [...text.matchAll(/\S+/g)].map((found) => ({ text: found[0], offset: found.index }));
  const [first, second] = placed;
  const isBare =
    first !== undefined && first.text !== "task" && (second?.text === "goes" || second?.text === "is");
  return isBare ? [{ text: "task", offset: first.offset }, ...placed] : placed;
}

type Fit = {
  /** How many words were understood. */
  readonly reached: number;
  readonly filled: Filled;
  /** What was wanted at the next; `message` where more can be said than that. Null: all of it was understood. */
  readonly problem: { readonly wanted: string; readonly message: string | null } | null;
};

function fitOf({ words: wanted }: Form, words: readonly Word[], names: Nameable): Fit {
  const filled: Record<string, string> = {};
  for (const [index, want] of wanted.entries()) {
    const word = words[index]?.text;
    if (want === "TIME") return withTime(words, index, filled);
    if (word === undefined) return { reached: index, filled, problem: { wanted: want, message: null } };
    const message = /^[A-Z]+$/.test(want)
      ? wrongName(want, word, names)
      : want.split("|").includes(word)
        ? null
        : "";
    if (message !== null)
      return { reached: index, filled, problem: { wanted: want, message: message || null } };
    filled[want] = word;
  }
  const rest = words.length > wanted.length;
  return { reached: wanted.length, filled, problem: rest ? { wanted: END, message: null } : null };
}

function withTime(words: readonly Word[], from: number, filled: Filled): Fit {
  const TIME = words
    .slice(from)
    .map(({ text }) => text)
    .join(" ");
  if (parseDuration(TIME)) return { reached: words.length, filled: { ...filled, TIME }, problem: null };
  const message =
    TIME === "" ? null : `"${TIME}" is no duration; write 30 business days, 4 business hours or 12 hours`;
  return { reached: from, filled, problem: { wanted: "a duration", message } };
}

/** Null: right. An empty text: no such word is wanted here. */
function wrongName(want: string, word: string, names: Nameable): string | null {
  if (want === "NUMBER") return /^\d{1,4}$/.test(word) ? null : "";
  if (want === "STATE") return STATES.some((state) => state === word) ? null : "";
  const kind = KINDS[want];
  const known = kind ? names[kind] : null;
  if (known === null || known.includes(word)) return null;
  return `unknown ${kind} "${word}"${didYouMean(word, known)}`;
}

const KINDS: Readonly<Record<string, keyof Nameable>> = {
  TASK: "task",
  ROLE: "role",
  PLAYBOOK: "playbook",
  RULE: "rule",
};

const END = "the end";

const SAID: Readonly<Record<string, string>> = {
  TASK: "the key of a task",
  ROLE: "a role",
  PLAYBOOK: "a playbook",
  RULE: "a rule",
  NUMBER: "a number",
  STATE: STATES.join(", "),
};

function notUnderstood(word: Word | undefined, nearest: readonly Fit[]): string {
  const wanted = [...new Set(nearest.flatMap(({ problem }) => problem?.wanted.split("|") ?? []))];
  const literal = wanted.filter((want) => !(want in SAID));
  if (nearest.every(({ reached }) => reached === 0)) {
    const begins = word
      ? `nothing that can be expected begins with "${word.text}"`
      : "nothing is expected here";
    return `${begins}${word ? didYouMean(word.text, literal) : ""}; understood are: ${SENTENCES}`;
  }
  // Where something may follow, that it could also end here helps nobody.
  const named = wanted.length > 1 ? wanted.filter((want) => want !== END) : wanted;
  const words = named.map((want) => SAID[want] ?? want).join(", or ");
  return word
    ? `expected ${words}, not "${word.text}"${didYouMean(word.text, literal)}`
    : `${words} is missing at the end`;
}

function form(words: string, means: Form["means"]): Form {
  return { words: words.split(" "), means };
}

function durationOf(text: string | undefined): Duration | null {
  return text === undefined ? null : parseDuration(text);
}

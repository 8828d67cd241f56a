import { isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import type { Document as YamlDocument, Node } from "yaml";
import type { Problem } from "#book/problems.ts";

/** Where in a document something is: keys and positions in lists, from the top. */
type Path = readonly PropertyKey[];

/** One YAML file that could be read, and the place of everything in it. */
export type Document = {
  readonly file: string;
  readonly data: unknown;
  /** The problem at a path, or at the nearest thing around it that is there; `offset` counts into the text of a value. */
  readonly problem: (path: Path, message: string, offset?: number) => Problem;
  /** The problem at a key rather than at its value. */
  readonly problemAtKey: (path: Path, key: string, message: string) => Problem;
};

// A few aliases are fine; nested ones that grow to millions of nodes are an attack or an accident.
const ALIASES_MAX = 50;

/** A file as far as it could be read; null: it is no YAML. */
export type DocumentRead = { readonly document: Document | null; readonly problems: readonly Problem[] };

/** Reads YAML with positions. */
export function readDocument(file: string, text: string): DocumentRead {
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const at = (index: number, message: string): Problem => {
    const { line, col } = lines.linePos(index);
    return { file, line, column: col, message };
  };
  const problems = [...worthSaying(doc.errors), ...doc.warnings].map(({ pos, message }) =>
    at(pos[0], message),
  );
  // With a key twice the rest still says what was meant; with other mistakes it may not.
  if (doc.errors.some(({ code }) => code !== "DUPLICATE_KEY")) return { document: null, problems };
  const data = readData(doc);
  if (!data.ok) return { document: null, problems: [...problems, at(0, data.message)] };
  return { document: documentOf(file, text, doc, data.value, at), problems };
}

/** Keys that are there twice are mistakes of their own; after another mistake YAML stumbles over all that follows. */
function worthSaying(errors: YamlDocument["errors"]): YamlDocument["errors"] {
  const first = errors.find(({ code }) => code !== "DUPLICATE_KEY");
  return errors.filter((error) => error === first || error.code === "DUPLICATE_KEY");
}

type At = (index: number, message: string) => Problem;

function documentOf(file: string, text: string, doc: YamlDocument, data: unknown, at: At): Document {
  return {
    file,
    data,
    problem: (path, message, offset) => {
      const node = nodeAt(doc, path);
      if (offset === undefined) return at(node?.range?.[0] ?? 0, message);
      const problem = at(indexInside(text, node, offset), message);
      return { ...problem, excerpt: text.split(/\r?\n/)[problem.line - 1] ?? "" };
    },
    problemAtKey: (path, key, message) => {
      const map = nodeAt(doc, path);
      const keys = isMap(map) ? map.items.map((pair) => pair.key) : [];
      const found = keys.find((node) => isScalar(node) && String(node.value) === key);
      return at((isNode(found) ? found : map)?.range?.[0] ?? 0, message);
    },
  };
}

type Data = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

function readData(doc: YamlDocument): Data {
  try {
    return { ok: true, value: doc.toJS({ maxAliasCount: ALIASES_MAX }) };
  } catch (error) {
    // What yaml throws for too many aliases, and for an alias of something that isn't there.
    if (error instanceof ReferenceError) return { ok: false, message: error.message };
    throw error;
  }
}

function nodeAt(doc: YamlDocument, path: Path): Node | null {
  for (let length = path.length; length > 0; length -= 1) {
    const found: unknown = doc.getIn(path.slice(0, length), true);
    if (isNode(found)) return found;
  }
  return doc.contents;
}

/**
 * Where a character of a value stands in the file. Quotes, escapes and the indentation of folded texts are in the file
 * and not in the value, so both are walked side by side, and what only the file has is passed over.
 */
function indexInside(text: string, node: Node | null, offset: number): number {
  const [start, end] = node?.range ?? [0, 0];
  if (!isScalar(node) || typeof node.value !== "string") return start;
  const isBlock = node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED";
  let index = isBlock ? text.indexOf("\n", start) : start;
  for (const character of node.value.slice(0, offset)) index = find(text, character, index, end) + 1;
  const wanted = node.value[offset];
  return wanted === undefined ? Math.min(index, end) : find(text, wanted, index, end);
}

function find(text: string, character: string, from: number, end: number): number {
  let index = from;
  while (index < end && !isSame(character, text[index])) index += 1;
  return index;
}

function isSame(character: string, written: string | undefined): boolean {
  return character === written || (/\s/.test(character) && /\s/.test(written ?? ""));
}

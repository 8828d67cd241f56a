/** Deeper than anybody's API answers, and far from where recursion ends. */
const DEPTH_MAX = 64;

export type Leaf = string | number | boolean | null;

/**
 * Rebuilds a JSON value with its leaves and names changed; a member whose name `hides` is replaced as a whole.
 * Throws a RangeError for what is nested too deeply.
 */
export function mapJson(
  value: unknown,
  change: (leaf: Leaf) => Leaf,
  hides: (name: string) => Leaf | undefined = () => undefined,
  depth = 0,
): unknown {
  if (depth > DEPTH_MAX) throw new RangeError(`nested more than ${DEPTH_MAX} deep`);
  if (isLeaf(value)) return change(value);
  if (Array.isArray(value)) return value.map((item) => mapJson(item, change, hides, depth + 1));
  if (typeof value !== "object") return null;
  const members = Object.entries(value ?? {}).map(([name, member]) => {
    const hidden = hides(name);
    return [change(name), hidden === undefined ? mapJson(member, change, hides, depth + 1) : hidden];
  });
  return Object.fromEntries(members);
}

/** Text as Postgres keeps it: jsonb takes neither NUL nor half a surrogate pair. */
export function storable(text: string): string {
  return text.replaceAll("\0", "\uFFFD").toWellFormed();
}

function isLeaf(value: unknown): value is Leaf {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

/** A mistake in the book, where it is. Lines and columns start at 1. */
export type Problem = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** The line of the file, where the column points into an expression. */
  readonly excerpt?: string;
};

/** `config/roles.yaml:3:5 unknown …`: what editors and terminals make a link of. */
export function printProblem({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column} ${message}`;
}

const EXCERPT_CHARACTERS_MAX = 110;

/** The line with a caret below the mistake, as compilers show it; none where the place says enough. */
export function printExcerpt({ excerpt, column }: Problem): string[] {
  if (excerpt === undefined) return [];
  const indent = excerpt.length - excerpt.trimStart().length;
  // A long line is shown from shortly before the mistake.
  const from = column - indent > EXCERPT_CHARACTERS_MAX - 20 ? column - EXCERPT_CHARACTERS_MAX / 2 : indent;
  const line = excerpt.slice(from, from + EXCERPT_CHARACTERS_MAX).trimEnd();
  const before = excerpt.slice(from, column - 1).replace(/[^\t]/g, " ");
  return [`    ${line}`, `    ${before}^`];
}

/** In the order in which somebody mends them: file by file, from the top. */
export function byPlace(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

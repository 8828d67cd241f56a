/** A mistake in the book, where it is. Lines and columns start at 1. */
export type Problem = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
};

/** `config/roles.yaml:3:5 unknown …`: what editors and terminals make a link of. */
export function printProblem({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column} ${message}`;
}

/** In the order in which somebody mends them: file by file, from the top. */
export function byPlace(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

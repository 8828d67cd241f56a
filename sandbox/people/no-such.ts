/** Thrown when a test or the page asks for what a person could not do: press a button that isn't there. */
export class NoSuch extends Error {
  override readonly name = "NoSuch";
  readonly code: string;
  /** What there is instead. */
  readonly known: readonly unknown[];

  constructor(code: string, known: readonly unknown[] = []) {
    super(code);
    this.code = code;
    this.known = known;
  }
}

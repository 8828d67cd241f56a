/** Thrown when another system's API didn't give what was asked for; holds nothing of what was sent to it. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  /** What it answered; null: no answer came. */
  readonly status: number | null;
  readonly retryAfterMs: number | null;

  constructor(message: string, status: number | null, retryAfterMs: number | null, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether asking again later may help. */
  get isTransient(): boolean {
    return this.status === null || this.status >= 500 || TRANSIENT.includes(this.status);
  }
}

/** Timeout, locked, too early, too many requests, and HubSpot's own "account is being moved". */
const TRANSIENT = [408, 423, 425, 429, 477];

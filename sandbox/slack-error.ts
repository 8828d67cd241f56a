/** What Slack answers when it refuses: `{ok: false, error: code, …detail}`. */
export class SlackError extends Error {
  override readonly name = "SlackError";
  readonly code: string;
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(code: string, detail: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.code = code;
    this.detail = detail;
  }
}

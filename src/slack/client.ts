import { WebClient, LogLevel, type Logger } from "@slack/web-api";
import { CALL_MS } from "./pace.ts";

/**
 * The one way to Slack's Web API. It tries a call once and says at once when Slack asks to wait: whether and when to try
 * again is for whoever knows what a second try would do.
 */
export function slackClient({ token, slackApiUrl }: { token: string; slackApiUrl: string }): WebClient {
  return new WebClient(token, {
    slackApiUrl,
    retryConfig: { retries: 0 },
    timeout: CALL_MS,
    rejectRateLimitedCalls: true,
    logger: silent,
  });
}

// What a call came to is logged by its caller, as one outcome; the client's own lines would go to the console.
const silent: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

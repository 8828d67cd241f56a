import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Fault, faultName } from "../faults.ts";
import { withoutSecrets } from "../log.ts";
import { SlackError } from "../slack-error.ts";
import type { Slack } from "../slack.ts";
import { chatMethods } from "./chat.ts";
import { conversationsMethods } from "./conversations.ts";
import type { Method } from "./method.ts";
import { reactionsMethods } from "./reactions.ts";
import { scheduledMethods } from "./scheduled.ts";
import { usersMethods } from "./users.ts";
import { viewsMethods } from "./views.ts";

const METHODS: Readonly<Record<string, Method>> = {
  ...chatMethods,
  ...conversationsMethods,
  ...reactionsMethods,
  ...scheduledMethods,
  ...usersMethods,
  ...viewsMethods,
};

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>> | string;
  /** Cut the connection instead of answering. */
  readonly drop: boolean;
};

/** One call to the Web API, from token to answer, with whatever fault was asked for, and noted in the log. */
export async function callMethod(
  slack: Slack,
  name: string,
  token: string,
  args: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const startedAt = slack.clock.now();
  const fault = slack.faults.take(name);
  if (fault?.latencyMs && !fault.afterEffect) await sleep(fault.latencyMs);
  const isSpoilt = fault !== null && spoils(fault);
  const truth = isSpoilt && !fault.afterEffect ? null : answerOf(slack, name, token, args);
  if (fault?.latencyMs && fault.afterEffect) await sleep(fault.latencyMs);
  const answer = truth !== null && !isSpoilt ? truth : faulty(fault);
  slack.log.add({
    kind: "call",
    at: new Date(startedAt).toISOString(),
    method: name,
    args: withoutSecrets(args),
    status: answer.status,
    answer: answer.body,
    ms: slack.clock.now() - startedAt,
    fault: fault && faultName(fault),
  });
  return answer;
}

function answerOf(
  slack: Slack,
  name: string,
  token: string,
  args: Readonly<Record<string, unknown>>,
): Answer {
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  try {
    if (!method) throw new SlackError("unknown_method", { req_method: name });
    authorize(slack, method, token);
    const wait = slack.limits.take(
      name,
      method.tier,
      typeof args["channel"] === "string" ? args["channel"] : "",
    );
    if (wait !== null) return rateLimited(wait);
    return { status: 200, headers: scopesOf(slack, method), body: method.run(slack, args), drop: false };
  } catch (error) {
    if (error instanceof SlackError) return refused({ error: error.code, ...error.detail });
    if (error instanceof z.ZodError) return refused(invalidArguments(error));
    throw error;
  }
}

function authorize({ secrets, app, installation }: Slack, method: Method, token: string): void {
  if (token === "") throw new SlackError("not_authed");
  if (token !== secrets.botToken && token !== secrets.appToken) throw new SlackError("invalid_auth");
  if (token !== (method.token === "bot" ? secrets.botToken : secrets.appToken))
    throw new SlackError("not_allowed_token_type");
  if (method.token === "bot" && installation !== "installed") throw new SlackError(installation);
  if (method.scopes.length > 0 && !method.scopes.some((scope) => app.scopes.includes(scope)))
    throw new SlackError("missing_scope", {
      needed: method.scopes.join(","),
      provided: app.scopes.join(","),
    });
}

function spoils(fault: Fault): boolean {
  return Boolean(fault.http ?? fault.error ?? fault.retryAfter ?? fault.dropConnection);
}

function faulty(fault: Fault | null): Answer {
  if (fault?.dropConnection) return { status: 0, headers: {}, body: "", drop: true };
  if (fault?.retryAfter) return rateLimited(fault.retryAfter);
  if (fault?.http) return { status: fault.http, headers: {}, body: "upstream error", drop: false };
  return refused({ error: fault?.error ?? "internal_error" });
}

function refused(body: Readonly<Record<string, unknown>>): Answer {
  return { status: 200, headers: {}, body: { ok: false, ...body }, drop: false };
}

function rateLimited(seconds: number): Answer {
  const headers = { "retry-after": String(seconds) };
  return { status: 429, headers, body: { ok: false, error: "ratelimited" }, drop: false };
}

function scopesOf({ app }: Slack, method: Method): Record<string, string> {
  return { "x-oauth-scopes": app.scopes.join(","), "x-accepted-oauth-scopes": method.scopes.join(",") };
}

function invalidArguments(error: z.ZodError) {
  const messages = error.issues.map((issue) => {
    const at = `/${issue.path.join("/")}`;
    const isMissing = issue.code === "invalid_type" && issue.message.includes("received undefined");
    return `[ERROR] ${isMissing ? `missing required field: ${issue.path.join("/")}` : issue.message} [json-pointer:${at}]`;
  });
  return { error: "invalid_arguments", response_metadata: { messages } };
}

import type { TaskValues } from "#book/scopes.ts";
import { renderTemplate, type SecretOf } from "#book/templates.ts";
import type { CallRequest } from "#calls/call.ts";
import type { CallSpec } from "#domain/book.ts";
import type { TaskId } from "#domain/ids.ts";

/** One execution of a task: every try of it has the same key. */
type Execution = { readonly task: TaskId; readonly execution: number };

/** A call with every template filled in, or why it can't be made. */
export function requestOf(
  call: CallSpec,
  values: TaskValues,
  { task, execution }: Execution,
  at: Date,
  secretOf: SecretOf,
): Omit<CallRequest, "secrets"> | { readonly problem: string } {
  const url = renderTemplate(call.url, values, secretOf, "url");
  if (!url.ok) return { problem: `its address: ${url.error}` };
  const headers: Record<string, string> = {};
  for (const [name, template] of Object.entries(call.headers)) {
    const value = renderTemplate(template, values, secretOf, "header");
    if (!value.ok) return { problem: `its header ${name}: ${value.error}` };
    headers[name] = value.value;
  }
  const body = renderTemplate(call.body, values, secretOf, "body");
  if (!body.ok) return { problem: `its body: ${body.error}` };
  const secret = call.signEnv === null ? null : (secretOf(call.signEnv) ?? "");
  if (secret === "") return { problem: `the environment holds no ${call.signEnv} to sign it with` };
  const id = `${task}_${execution}`;
  return {
    method: call.method,
    url: url.value,
    headers,
    body: body.value,
    timeoutMs: call.timeoutMs,
    idempotencyKey: id,
    sign: secret === null ? null : { secret, id: `msg_${id}`, at },
  };
}

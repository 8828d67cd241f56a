import type { WebhookId } from "#domain/ids.ts";
import { context, section, type Message } from "./blocks.ts";
import { escapeMrkdwn, quote } from "./text.ts";
import { when } from "./words.ts";

const ERROR_MAX = 500;

/** A webhook that was disabled because its receiver did not answer well. */
export type DisabledWebhookProps = {
  readonly id: WebhookId;
  readonly at: Date;
  /** Null: it is enabled again, or gone. */
  readonly still: { readonly host: string; readonly failingSince: Date; readonly lastError: string } | null;
};

/** Who made it and operators hear of it: another program hears of nothing any longer. */
export function webhookDisabled({ id, at, still }: DisabledWebhookProps): Message {
  if (!still) {
    const text = `✓ Webhook \`${id}\` was disabled ${when(at)}. It is enabled again since, or was removed.`;
    return { text, blocks: [section(text)] };
  }
  const host = escapeMrkdwn(still.host);
  return {
    text: `A webhook to ${host} is disabled: no delivery has worked`,
    blocks: [
      section(
        `⚠️ The webhook \`${id}\` to *${host}* is disabled: no delivery has worked since ${when(still.failingSince)}. What happens from now on is not sent there.`,
      ),
      section(`Its last error:\n${quote(still.lastError, ERROR_MAX)}`),
      context(
        `Once the receiver works, enable it: \`PATCH /api/v1/webhooks/${id}\` with \`{"enabled": true}\`. It then hears of what comes after.`,
      ),
    ],
  };
}

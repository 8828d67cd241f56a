import { hkdfSync } from "node:crypto";
import type { WebhookId, WorkspaceId } from "#domain/ids.ts";

const BYTES = 32;

/** The secret that signs what a webhook is sent, as Standard Webhooks writes it. Nothing keeps it: it is made from the installation's key. */
export function webhookSecret(key: Uint8Array, workspace: WorkspaceId, id: WebhookId): string {
  const secret = hkdfSync("sha256", key, new Uint8Array(), `baton webhook ${workspace} ${id}`, BYTES);
  return `whsec_${Buffer.from(secret).toString("base64")}`;
}

import { Signature } from "@hubspot/api-client/lib/src/utils/signature.js";
import { signedUrl } from "#sources/hubspot.ts";

/** A request as the vendor would make it, ready for `fetch(url, sample)`. */
export type SignedSample = {
  readonly method: "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type ToSign = {
  /** The address by which Baton believes to be called. */
  readonly url: string;
  readonly secret: string;
  readonly sentAt: Date;
  /** What is sent, as text or as what becomes JSON. */
  readonly body: unknown;
};

/** Signs as HubSpot does, with version 3 of its signature. */
export function signedHubSpot({ url, secret, sentAt, body: content }: ToSign): SignedSample {
  const body = textOf(content);
  const timestamp = sentAt.getTime();
  const signature = Signature.getSignature("POST", "v3", {
    clientSecret: secret,
    requestBody: body,
    url: signedUrl(url),
    timestamp,
    signature: "",
  });
  return {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-hubspot-signature-v3": signature,
      "x-hubspot-request-timestamp": String(timestamp),
    },
    body,
  };
}

/** Signs as Stripe does. */
export async function signedStripe({
  secret,
  sentAt,
  body: content,
}: Omit<ToSign, "url">): Promise<SignedSample> {
  const { default: Stripe } = await import("stripe");
  const body = textOf(content);
  const timestamp = Math.floor(sentAt.getTime() / 1000);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp });
  return {
    method: "POST",
    headers: { "content-type": "application/json", "stripe-signature": signature },
    body,
  };
}

function textOf(content: unknown): string {
  return typeof content === "string" ? content : JSON.stringify(content);
}

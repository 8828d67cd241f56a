import type { SourceKind } from "#sources/source.ts";
import { dealMoved, invoicePaid } from "#sources/samples.ts";
import { signedHubSpot, signedStripe } from "#sources/sign.ts";
import type { SignedSample } from "#sources/sign.ts";

const TIMEOUT_MS = 15_000;

export type TriggerToSend = {
  /** Where Baton listens. */
  readonly baseUrl: string;
  /** Where Baton believes to be called (`PUBLIC_URL`), if that is another address: HubSpot's signature covers it. */
  readonly publicUrl?: string | undefined;
  /** The name of the source in the book, when it isn't its kind. */
  readonly name?: string | undefined;
  readonly source: SourceKind;
  readonly deal: number;
  /** Needed where Baton serves several workspaces. */
  readonly workspaceSlug?: string | undefined;
  readonly secret: string;
  readonly now: Date;
};

/** Sends what the vendor would send when the deal is won (HubSpot) or its invoice paid (Stripe), truly signed. */
export async function sendTrigger(trigger: TriggerToSend): Promise<{ status: number; body: unknown }> {
  const { baseUrl, publicUrl = baseUrl, source, name = source, workspaceSlug } = trigger;
  const path = ["triggers", workspaceSlug, name].filter((part) => part !== undefined).join("/");
  const sample = await sampleOf(trigger, addressOf(publicUrl, path));
  const response = await fetch(addressOf(baseUrl, path), {
    ...sample,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return { status: response.status, body: readBody(await response.text()) };
}

async function sampleOf({ source, deal, secret, now }: TriggerToSend, url: string): Promise<SignedSample> {
  return source === "hubspot"
    ? signedHubSpot({ url, secret, sentAt: now, body: [dealMoved(deal, now)] })
    : signedStripe({ secret, sentAt: now, body: invoicePaid(deal, now) });
}

function addressOf(base: string, path: string): string {
  return `${base.replace(/\/+$/, "")}/${path}`;
}

/** Baton answers in JSON; what stands between may not. */
function readBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

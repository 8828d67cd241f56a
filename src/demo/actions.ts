import { sendTrigger } from "#cli/trigger-send.ts";
import type { ProvisioningApi } from "./provisioning-api.ts";

type Outside = {
  /** Where Baton listens. */
  readonly url: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly provisioning: ProvisioningApi;
};

/** Buttons on the sandbox's page: what happens outside Slack, at one's fingertips. */
export function demoActions({ url, secrets, provisioning }: Outside) {
  const won = (deal: number, client: string, worth: string) => ({
    label: `Win deal ${deal}: ${client}`,
    hint: `HubSpot says that ${client} signed, ${worth}`,
    run: () => send(url, "hubspot", deal, secrets["HUBSPOT_CLIENT_SECRET"] ?? ""),
  });
  const paid = (deal: number, client: string) => ({
    label: `Pay the invoice of deal ${deal}`,
    hint: `Stripe says that ${client} paid`,
    run: () => send(url, "stripe", deal, secrets["STRIPE_WEBHOOK_SECRET"] ?? ""),
  });
  return [
    won(5512, "Acme Robotics", "72,000 USD"),
    won(5518, "Example Clinic", "30,000 USD"),
    won(5513, "Example Bakery", "12,000 USD"),
    paid(5512, "Acme Robotics"),
    paid(5518, "Example Clinic"),
    {
      label: "Break provisioning",
      hint: "From now on it refuses every call for good",
      async run() {
        provisioning.setRefusing("The account is locked: nothing can be provisioned.");
        return "Provisioning refuses every call";
      },
    },
    {
      label: "Mend provisioning",
      hint: "It works again. A gate that closed meanwhile stays closed until somebody opens it",
      async run() {
        provisioning.setRefusing(null);
        return "Provisioning works again";
      },
    },
    {
      label: "Move time to the next deadline",
      hint: "What is due then happens now",
      run: () => moveTime(url),
    },
  ];
}

async function send(
  baseUrl: string,
  source: "hubspot" | "stripe",
  deal: number,
  secret: string,
): Promise<string> {
  const { status } = await sendTrigger({ baseUrl, source, deal, secret, now: new Date() });
  return status === 202 ? "Sent, and accepted" : `Sent, and answered with ${status}`;
}

async function moveTime(url: string): Promise<string> {
  const response = await fetch(`${url}/demo/clock`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ to: "next-deadline" }),
  });
  const { now, met } = (await response.json()) as { now: string; met: number };
  return `It is now ${now.slice(0, 16).replace("T", " ")} UTC; ${met} ${met === 1 ? "deadline was" : "deadlines were"} met`;
}

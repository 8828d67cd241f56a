/** A deal as the demo's HubSpot keeps it. */
export type DemoDeal = {
  readonly id: string;
  readonly name: string;
  /** As HubSpot sends it: a decimal, or null where nobody wrote one. */
  readonly amount: string | null;
  readonly currency: string;
  readonly stage: string;
  readonly company: { readonly id: string; readonly name: string; readonly segment: string | null } | null;
};

/** What a newcomer can play with: each of them takes another way through the rules. */
export const demoDeals: readonly DemoDeal[] = [
  deal("5512", "Acme Robotics", "72000", { segment: "enterprise" }),
  deal("5513", "Example Bakery", "12000"),
  deal("5514", "Example Logistics", "50000.00"),
  deal("5515", "Example Observatory", "90000", { currency: "EUR", segment: "enterprise" }),
  deal("5516", "Example Cinema", null),
  deal("5517", "Example Archive", "64000", { stage: "contractsent" }),
  deal("5518", "Example Clinic", "30000", { segment: "enterprise" }),
];

function deal(
  id: string,
  company: string,
  amount: string | null,
  { currency = "USD", stage = "closedwon", segment = null as string | null } = {},
): DemoDeal {
  return {
    id,
    name: `${company} – yearly plan`,
    amount,
    currency,
    stage,
    company: { id: `90${id}`, name: company, segment },
  };
}

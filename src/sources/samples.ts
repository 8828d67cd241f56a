// Events as HubSpot and Stripe send them, about a made-up account: for the demo, the CLI and the tests.

/** HubSpot says that a deal moved to another stage. It says neither the amount nor the company. */
export function dealMoved(deal: number, occurredAt: Date, stage = "closedwon") {
  const at = occurredAt.getTime();
  return {
    eventId: at % 1_000_000_000,
    subscriptionId: 88,
    portalId: 620,
    appId: 11,
    occurredAt: at,
    subscriptionType: "deal.propertyChange",
    attemptNumber: 0,
    objectId: deal,
    propertyName: "dealstage",
    propertyValue: stage,
    changeSource: "CRM_UI",
  };
}

/** Stripe says that an invoice was paid; its metadata name the deal. One second makes one event of a deal. */
export function invoicePaid(deal: number, paidAt: Date, amountPaid = 600_000, currency = "usd") {
  const created = Math.floor(paidAt.getTime() / 1000);
  return {
    id: `evt_sample_${deal}_${created}`,
    object: "event",
    type: "invoice.paid",
    created,
    livemode: false,
    api_version: "2026-01-28",
    pending_webhooks: 1,
    data: {
      object: {
        id: `in_sample_${deal}_${created}`,
        object: "invoice",
        customer: `cus_sample_${deal}`,
        amount_paid: amountPaid,
        currency,
        status: "paid",
        metadata: { deal_id: String(deal) },
      },
    },
  };
}

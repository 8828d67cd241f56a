import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import type { Context } from "hono";
import type { DemoDeal } from "#demo/hubspot-deals.ts";
import { serveLocally } from "./serve-locally.ts";

export type HubSpotApi = {
  readonly url: string;
  /** What was asked, in order, and what was answered. */
  readonly requests: readonly { readonly path: string; readonly status: number }[];
  /** Down: every request is answered 503, as by HubSpot on a bad day. */
  setDown(down: boolean): void;
  /** Limited: every request is answered 429 and shall come again after so many seconds; null ends it. */
  setRateLimit(retryAfterSeconds: number | null): void;
  stop(): Promise<void>;
};

type Options = {
  /** 0: any free one. */
  readonly port: number;
  readonly token: string;
  readonly deals: readonly DemoDeal[];
};

/** A HubSpot on this machine: the few reads of its CRM API that Baton makes, with the shapes that HubSpot documents. */
export async function startHubSpotApi({ port, token, deals }: Options): Promise<HubSpotApi> {
  const requests: { path: string; status: number }[] = [];
  let down = false;
  let retryAfterSeconds: number | null = null;
  const app = new Hono();

  app.use(async (c, next) => {
    await next();
    requests.push({ path: c.req.path, status: c.res.status });
  });
  app.use(async (c, next) => {
    if (down) return fault(c, 503, "HubSpot is temporarily unavailable.");
    if (retryAfterSeconds !== null) {
      c.header("Retry-After", String(retryAfterSeconds));
      return fault(c, 429, "You have reached your secondly limit.", {
        errorType: "RATE_LIMIT",
        policyName: "SECONDLY",
      });
    }
    if (c.req.header("authorization") !== `Bearer ${token}`) {
      return fault(c, 401, "Authentication credentials not found.", { category: "INVALID_AUTHENTICATION" });
    }
    return next();
  });
  app.get("/crm/v3/objects/deals/:id", (c) => {
    const deal = deals.find(({ id }) => id === c.req.param("id"));
    if (!deal) return notFound(c);
    const associated = c.req.queries("associations")?.includes("companies") ?? false;
    return c.json({
      ...record(c, deal.id, {
        dealname: deal.name,
        amount: deal.amount,
        deal_currency_code: deal.currency,
        dealstage: deal.stage,
        closedate: CREATED_AT,
      }),
      ...(associated &&
        deal.company && { associations: { companies: { results: labels(deal.company.id) } } }),
    });
  });
  app.get("/crm/v3/objects/companies/:id", (c) => {
    const company = deals.find((deal) => deal.company?.id === c.req.param("id"))?.company;
    if (!company) return notFound(c);
    return c.json(record(c, company.id, { name: company.name, baton_segment: company.segment }));
  });
  app.notFound(notFound);

  const { url, stop } = await serveLocally(app.fetch, port);
  return {
    url,
    stop,
    requests,
    setDown(value) {
      down = value;
    },
    setRateLimit(value) {
      retryAfterSeconds = value;
    },
  };
}

const CREATED_AT = "2026-01-05T09:00:00.000Z";

/** Only what was asked for, beside the three that HubSpot always gives. */
function record(c: Context, id: string, known: Readonly<Record<string, string | null>>) {
  const asked = c.req.queries("properties") ?? [];
  const properties = Object.fromEntries(
    asked.filter((name) => Object.hasOwn(known, name)).map((name) => [name, known[name] ?? null]),
  );
  return {
    id,
    properties: { ...properties, createdate: CREATED_AT, hs_lastmodifieddate: CREATED_AT, hs_object_id: id },
    createdAt: CREATED_AT,
    updatedAt: CREATED_AT,
    archived: false,
  };
}

/** HubSpot lists the primary company twice. */
function labels(id: string) {
  return [
    { id, type: "deal_to_company_unlabeled" },
    { id, type: "deal_to_company" },
  ];
}

function notFound(c: Context): Response {
  return fault(c, 404, "resource not found", { category: "OBJECT_NOT_FOUND" });
}

function fault(
  c: Context,
  status: 401 | 404 | 429 | 503,
  message: string,
  more: Readonly<Record<string, string>> = {},
): Response {
  return c.json({ status: "error", message, correlationId: randomUUID(), ...more }, status);
}

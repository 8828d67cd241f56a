import { z } from "zod";
import { ApiFailure } from "#sources/api-failure.ts";
import { fetchBounded } from "#sources/fetch-bounded.ts";
import type { ReadBack, SourceApi } from "#sources/source.ts";

const DEAL_PROPERTIES = ["dealname", "amount", "deal_currency_code", "dealstage", "closedate"];
/** HubSpot has no property for a segment; an account that wants one in its rules makes it under this name. */
const SEGMENT = "baton_segment";

/** The deal that an event is about, with its company, as HubSpot has them now. */
export async function readDeal(
  event: unknown,
  api: SourceApi | null,
  signal: AbortSignal,
): Promise<ReadBack> {
  const named = EventSchema.safeParse(event);
  if (!named.success) return permanent("the event names no deal");
  if (api === null) return permanent("the book gives no HubSpot API to read the deal from");
  // A header is no place for anything else, and fetch would repeat it in its error.
  if (!/^[\x21-\x7E]+$/.test(api.token)) return permanent("the HubSpot token is empty or malformed");
  const id = String(named.data.objectId);
  try {
    return await readDealAndCompany(id, await openObjects(api, signal));
  } catch (error) {
    if (error instanceof ApiFailure) return failed(error, id);
    // The library's own deserialiser fails in many ways on what isn't HubSpot's shape.
    return permanent(`what HubSpot answered about deal ${id} can't be read`);
  }
}

async function readDealAndCompany(id: string, objects: Objects): Promise<ReadBack> {
  const deal = DealSchema.safeParse(
    await objects.getById("deals", id, DEAL_PROPERTIES, undefined, ["companies"], false),
  );
  if (!deal.success) return permanent(`HubSpot's deal ${id} is malformed: ${z.prettifyError(deal.error)}`);
  const companyId = primaryCompany(deal.data.associations?.companies?.results ?? []);
  const company = companyId === null ? null : await readCompany(companyId, objects);
  const { properties } = deal.data;
  return {
    ok: true,
    snapshot: {
      client: {
        externalId: companyId,
        name: company?.properties.name ?? null,
        segment: company?.properties[SEGMENT] ?? null,
      },
      contract: { value: properties.amount, currency: properties.deal_currency_code },
      deal: { name: properties.dealname, stage: properties.dealstage },
    },
  };
}

async function readCompany(id: string, objects: Objects) {
  try {
    return CompanySchema.parse(await objects.getById("companies", id, ["name", SEGMENT]));
  } catch (error) {
    // Deleted since: the deal is still a deal.
    if (error instanceof ApiFailure && error.status === 404) return null;
    throw error;
  }
}

/** HubSpot lists a company once for each of its labels; the primary one's is `deal_to_company`. */
function primaryCompany(companies: readonly { readonly id: string; readonly type: string }[]): string | null {
  const primary = companies.find(({ type }) => type === "deal_to_company");
  return (primary ?? companies[0])?.id ?? null;
}

type Objects = Awaited<ReturnType<typeof openObjects>>;

/**
 * HubSpot's own client, loaded when it is first needed and with our transport under it, since its own knows neither a
 * timeout nor a bound. Made without the package's `Client`, it retries nothing by itself.
 */
async function openObjects({ base, token }: SourceApi, signal: AbortSignal) {
  const { BasicApi, createConfiguration, ResponseContext, ServerConfiguration, wrapHttpLibrary } =
    await import("@hubspot/api-client/lib/codegen/crm/objects/index.js");
  const httpApi = wrapHttpLibrary({
    async send(request) {
      const { contentType, body } = await fetchBounded(request.getUrl(), request.getHeaders(), signal);
      const headers = { "content-type": contentType };
      return new ResponseContext(200, headers, {
        text: async () => body,
        binary: async () => Buffer.from(body),
      });
    },
  });
  const baseServer = new ServerConfiguration(base.replace(/\/+$/, ""), {});
  const authMethods = { oauth2: { accessToken: token } };
  return new BasicApi(createConfiguration({ baseServer, authMethods, httpApi }));
}

function failed(error: ApiFailure, id: string): ReadBack {
  if (error.isTransient) {
    const { message, retryAfterMs } = error;
    return { ok: false, failure: "transient", reason: message, retryAfterMs };
  }
  if (error.status === 404) return permanent(`HubSpot has no deal ${id}`);
  if (error.status === 401) return permanent("HubSpot doesn't accept the token");
  if (error.status === 403) return permanent("the HubSpot token may not read deals and companies");
  return permanent(error.message);
}

function permanent(reason: string): ReadBack {
  return { ok: false, failure: "permanent", reason };
}

const EventSchema = z.looseObject({
  objectId: z.union([z.int().positive(), z.string().regex(/^[1-9]\d{0,19}$/)]),
});

/** What a person left empty, HubSpot sends as null or as "". */
const TextSchema = z
  .string()
  .nullish()
  .transform((text) => text?.trim() || null);

const MoneySchema = TextSchema.pipe(
  z
    .string()
    .regex(/^-?\d{1,20}(\.\d{1,20})?$/, "an amount is a decimal number")
    .nullable(),
);

const CurrencySchema = TextSchema.pipe(
  z
    .string()
    .regex(/^[A-Za-z]{3}$/, "a currency has three letters")
    .transform((code) => code.toUpperCase())
    .nullable(),
);

const DealSchema = z.object({
  properties: z.object({
    dealname: TextSchema,
    amount: MoneySchema,
    deal_currency_code: CurrencySchema,
    dealstage: TextSchema,
  }),
  associations: z
    .object({
      companies: z
        .object({ results: z.array(z.object({ id: z.string().regex(/^\d{1,20}$/), type: z.string() })) })
        .optional(),
    })
    .optional(),
});

const CompanySchema = z.object({ properties: z.object({ name: TextSchema, [SEGMENT]: TextSchema }) });

import { z } from "zod";
import type { BookWorkspace } from "#domain/book.ts";
import { line, NameSchema, person, strict, text, ZoneSchema } from "#book/values.ts";
import type { Names } from "#book/values.ts";

const CURRENCIES = Intl.supportedValuesOf("currency");

const CurrencySchema = text(
  (code) => CURRENCIES.includes(code),
  (code) => `"${code}" is no ISO 4217 currency, such as USD`,
);

const MailSchema = z.email("this is no mail address").toLowerCase();

/** workspace.yaml: the company, its people and its channels. */
export function workspaceSchema(names: Names) {
  return strict({
    workspace: NameSchema.describe("The short name in addresses: POST /triggers/NAME/hubspot."),
    name: line(80).describe("What people call the company."),
    currency: CurrencySchema.describe("What rules see contract.value in, by ISO 4217."),
    timezone: ZoneSchema.describe("The company's IANA zone, such as America/New_York."),
    fallback_owner: person(names).describe("The mail of who owns what nobody else does."),
    channels: z
      .record(
        NameSchema,
        z.string().regex(/^[CG][A-Z0-9]{8,}$/, "this is no Slack channel id, such as C0123456789"),
      )
      .describe("The names by which the book calls channels, and their ids in Slack."),
    people: z
      .array(
        strict({
          email: MailSchema.describe("By which their Slack account is found."),
          name: line(80).describe("What the book calls them."),
        }),
      )
      .min(1, "at least one person is needed")
      .superRefine((people, ctx) => {
        for (const [index, { email }] of people.entries()) {
          const isTwice = people.slice(0, index).some((other) => other.email === email);
          if (isTwice)
            ctx.addIssue({ code: "custom", message: `${email} is here twice`, path: [index, "email"] });
        }
      })
      .describe("Everybody whom the book may name."),
  }).transform(({ fallback_owner: fallbackOwner, ...rest }): BookWorkspace => ({ ...rest, fallbackOwner }));
}

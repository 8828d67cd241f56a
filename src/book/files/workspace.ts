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
    workspace: NameSchema,
    name: line(80),
    currency: CurrencySchema,
    timezone: ZoneSchema,
    fallback_owner: person(names),
    channels: z.record(
      NameSchema,
      z.string().regex(/^[CG][A-Z0-9]{8,}$/, "this is no Slack channel id, such as C0123456789"),
    ),
    people: z
      .array(strict({ email: MailSchema, name: line(80) }))
      .min(1, "at least one person is needed")
      .superRefine((people, ctx) => {
        for (const [index, { email }] of people.entries()) {
          const isTwice = people.slice(0, index).some((other) => other.email === email);
          if (isTwice)
            ctx.addIssue({ code: "custom", message: `${email} is here twice`, path: [index, "email"] });
        }
      }),
  }).transform(({ fallback_owner: fallbackOwner, ...rest }): BookWorkspace => ({ ...rest, fallbackOwner }));
}

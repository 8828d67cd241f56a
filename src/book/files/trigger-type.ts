import { didYouMean } from "#book/suggest.ts";
import { text } from "#book/values.ts";

/** What can have happened outside; a book has its own besides, under `x.`. */
const TYPES = [
  "deal.won",
  "deal.changed",
  "contract.signed",
  "payment.received",
  "payment.refunded",
  "form.submitted",
  "product.milestone",
  "client.replied",
];

/** The canonical type of a trigger. */
export const TypeSchema = text(
  (type) => TYPES.includes(type) || /^x\.[a-z0-9]+([._-][a-z0-9]+)*$/.test(type),
  (type) => `"${type}" is no type of trigger, and one of your own begins with x.${didYouMean(type, TYPES)}`,
);

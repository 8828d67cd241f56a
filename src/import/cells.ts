import { didYouMean } from "#book/suggest.ts";
import type { UserId } from "#domain/ids.ts";
import { quoted } from "./problems.ts";
import { isWrong, says, type Read } from "./row-cells.ts";

/** People by their mail, in small letters. */
export type People = ReadonlyMap<
  string,
  { readonly id: UserId; readonly active: boolean; readonly internal: boolean }
>;

/** A text of at most so many characters. */
export function readText(max: number): (text: string) => Read<string> {
  return (text) =>
    text.length > max ? isWrong(`${text.length} characters are too many: at most ${max}`) : says(text);
}

/** A client's name, in which something can be read. */
export function readName(max: number): (text: string) => Read<string> {
  return (text) => (/[\p{L}\p{N}]/u.test(text) ? readText(max)(text) : isWrong(`${quoted(text)} is no name`));
}

/** A decimal, such as 72000 or 72000.50. */
export function readAmount(text: string): Read<string> {
  if (/^\d{1,12}(\.\d{1,4})?$/.test(text)) return says(text);
  const plain = /^\d{1,3}([,.' ]\d{3})+$/.test(text) ? text.replaceAll(/\D/g, "") : "72000 or 72000.50";
  return isWrong(`${quoted(text)} is no amount: write it without separators or currency, as ${plain}`);
}

/** A currency's code. */
export function readCurrency(text: string): Read<string> {
  return /^[A-Z]{3}$/.test(text)
    ? says(text)
    : isWrong(`${quoted(text)} is no currency: write its three letters, such as USD`);
}

/** Whether a cell was meant as a person's mail. */
export function looksLikeMail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text);
}

/** An active person of the company, by their mail. */
export function readPerson(people: People): (text: string) => Read<UserId> {
  return (text) => {
    if (!looksLikeMail(text)) return isWrong(`${quoted(text)} is no mail: people are named by theirs`);
    const person = people.get(text.toLowerCase());
    if (person?.active && person.internal) return says(person.id);
    if (person && !person.internal)
      return isWrong(`${quoted(text)} belongs to somebody of another organisation`);
    if (person) return isWrong(`${quoted(text)} belongs to somebody who is no longer active`);
    const known = [...people].flatMap(([mail, { active, internal }]) => (active && internal ? [mail] : []));
    const typed = text.toLowerCase();
    // Everybody's mail ends alike.
    const near = known.filter((mail) => didYouMean(nameIn(typed), [nameIn(mail)]) !== "");
    return isWrong(`nobody here has the mail ${quoted(text)}${didYouMean(typed, near)}`);
  };
}

function nameIn(mail: string): string {
  return mail.slice(0, mail.lastIndexOf("@"));
}

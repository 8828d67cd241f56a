import type { Actor } from "#domain/actor.ts";
import type { Book } from "#domain/book.ts";
import type { Facts } from "#domain/facts.ts";
import type { UserId } from "#domain/ids.ts";
import { UserIdSchema } from "#src/ids.ts";

/** The people of the book, all of them here and able to work, and what they are called by mail. */
export type Cast = Pick<Facts, "people" | "roles" | "fallbackOwner"> & {
  readonly actorOf: (id: UserId) => Actor;
  readonly mailOf: (id: UserId) => string;
};

/** Nobody has a Slack account in a rehearsal: people are numbered as the book lists them. */
export function castOf({ workspace, roles }: Book): Cast {
  const ids = new Map(
    workspace.people.map(({ email }, index) => [
      email,
      UserIdSchema.parse(`U${String(index + 1).padStart(8, "0")}`),
    ]),
  );
  const mails = new Map([...ids].map(([mail, id]) => [id, mail]));
  const idOf = (mail: string) => {
    const id = ids.get(mail);
    if (!id) throw new Error(`The book has no person with the mail ${mail}: it was not checked`);
    return id;
  };
  const members = new Map(
    Object.entries(roles).map(([role, { members: mailsOf }]) => [role, mailsOf.map(idOf)]),
  );
  return {
    people: new Map([...mails.keys()].map((id) => [id, { id, active: true, internal: true }])),
    roles: members,
    fallbackOwner: idOf(workspace.fallbackOwner),
    actorOf: (id) => ({
      kind: "person",
      id,
      roles: [...members].filter(([, of]) => of.includes(id)).map(([role]) => role),
      internal: true,
    }),
    mailOf: (id) => mails.get(id) ?? id,
  };
}

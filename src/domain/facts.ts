import type { Calendar, Escalation } from "./book.ts";
import type { UserId } from "./ids.ts";

/** All that a decision may know besides the run and the intent. */
export type Facts = {
  readonly now: Date;
  readonly calendars: Readonly<Record<string, Calendar>>;
  readonly escalations: Readonly<Record<string, Escalation>>;
  /** Channel names of the book and the Slack ids they stand for. */
  readonly channels: Readonly<Record<string, string>>;
  readonly people: ReadonlyMap<UserId, Person>;
  /** Members of every role, in a stable order. */
  readonly roles: ReadonlyMap<string, readonly UserId[]>;
  /** Who owns what nobody else does: an active person. */
  readonly fallbackOwner: UserId;
};

export type Person = {
  readonly id: UserId;
  readonly active: boolean;
  /** False: from another organisation. */
  readonly internal: boolean;
};

/** Whether work may be given to them. */
export function canTakeWork(facts: Facts, id: UserId): boolean {
  const person = facts.people.get(id);
  return person !== undefined && person.active && person.internal;
}

/** Members of a role who can be told and can work, in the role's order. */
export function activeMembers(facts: Facts, role: string): readonly UserId[] {
  return (facts.roles.get(role) ?? []).filter((id) => canTakeWork(facts, id));
}

import type { Calendar, Escalation, Playbook, Retry } from "./book.ts";
import type { UserId } from "./ids.ts";
import type { Run } from "./run.ts";

/** All that a decision may know besides the run and the intent. */
export type Facts = {
  readonly now: Date;
  readonly calendars: Readonly<Record<string, Calendar>>;
  readonly escalations: Readonly<Record<string, Escalation>>;
  readonly playbooks: Readonly<Record<string, Playbook>>;
  /** Works out a condition of the run's book, with the results that the run has by then. */
  readonly holds: (condition: string, run: Run) => Holds;
  /** How many tasks people hold; who is missing holds none. */
  readonly held: ReadonlyMap<UserId, number>;
  /** Channel names of the book and the Slack ids they stand for. */
  readonly channels: Readonly<Record<string, string>>;
  readonly people: ReadonlyMap<UserId, Person>;
  /** Members of every role, in a stable order. */
  readonly roles: ReadonlyMap<string, readonly UserId[]>;
  /** Who owns what nobody else does: an active person. */
  readonly fallbackOwner: UserId;
};

/** A condition that can't be worked out is an error to act on, never "no". */
export type Holds =
  | { readonly ok: true; readonly value: boolean }
  | { readonly ok: false; readonly error: string };

export type Person = {
  readonly id: UserId;
  readonly active: boolean;
  /** False: from another organisation. */
  readonly internal: boolean;
};

/** Whether work may be given to them. */
export function canTakeWork(facts: Pick<Facts, "people">, id: UserId): boolean {
  const person = facts.people.get(id);
  return person !== undefined && person.active && person.internal;
}

/** Members of a role who can be told and can work, in the role's order. */
export function activeMembers(facts: Facts, role: string): readonly UserId[] {
  return (facts.roles.get(role) ?? []).filter((id) => canTakeWork(facts, id));
}

/** How a task's call is tried again, and how long one attempt may take, by the run's release. */
export function callOf(facts: Facts, run: Run, key: string): { retry: Retry; timeoutMs: number } {
  const tasks = facts.playbooks[run.playbook]?.stages.flatMap((stage) => stage.tasks) ?? [];
  const work = tasks.find(({ task }) => task === key)?.work;
  if (work?.kind === "automation") return work.call;
  throw new Error(`Release ${run.release} has no automation ${key} in playbook ${run.playbook}`);
}

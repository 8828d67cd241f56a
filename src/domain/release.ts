import type { UserId } from "./ids.ts";

// Who publishes releases of the book: somebody in role `approvers` who did not write it. Operators may do what approvers do.

/** Who may have a say in releases: active people of the workspace, by the roles of its current release. */
export type Reviewers = {
  readonly approvers: readonly UserId[];
  readonly operators: readonly UserId[];
  /** An active person, who is left where nobody else is. */
  readonly fallbackOwner: UserId;
};

/** A release that is to become current. */
export type Candidate = {
  readonly number: number;
  /** Null: it was read from the folder when Baton started. */
  readonly author: UserId | null;
};

/** A release that waits to become current. */
export type ReleaseRequest = Candidate & {
  readonly by: UserId;
  /** Who was asked for their approval. */
  readonly asked: readonly UserId[];
};

/** Why a release became current without a second person. */
export type Exemption = "first-release" | "lone-approver" | "no-approver";

export type ReleaseRefusal =
  | { readonly code: "no-such-release"; readonly number: number }
  | { readonly code: "current-already"; readonly number: number }
  | { readonly code: "from-outside" }
  /** Nobody may approve it, and who asks may not publish alone. */
  | { readonly code: "not-alone"; readonly who: readonly UserId[] }
  | { readonly code: "own-release"; readonly as: "author" | "asker" }
  | { readonly code: "not-approver"; readonly who: readonly UserId[] }
  | { readonly code: "no-such-request" }
  /** `by` null: another release took its place. */
  | {
      readonly code: "answered-already";
      readonly number: number;
      readonly what: "published" | "rejected" | "withdrawn";
      readonly by: UserId | null;
    }
  | { readonly code: "reason-missing" }
  /** It names people who aren't known; `askedSlack`: nor to Slack. */
  | { readonly code: "people-unknown"; readonly emails: readonly string[]; readonly askedSlack: boolean }
  | { readonly code: "fallback-owner-inactive"; readonly email: string }
  | { readonly code: "renamed"; readonly from: string; readonly to: string };

export type Asking =
  | { readonly kind: "review"; readonly approvers: readonly UserId[] }
  | { readonly kind: "exempt"; readonly why: Exemption }
  | { readonly kind: "refused"; readonly refusal: ReleaseRefusal };

/**
 * Who is asked for their approval when somebody wants a release to become current. With nobody to ask it is published at
 * once, by an approver or an operator. Where the only other approver wrote it, who asks is the second person.
 */
export function decideAsking(release: Candidate, asker: UserId, reviewers: Reviewers): Asking {
  const { approvers, operators, fallbackOwner } = reviewers;
  const others = approvers.filter((one) => one !== release.author && one !== asker);
  if (others.length > 0) return { kind: "review", approvers: others };
  if (approvers.length > 1 && approvers.includes(asker) && asker !== release.author) {
    return { kind: "review", approvers: [asker] };
  }
  const who = [...new Set([...approvers, ...operators])];
  if (who.length === 0) who.push(fallbackOwner);
  if (!who.includes(asker)) return { kind: "refused", refusal: { code: "not-alone", who } };
  return { kind: "exempt", why: approvers.length > 0 ? "lone-approver" : "no-approver" };
}

/** Why somebody may not approve or reject; null: they may. */
export function whyNotAnswer(
  request: ReleaseRequest,
  person: UserId,
  { approvers, operators }: Reviewers,
): ReleaseRefusal | null {
  if (person === request.author) return { code: "own-release", as: "author" };
  if (person === request.by && !request.asked.includes(person)) return { code: "own-release", as: "asker" };
  if (approvers.includes(person) || operators.includes(person)) return null;
  return { code: "not-approver", who: request.asked };
}

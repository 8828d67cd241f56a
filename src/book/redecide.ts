import { handStartValues, subjectValues } from "#book/known-values.ts";
import { mapEvent } from "#book/map-event.ts";
import { routeTrigger, type Tried } from "#book/route.ts";
import type { Book } from "#domain/book.ts";
import type { DealId, TriggerId } from "#domain/ids.ts";
import type { Snapshot } from "#domain/snapshot.ts";
import { clientKeyOf } from "#src/ids.ts";

// What another release would have decided about a trigger of the past, by what was known then: the same functions as when it
// was routed, and nothing is asked or written.

/** What came of a trigger, as far as a release has a say in it. */
export type Decision =
  | { readonly outcome: "ignored" }
  | { readonly outcome: "evidence" | "joined"; readonly type: string }
  | {
      readonly outcome: "opened";
      readonly type: string;
      readonly rule: string;
      readonly playbook: string;
      readonly role: string;
    }
  /** By a rule that could not be worked out; without one its event could not be read; without a type nor its source. */
  | { readonly outcome: "held"; readonly type: string | null; readonly rule: string | null }
  /** It may open a run, and what the rules would have seen of it was not kept. */
  | { readonly outcome: "unseen"; readonly type: string };

/** A trigger with what was decided about it, and what that decision could see. */
export type PastTrigger = {
  readonly id: TriggerId;
  readonly source: string;
  readonly event: unknown;
  readonly occurredAt: Date;
  readonly decidedAt: Date;
  /** What it means, where who sent it said so; null: the book says it. */
  readonly means: { readonly type: string; readonly opens: boolean } | null;
  readonly isByHand: boolean;
  readonly snapshot: Snapshot | null;
  /** Its deal; null: it was never found out. */
  readonly deal: DealId | null;
  readonly decided: Decision;
};

/** The deal that a key names, with when its first run was opened; null: none was. */
export type PastDeal = { readonly id: DealId; readonly openedAt: Date | null };

/** What a release says that a trigger means. */
export type Meaning =
  | { readonly outcome: "ignored" }
  | { readonly outcome: "error"; readonly type: string; readonly error: string }
  | {
      readonly outcome: "mapped";
      readonly type: string;
      readonly opens: boolean;
      /** Null: the deal that the trigger came with. */
      readonly deal: { readonly namespace: string; readonly externalId: string } | null;
    };

export type Redecided = {
  readonly decision: Decision;
  /** Why it is held. */
  readonly error: string | null;
  /** It counts for another deal than it did then. */
  readonly isOtherDeal: boolean;
  /** The rules that were looked at. */
  readonly tried: readonly Tried[];
};

export function meaningOf({ sources }: Book, { source, event, means }: PastTrigger): Meaning {
  if (means) return { outcome: "mapped", ...means, deal: null };
  const known = sources[source];
  return known ? mapEvent(known, event) : { outcome: "ignored" };
}

/** Decides anew. Each trigger by itself: with the run that its deal had then, whichever trigger opened it. */
export function redecide(book: Book, past: PastTrigger, meant: Meaning, deal: PastDeal | null): Redecided {
  if (meant.outcome === "ignored") return plainly({ outcome: "ignored" });
  const { type } = meant;
  if (meant.outcome === "error")
    return { ...plainly({ outcome: "held", type, rule: null }), error: meant.error };
  const isOtherDeal = meant.deal !== null && past.deal !== null && deal?.id !== past.deal;
  const decided = !meant.opens
    ? plainly({ outcome: "evidence", type })
    : hadRun(past, deal, isOtherDeal)
      ? plainly({ outcome: "joined", type })
      : byRules(book, past, type);
  return { ...decided, isOtherDeal };
}

/** Whether the deal had its run at that moment. What opened it says that it had none, and what joined it that it had. */
function hadRun({ decided, decidedAt }: PastTrigger, deal: PastDeal | null, isOtherDeal: boolean): boolean {
  if (!isOtherDeal && decided.outcome === "joined") return true;
  if (!isOtherDeal && decided.outcome === "opened") return false;
  return deal !== null && deal.openedAt !== null && deal.openedAt <= decidedAt;
}

function byRules(book: Book, past: PastTrigger, type: string): Redecided {
  const { snapshot, source, occurredAt } = past;
  if (!snapshot) return plainly({ outcome: "unseen", type });
  const { client } = snapshot;
  const values = past.isByHand
    ? handStartValues(client, occurredAt)
    : subjectValues(book, {
        client: { key: clientKeyOf(client.name), name: client.name, segment: client.segment },
        trigger: { type, source, occurred_at: occurredAt.toISOString() },
        snapshot,
      });
  const routed = routeTrigger(book.routing, values);
  const { rule, tried } = routed;
  if (routed.outcome === "held")
    return { ...plainly({ outcome: "held", type, rule }), error: routed.error, tried };
  const playbook = book.playbooks[routed.playbook];
  if (!playbook) throw new Error(`Rule ${rule} names no playbook of the book: ${routed.playbook}`);
  const role = routed.owner ?? playbook.owner;
  return { ...plainly({ outcome: "opened", type, rule, playbook: playbook.playbook, role }), tried };
}

function plainly(decision: Decision): Redecided {
  return { decision, error: null, isOtherDeal: false, tried: [] };
}

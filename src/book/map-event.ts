import type { Source } from "#domain/book.ts";
import { evaluateCondition, evaluateId } from "#book/expressions.ts";

/** What a source's raw event is in the book's words. */
export type Mapped =
  | {
      readonly outcome: "mapped";
      readonly type: string;
      readonly opens: boolean;
      readonly deal: { namespace: string; externalId: string };
    }
  | { readonly outcome: "ignored" }
  | { readonly outcome: "error"; readonly type: string; readonly error: string };

/** The first event of the source that the raw one fits. What can't be worked out is an error for a person, never ignored. */
export function mapEvent({ events }: Source, event: unknown): Mapped {
  for (const { type, when, opens, deal } of events) {
    const fits = when === null ? ALWAYS : evaluateCondition("mapping", when, { event });
    if (!fits.ok) return { outcome: "error", type, error: fits.error };
    if (!fits.value) continue;
    const id = evaluateId("mapping", deal.id, { event });
    if (!id.ok) return { outcome: "error", type, error: `the deal's id: ${id.error}` };
    return { outcome: "mapped", type, opens, deal: { namespace: deal.namespace, externalId: id.value } };
  }
  return { outcome: "ignored" };
}

const ALWAYS = { ok: true, value: true } as const;

import { replayRelease, type ReplayResult } from "#services/replay-release.ts";
import type { Tally } from "#book/replay-tally.ts";
import type { Place } from "#db/past-triggers.ts";
import type { Book } from "#domain/book.ts";
import type { TriggerId } from "#domain/ids.ts";
import { sendTrigger, type SentTrigger } from "#services/send-trigger.ts";
import { acme } from "./intake.ts";
import { TUESDAY, type TestWorkspace } from "./workspace.ts";

/** Before anything was received. */
export const BEGINNING: Place = { receivedAt: new Date(0), id: "" };

type Replaying = { from?: Place; current?: Book | null; stopAfter?: number };

/** Replays a book over all that a workspace has received, or over a part. */
export function replayed(
  at: TestWorkspace,
  book: Book,
  { from = BEGINNING, current = null, stopAfter = Infinity }: Replaying = {},
): Promise<ReplayResult> {
  let triggers = 0;
  const stretch = { from, until: new Date("2100-01-01T00:00:00Z") };
  return replayRelease(
    { db: at.db, workspace: at.id },
    { book, current, stretch },
    { done: (amount) => (triggers = amount), isStopped: () => triggers >= stopAfter },
  );
}

/** What differs from what was decided, as short as a test wants it. */
export function differences({ groups }: Tally): unknown[] {
  return groups
    .filter(({ from, to, isOtherDeal }) => isOtherDeal || JSON.stringify(from) !== JSON.stringify(to))
    .map(({ from, to, triggers, examples: _examples, ...more }) => ({ from, to, triggers, ...more }));
}

/** Another program says that a deal was won. */
export async function sent(
  at: TestWorkspace,
  deal: string,
  some: Partial<SentTrigger> = {},
): Promise<TriggerId> {
  const answer = await sendTrigger(at.context("ops@acme.example"), {
    type: "deal.won",
    occurredAt: TUESDAY,
    dedupeKey: JSON.stringify([deal, some]),
    event: {},
    deal: { namespace: "crm", externalId: deal },
    snapshot: acme,
    opens: null,
    ...some,
  });
  if (!answer.ok) throw new Error(`It was refused: ${answer.refusal.code}`);
  return answer.id;
}

/** A trigger that was decided, so many times over, a second apart, before it: a history too long to be told one by one. */
export async function longHistory(at: TestWorkspace, trigger: TriggerId, times: number): Promise<void> {
  const copied = at.rows`select 'trg_' || lpad(n::text, 12, '0') as id, n from generate_series(1, ${times}::integer) n`;
  await at.rows`insert into baton.triggers (workspace_id, id, source, dedupe_key, event, received_at, type, occurred_at,
      opens, status, deal_id, snapshot)
    select workspace_id, c.id, source, 'copy ' || c.n, event, received_at - c.n * interval '1 second', type, occurred_at, opens,
      status, deal_id, snapshot
    from baton.triggers, (${copied}) c where baton.triggers.id = ${trigger}`;
  await at.rows`insert into baton.routing_decisions (workspace_id, trigger_id, decided_at, release, outcome, rule, playbook,
      role, owner, missing_role, tried, considered, snapshot, deal_id, run_id)
    select workspace_id, c.id, decided_at, release, outcome, rule, playbook, role, owner, missing_role, tried, considered,
      snapshot, deal_id, run_id
    from baton.routing_decisions, (${copied}) c where trigger_id = ${trigger}`;
}

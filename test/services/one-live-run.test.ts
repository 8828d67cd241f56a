import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applySheet, checkSheet } from "#cli/import-sheet.ts";
import type { RunId } from "#domain/ids.ts";
import { unreachable } from "#domain/unreachable.ts";
import { changeRun } from "#services/change-run.ts";
import { followMerge } from "#services/follow-merge.ts";
import { mergeRuns } from "#services/merge-runs.ts";
import { moveRun } from "#services/move-run.ts";
import { startByHand } from "#services/start-by-hand.ts";
import { verifyAudit } from "#services/verify-audit.ts";
import { RunIdSchema } from "#src/ids.ts";
import { acme, paid, routed, runNow, won } from "#test/support/intake.ts";
import { testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";

const HISTORIES = 10;
const OPS = "ops@acme.example";

const anyStep = fc.record({
  what: fc.constantFrom(
    ...(["start", "start", "start", "move", "move", "merge", "merge", "follow"] as const),
    ...(["won", "won", "paid", "import", "import", "cancel"] as const),
  ),
  client: fc.constantFrom("North", "South", "East"),
  sale: fc.nat({ max: 3 }),
  one: fc.nat({ max: 20 }),
  other: fc.nat({ max: 20 }),
});
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;
/** What happens at the same instant. */
const anyInstant = fc.array(anyStep, { minLength: 1, maxLength: 4 });

let at: TestWorkspace;
beforeAll(async () => {
  at = await testWorkspace();
});
afterAll(() => at.drop());

test("a deal has one run that is not over, in whatever order and however close together it is started, told of, imported, moved and merged", async () => {
  let stories = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyInstant, { minLength: 6, maxLength: 12, size: "max" }), async (instants) => {
      const story = newStory(++stories);
      for (const [index, steps] of instants.entries()) {
        await Promise.all(steps.map((step, number) => story.play(step, `${stories} ${index} ${number}`)));
      }
      await story.followMerges();
      expect(await manyLive()).toEqual([]);
      expect(await onboardedTwice()).toEqual([]);
      expect(await unanswered()).toEqual([]);
      expect(await story.salesWithoutRun()).toEqual([]);
    }),
    // To shrink it would mean many more runs in the database than there is time for.
    { numRuns: HISTORIES, endOnFailure: true },
  );
  expect((await verifyAudit(at.context("system"), () => {})).broken).toEqual([]);
}, 240_000);

/** Clients and sales of their own, so that no story knows of another's. */
function newStory(number: number) {
  const name = (client: string) => `${client} ${number}`;
  const saleOf = (sale: number) => 100_000 + number * 100 + sale;
  const toldOf = new Set<number>();

  async function runs(): Promise<RunId[]> {
    const rows = await at.rows`select r.id from baton.runs r join baton.clients c on c.id = r.client_id
      where r.parent_run_id is null and c.key like ${`%-${number}`} order by r.opened_at, r.id`;
    return rows.map((row) => RunIdSchema.parse(row["id"]));
  }

  async function followMerges(): Promise<void> {
    for (const run of await runs()) {
      const seen = await runNow(at, run);
      const into = seen.status === "cancelled" ? seen.mergedInto : null;
      if (into) await followMerge(at.context("system"), { run, into, by: at.user(OPS) });
    }
  }

  async function play({ what, client, sale, one, other }: Step, key: string): Promise<unknown> {
    const ctx = at.context(OPS);
    const all = await runs();
    const [run, into] = [all[one % all.length], all[other % all.length]];
    switch (what) {
      case "start":
        return startByHand(ctx, { client: name(client), playbook: "self-serve", key });
      case "won": {
        toldOf.add(sale);
        const trigger = await won(at, saleOf(sale), new Date(TUESDAY.getTime() + one * 1000));
        return routed(at, trigger, {
          snapshot: { ...acme, client: { ...acme.client, name: name(client) } },
        });
      }
      case "paid":
        return routed(at, await paid(at, saleOf(sale), new Date(TUESDAY.getTime() + one * 1000)));
      case "import":
        return importSale(name(client), saleOf(sale), other, async () => {
          if (other % 2 === 0)
            await play({ what: one % 2 === 0 ? "won" : "paid", client, sale, one, other }, key);
        });
      case "follow":
        return followMerges();
      case "move":
        return run && moveRun(ctx, { run, client: { name: name(client) }, mayMake: true, key });
      case "merge":
        return run && into && mergeRuns(ctx, { run, into, note: null, key });
      case "cancel":
        return (
          run &&
          changeRun(ctx, { run, key, ask: { type: "cancel-run", reason: "The client left", note: null } })
        );
      default:
        return unreachable(what);
    }
  }

  /** Sales that were won and have no run, neither one of theirs nor one that goes on in its stead. */
  async function salesWithoutRun(): Promise<readonly unknown[]> {
    const ids = [...toldOf].map((sale) => String(saleOf(sale)));
    return at.rows`select k.external_id from baton.deal_keys k
      where k.namespace = 'hubspot.deal' and k.external_id = any(${ids})
        and not exists (select from baton.runs r where r.deal_id = k.deal_id and r.parent_run_id is null)`;
  }

  return { play, followMerges, salesWithoutRun };
}

/** What a file says is refused before, or a row says in the end why it was not imported. */
async function importSale(
  client: string,
  sale: number,
  row: number,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const text = `external_id,client,playbook,owner,started,hubspot.deal\nrow-${sale}-${row % 3},${client},self-serve,ps-1@acme.example,2026-11-02,${sale}\n`;
  const sheet = { file: "runs.csv", bytes: new TextEncoder().encode(text), now: TUESDAY };
  const checked = await checkSheet(at.db, sheet, { as: OPS, delimiter: ",", allowSecondRuns: true });
  if (!checked.plan) return;
  try {
    await applySheet(checked, {
      now: () => TUESDAY,
      async queue() {
        await meanwhile();
        return () => [];
      },
      done: () => {},
      isStopped: () => false,
    });
  } catch (error) {
    expect(String(error)).toMatch(/^Error: Row 2 was not imported: /);
  }
}

async function manyLive(): Promise<readonly unknown[]> {
  return at.rows`select deal_id from baton.runs
    where parent_run_id is null and status in ('active', 'paused', 'blocked') group by deal_id having count(*) > 1`;
}

/** Imported rows whose sale is another deal, by the other system's id. */
async function onboardedTwice(): Promise<readonly unknown[]> {
  return at.rows`select k.external_id from baton.deal_keys k
    join baton.deal_keys other on other.namespace = 'hubspot.deal' and other.external_id = split_part(k.external_id, '-', 2)
    where k.namespace = 'import' and k.deal_id <> other.deal_id
      and exists (select from baton.runs r where r.deal_id = k.deal_id)`;
}

/** Triggers that a source sent and that are not routed. */
async function unanswered(): Promise<readonly unknown[]> {
  return at.rows`select id from baton.triggers where status = 'stored' and source <> 'manual'`;
}

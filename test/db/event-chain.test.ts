import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inWorkspace } from "#db/client.ts";
import { CHAIN_START, link, type Link } from "#db/event-codec.ts";
import type { RunEvent } from "#domain/event.ts";
import { taskIdOf, type RunId } from "#domain/ids.ts";
import { newRunId } from "#src/ids.ts";
import { testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";

let at: TestWorkspace;
beforeAll(async () => {
  at = await testWorkspace();
});
afterAll(() => at.drop());

describe("the database takes an event", () => {
  test("when it follows the one before it", async () => {
    const run = newRunId();
    for (const event of chain(run, 3)) await write([event]);
    expect(await numbers(run)).toEqual([1, 2, 3]);
  });

  test("with others in one statement, in whatever order they stand there", async () => {
    const run = newRunId();
    await write(chain(run, 3).toReversed());
    expect(await numbers(run)).toEqual([1, 2, 3]);
  });
});

describe.for([
  { how: "alone", beside: 0 },
  { how: "with others in one statement", beside: 2 },
])("the database refuses, $how, an event", ({ beside }) => {
  test("whose number is not the next", async () => {
    const run = newRunId();
    const { before, it, after } = split(chain(run, 3 + beside), 3);
    await write(before);
    for (const [seq, why] of [
      [9, "follows no event"],
      [2, "duplicate key value"],
      [0, "follows no event"],
      [-1, "follows no event"],
    ] as const) {
      await refused([{ ...it, body: renumbered(it, seq) }, ...after], run, why);
    }
  });

  test("that begins a history with another number than one", async () => {
    const run = newRunId();
    await refused(chain(run, 2 + beside).slice(1), run, "follows no event");
  });

  test("that does not carry the hash of the one before it", async () => {
    const run = newRunId();
    const { before, it, after } = split(chain(run, 2 + beside), 2);
    await write(before);
    const stranger = split(chain(newRunId(), 2), 2).it;
    for (const previous of [stranger.previous, CHAIN_START]) {
      await refused([{ ...it, previous }, ...after], run, "does not carry the hash");
    }
  });

  test("whose hash is not that of its body", async () => {
    const run = newRunId();
    const { before, it, after } = split(chain(run, 2 + beside), 2);
    await write(before);
    const body = it.body.replace("task-skipped", "task-ready");
    await refused([{ ...it, body }, ...after], run, "is not that of its body");
    await refused([{ ...it, hash: it.previous }, ...after], run, "is not that of its body");
  });

  test("of a run that has one of that number already", async () => {
    const run = newRunId();
    const events = chain(run, 1 + beside);
    await write(events.slice(0, 1));
    await refused(events, run, "duplicate key value");
  });
});

test.for(["update baton.events set hash = hash", "delete from baton.events", "truncate baton.events"])(
  "nobody may %s, not even the owner of the tables",
  async (statement) => {
    const run = newRunId();
    await write(chain(run, 2));
    await expect(at.rows.unsafe(statement)).rejects.toThrow("append-only");
    await expect(inWorkspace(at.db, at.id, (tx) => tx.unsafe(statement))).rejects.toThrow(
      "permission denied",
    );
    expect(await numbers(run)).toEqual([1, 2]);
  },
);

test("an event says itself whose it is: its columns can't be written", async () => {
  const { it: one } = split(chain(newRunId(), 1), 1);
  const forged = inWorkspace(
    at.db,
    at.id,
    (tx) => tx`insert into baton.events (body, previous, hash, run_id)
      values (${one.body}, ${one.previous}, ${one.hash}, ${newRunId()})`,
  );
  await expect(forged).rejects.toThrow("cannot insert a non-DEFAULT value");
});

/** The first events of a run, chained; what happened doesn't matter here. */
function chain(run: RunId, length: number): readonly Link[] {
  const events = Array.from({ length }, (_, index): RunEvent => ({
    type: "task-skipped",
    data: { task: taskIdOf(run, index + 1), because: "completed", from: null, reason: null, left: null },
    workspace: at.id,
    run,
    seq: index + 1,
    version: 1,
    at: TUESDAY,
    actor: { kind: "system", name: "clock" },
    cause: "test",
  }));
  return link(events, CHAIN_START);
}

/** The event of that number, and those after it. */
function split(
  events: readonly Link[],
  number: number,
): { before: readonly Link[]; it: Link; after: readonly Link[] } {
  const it = events[number - 1];
  if (!it) throw new Error(`There is no event ${number}`);
  return { before: events.slice(0, number - 1), it, after: events.slice(number) };
}

function renumbered({ body }: Link, seq: number): string {
  return body.replace(/"seq":\d+/, `"seq":${seq}`);
}

/** In one statement. */
function write(events: readonly Link[]) {
  const rows = events.map(({ body, previous, hash }) => ({
    body,
    previous: `\\x${previous.toString("hex")}`,
    hash: `\\x${hash.toString("hex")}`,
  }));
  return inWorkspace(
    at.db,
    at.id,
    (tx) => tx`insert into baton.events (body, previous, hash) select body, previous, hash
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) e(body text, previous bytea, hash bytea)`,
  );
}

async function refused(events: readonly Link[], run: RunId, why: string): Promise<void> {
  const before = await numbers(run);
  await expect(write(events)).rejects.toThrow(why);
  expect(await numbers(run)).toEqual(before);
}

async function numbers(run: RunId): Promise<number[]> {
  const rows = await at.rows`select seq from baton.events where run_id = ${run} order by seq`;
  return rows.map(({ seq }) => Number(seq));
}

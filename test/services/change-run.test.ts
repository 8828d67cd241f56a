import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Db } from "#db/client.ts";
import type { RunId } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import { changeRun, type Request } from "#services/change-run.ts";
import { newText } from "#services/new-text.ts";
import { newDealId } from "#src/ids.ts";
import { openedRun, runNow, taskOf } from "#test/support/intake.ts";
import { testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";

const PS_ONE = "ps-1@acme.example";
const PS_TWO = "ps-2@acme.example";
const CSM_ONE = "csm-1@acme.example";
const CSM_TWO = "csm-2@acme.example";
const OPS = "ops@acme.example";

let at: TestWorkspace;
beforeAll(async () => {
  at = await testWorkspace();
});
afterAll(() => at.drop());

test("a change waits for nobody who serves the lanes of its messages", async () => {
  const { run, ask } = await claimable();
  // Whoever serves a lane holds its row, and may wait for a message that the change holds.
  const answer = await at.rows.begin(async (tx) => {
    await tx`update baton.lanes set failures = failures`;
    return within(5000, as(PS_ONE, { run, key: `${run} beside`, ask }));
  });
  expect(answer).toMatchObject({ ok: true, events: [{ type: "task-claimed" }] });
});

describe("the same key again", () => {
  test("gives the first answer and changes nothing", async () => {
    const { run, ask } = await claimable();
    const press = () => as(PS_ONE, { run, key: `${run} press`, ask });
    expect(await press()).toMatchObject({ ok: true, events: [{ type: "task-claimed" }] });
    const before = await storedOf(run);
    expect(await press()).toMatchObject({ ok: true, events: [], run: { version: before.version } });
    expect(await storedOf(run)).toEqual(before);
  });

  test("gives a refusal again, even when it would be allowed by now", async () => {
    const { run, ask, task } = await claimable();
    await as(PS_ONE, { run, key: `${run} first`, ask });
    const refused = await as(PS_TWO, { run, key: `${run} second`, ask });
    expect(refused).toEqual({
      ok: false,
      refusal: { code: "task-taken", task, assignee: at.user(PS_ONE) },
    });
    await as(PS_ONE, { run, key: `${run} third`, ask: { type: "give-back-task", task, reason: null } });
    expect(await as(PS_TWO, { run, key: `${run} second`, ask })).toEqual(refused);
    expect(await as(PS_TWO, { run, key: `${run} fourth`, ask })).toMatchObject({ ok: true });
  });

  test("goes through once a form that lacked something is corrected", async () => {
    const { run, task } = await heldKickoff();
    const key = `${run} done`;
    const ask = { type: "complete-task", task, evidence: null } as const;
    expect(await as(CSM_ONE, { run, key, ask })).toMatchObject({ refusal: { code: "evidence-missing" } });
    const text = typed(CSM_ONE, "Notes are in the wiki");
    const corrected = { run, key, ask: { ...ask, evidence: text.ref }, texts: [text] };
    expect(await as(CSM_ONE, corrected)).toMatchObject({ ok: true });
  });

  test("sent twice at the same instant, changes the run once and succeeds twice", async () => {
    const { run, ask } = await claimable();
    const before = await storedOf(run);
    const press = () => as(PS_ONE, { run, key: `${run} double`, ask });
    const answers = await Promise.all([press(), press(), press()]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect((await storedOf(run)).version).toBe(before.version + 1);
  });
});

describe("a change of what somebody has seen", () => {
  test("happens where that is still so; else nothing happens, and the same key goes through once they have looked", async () => {
    const { run, ask, task } = await claimable();
    const { version } = await storedOf(run);
    const stale = { run, key: `${run} seen`, ask, ifVersion: version - 1 };
    expect(await as(PS_ONE, stale)).toEqual({ ok: false, refusal: { code: "version-changed", version } });
    expect((await storedOf(run)).version).toBe(version);
    expect(await as(PS_ONE, { ...stale, ifVersion: version })).toMatchObject({
      ok: true,
      events: [{ type: "task-claimed", data: { task } }],
    });
  });

  test("asked again by the same key is answered as before, whatever the version is by now", async () => {
    const { run, ask, task } = await claimable();
    const { version } = await storedOf(run);
    const request = { run, key: `${run} once`, ask, ifVersion: version };
    expect(await as(PS_ONE, request)).toMatchObject({ ok: true });
    await as(PS_ONE, { run, key: `${run} on`, ask: { type: "give-back-task", task, reason: null } });
    const before = await storedOf(run);
    expect(await as(PS_ONE, request)).toMatchObject({ ok: true, events: [] });
    expect(await storedOf(run)).toEqual(before);
  });

  test("by two who saw the same is one change: the other is told the version that is", async () => {
    for (let round = 0; round < 5; round++) {
      const { run, task } = await claimable();
      const { version } = await storedOf(run);
      const give = (to: string): Ask => ({ type: "assign-task", task, to: at.user(to) });
      const answers = await Promise.all(
        [CSM_ONE, CSM_TWO].map((to) =>
          as(OPS, { run, key: `${run} to ${to}`, ask: give(to), ifVersion: version }),
        ),
      );
      const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.refusal]));
      expect(refused).toEqual([{ code: "version-changed", version: version + 1 }]);
      expect((await storedOf(run)).version).toBe(version + 1);
    }
  });
});

describe("what belongs to a change", () => {
  test("is written with it, and not where nothing happened", async () => {
    const { run, ask, task } = await claimable();
    const deal = newDealId();
    const also: Request["also"] = (tx) => [
      tx`insert into baton.deals (workspace_id, id, created_at) values (${at.id}, ${deal}, ${TUESDAY})`,
    ];
    const made = async () => (await at.rows`select 1 from baton.deals where id = ${deal}`).length;
    await as(PS_ONE, { run, key: `${run} other`, ask: { type: "resume-run" }, also });
    expect(await made()).toBe(0);
    expect(await as(PS_ONE, { run, key: `${run} claims`, ask, also })).toMatchObject({ ok: true });
    expect(await made()).toBe(1);
    // The same once more fails, and the change that it belongs to with it.
    const before = await storedOf(run);
    const again = { type: "give-back-task", task, reason: null } as const;
    await expect(as(PS_ONE, { run, key: `${run} again`, ask: again, also })).rejects.toThrow("deals");
    expect(await storedOf(run)).toEqual(before);
  });
});

describe("many at once", () => {
  test("two people claim a task: exactly one gets it, and the other hears who", async () => {
    for (let round = 0; round < 10; round++) {
      const { run, ask, task } = await claimable();
      const [one, two] = await Promise.all([
        as(PS_ONE, { run, key: `${run} one`, ask }),
        as(PS_TWO, { run, key: `${run} two`, ask }),
      ]);
      const [winner, loser] = one.ok ? [PS_ONE, two] : [PS_TWO, one];
      expect(one.ok).not.toBe(two.ok);
      expect(loser).toMatchObject({ refusal: { code: "task-taken", task, assignee: at.user(winner) } });
    }
  });

  test("50 intents on one run are all answered, and every change is one event in order", async () => {
    const { run, task } = await claimable();
    const people = [PS_ONE, PS_TWO, CSM_ONE, CSM_TWO, OPS];
    const asks: Ask[] = [
      { type: "claim-task", task },
      { type: "assign-task", task, to: at.user(PS_TWO) },
      { type: "assign-task", task, to: at.user(PS_ONE) },
      { type: "give-back-task", task, reason: null },
      { type: "hand-off-run", to: at.user(CSM_ONE), note: null },
    ];
    const requests = people.flatMap((who) =>
      [...asks, ...asks].map((ask, index) => ({ who, run, key: `${run} ${who} ${index}`, ask })),
    );
    const answers = await Promise.all(requests.map(({ who, ...request }) => as(who, request)));
    expect(answers).toHaveLength(50);
    const { version, events } = await storedOf(run);
    expect(events).toBe(version);
    const changes = answers.flatMap((answer) => (answer.ok ? answer.events.map(({ seq }) => seq) : []));
    expect(new Set(changes).size).toBe(changes.length);
    const [kept] = await at.rows`select count(*)::integer as answers from baton.intents
      where run_id = ${run} and key = any(${requests.map(({ key }) => key)})`;
    expect(kept?.["answers"]).toBe(50);
  });

  test("50 changes that all must happen do happen", async () => {
    const { run, task } = await claimable();
    const before = await storedOf(run);
    const turns = Array.from({ length: 50 }, (_, index) => {
      const to = at.user(index % 2 === 0 ? CSM_ONE : CSM_TWO);
      return as(OPS, { run, key: `${run} ${index}`, ask: { type: "assign-task", task, to } });
    });
    expect((await Promise.all(turns)).every(({ ok }) => ok)).toBe(true);
    expect((await storedOf(run)).version).toBeGreaterThan(before.version);
  });
});

test("a crash while it is written leaves nothing, and the same key goes through afterwards", async () => {
  const { run, ask } = await claimable();
  const before = await storedOf(run);
  const request = { run, key: `${run} crash`, ask };
  const release = await holdRow(at.db, run);
  const pressed = as(PS_ONE, request).catch((error: unknown) => error);
  await killWhoWaits(at.db);
  expect(await pressed).toBeInstanceOf(Error);
  await release();
  expect(await storedOf(run)).toEqual(before);
  expect(await as(PS_ONE, request)).toMatchObject({ ok: true, events: [{ type: "task-claimed" }] });
});

test("what is typed is kept apart, and the record holds a salted digest of it", async () => {
  const { run, task } = await heldKickoff();
  const words = "The client's sponsor is on leave until March";
  const text = typed(CSM_ONE, words);
  const ask = { type: "complete-task", task, evidence: text.ref } as const;
  await as(CSM_ONE, { run, key: `${run} evidence`, ask, texts: [text] });
  const [kept] = await at.rows`select t.body, t.author, t.salt, k.evidence_digest from baton.tasks k
    join baton.texts t on t.workspace_id = k.workspace_id and t.id = k.evidence_id where k.id = ${task}`;
  expect(kept).toMatchObject({ body: words, author: at.user(CSM_ONE) });
  const digest = createHash("sha256").update(kept?.["salt"]).update(words, "utf8").digest("hex");
  expect(kept?.["evidence_digest"]).toBe(digest);
  const events = await at.rows`select body from baton.events where run_id = ${run}`;
  expect(events.some(({ body }) => String(body).includes(digest))).toBe(true);
  expect(events.filter(({ body }) => String(body).includes("sponsor"))).toEqual([]);
});

test("what is typed with something that is refused is not kept", async () => {
  const { run, task } = await heldKickoff();
  const text = typed(CSM_TWO, "I did it");
  const ask = { type: "complete-task", task, evidence: text.ref } as const;
  expect(await as(CSM_TWO, { run, key: `${run} refused`, ask, texts: [text] })).toMatchObject({ ok: false });
  expect(await at.rows`select id from baton.texts where id = ${text.id}`).toEqual([]);
});

describe("what Slack is to show", () => {
  test("a person hears once of everything that one change made ready, and the database holds them to it", async () => {
    const { run } = await claimable();
    const notices = await at.rows`select recipient, kind, cardinality(about) as tasks from baton.notices
      where run_id = ${run} order by recipient`;
    expect(new Set(notices.map(({ recipient }) => recipient)).size).toBe(notices.length);
    const again = at.rows`insert into baton.notices
      select workspace_id, 'ntc_again', run_id, seq, recipient, kind, about, created_at from baton.notices
      where run_id = ${run} limit 1`;
    await expect(again).rejects.toThrow(/notices_workspace_id_run_id_seq_recipient_kind_unique/);
  });

  test("one's own list of tasks to claim follows what one did; the lists of others are left alone", async () => {
    const { run, task } = await claimable();
    await at.rows`update baton.slack_messages set shown = wanted where run_id = ${run}`;
    expect(
      await as(PS_TWO, { run, key: `${run} own list`, ask: { type: "claim-task", task } }),
    ).toMatchObject({ ok: true });
    const changed =
      await at.rows`select n.recipient from baton.slack_messages m join baton.notices n on n.id = m.notice_id
      where m.run_id = ${run} and m.wanted > m.shown`;
    expect(changed.map(({ recipient }) => recipient)).toEqual([at.user(PS_TWO)]);
  });

  test("the card and the stage where something happened are wanted as of that change, other stages are left alone", async () => {
    const { run, ask } = await claimable();
    await as(PS_ONE, { run, key: `${run} press`, ask });
    const { version } = await storedOf(run);
    expect(await wanted(run)).toEqual([
      { kind: "card", stage: 0, wanted: version },
      { kind: "stage", stage: 0, wanted: version },
    ]);
    const questionnaire = await readySecurityQuestionnaire(run);
    await as("sec-1@acme.example", {
      run,
      key: `${run} q`,
      ask: { type: "claim-task", task: questionnaire },
    });
    const later = await storedOf(run);
    const [card, kickoff, setup] = await wanted(run);
    expect([card?.["wanted"], setup?.["wanted"]]).toEqual([later.version, later.version]);
    expect(kickoff?.["wanted"]).toBeLessThan(later.version);
  });

  test("a message that is behind is wanted by its newest version, and waits since the first change", async () => {
    const { run, ask, task } = await claimable();
    await at.rows`update baton.slack_messages set shown = wanted where run_id = ${run}`;
    await as(PS_ONE, { run, key: `${run} 1`, ask }, new Date(TUESDAY.getTime() + 60_000));
    const back = { type: "give-back-task", task, reason: null } as const;
    await as(PS_ONE, { run, key: `${run} 2`, ask: back }, new Date(TUESDAY.getTime() + 120_000));
    const [card] = await at.rows`select wanted, changed_at from baton.slack_messages
      where run_id = ${run} and kind = 'card'`;
    expect(card).toEqual({
      wanted: (await storedOf(run)).version,
      changed_at: new Date(TUESDAY.getTime() + 60_000),
    });
  });
});

test("a run that isn't there is answered, not broken", async () => {
  const { ask } = await claimable();
  const run = (await openedRun(at)).replace(/.$/, "_");
  expect(await as(PS_ONE, { run: run as RunId, key: "nowhere", ask })).toEqual({
    ok: false,
    refusal: { code: "not-found", entity: "run" },
  });
});

async function claimable() {
  const run = await openedRun(at);
  const task = taskOf(await runNow(at, run), "read-handover");
  return { run, task, ask: { type: "claim-task", task } as const };
}

/** A run whose kickoff is held by a person: to be done with evidence. */
async function heldKickoff() {
  const run = await openedRun(at);
  const now = await runNow(at, run);
  for (const [who, key] of [
    [PS_ONE, "read-handover"],
    [CSM_ONE, "schedule-kickoff"],
  ] as const) {
    const task = taskOf(now, key);
    await as(who, { run, key: `${task} claim`, ask: { type: "claim-task", task } });
    await as(who, { run, key: `${task} done`, ask: { type: "complete-task", task, evidence: null } });
  }
  const task = taskOf(now, "hold-kickoff");
  await as(CSM_ONE, { run, key: `${task} claim`, ask: { type: "claim-task", task } });
  return { run, task };
}

/** Its stage begins early, since the questionnaire waits for nothing but the kickoff's date. */
async function readySecurityQuestionnaire(run: RunId) {
  const now = await runNow(at, run);
  const task = taskOf(now, "schedule-kickoff");
  await as(CSM_ONE, { run, key: `${task} claim`, ask: { type: "claim-task", task } });
  await as(CSM_ONE, { run, key: `${task} done`, ask: { type: "complete-task", task, evidence: null } });
  return taskOf(now, "security-questionnaire");
}

function as(email: string, request: Request, now = TUESDAY) {
  return changeRun(at.context(email, now), request);
}

function typed(email: string, words: string) {
  const text = newText(at.user(email), words);
  if (!text) throw new Error("Nothing was typed");
  return text;
}

/** All that a change could have changed. */
async function storedOf(run: RunId) {
  const [row] = await at.rows`select r.version,
      (select count(*) from baton.events e where e.run_id = r.id)::integer as events,
      (select count(*) from baton.handoffs h where h.run_id = r.id)::integer as handoffs,
      (select count(*) from baton.notices n where n.run_id = r.id)::integer as notices,
      (select count(*) from baton.intents i where i.run_id = r.id)::integer as answers,
      (select jsonb_agg(d order by d.id) from baton.deadlines d where d.run_id = r.id) as deadlines,
      (select jsonb_agg(t order by t.id) from baton.tasks t where t.run_id = r.id) as tasks
    from baton.runs r where r.id = ${run}`;
  if (!row) throw new Error(`There is no run ${run}`);
  return { ...row, version: Number(row["version"]), events: Number(row["events"]) };
}

function wanted(run: RunId) {
  return at.rows`select kind, stage, wanted from baton.slack_messages
    where run_id = ${run} and kind <> 'notice' order by kind, stage`;
}

/** Keeps the run's row until it is let go: whoever writes it waits. */
async function holdRow(db: Db, run: RunId): Promise<() => Promise<void>> {
  const connection = await db.sql.reserve();
  await connection`begin`;
  await connection`select from baton.runs where id = ${run} for update`;
  return async () => {
    await connection`commit`;
    connection.release();
  };
}

/** Ends the connection that waits for a lock, as a crash would. */
async function killWhoWaits(db: Db): Promise<void> {
  for (;;) {
    const [killed] = await db.sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    if (killed) return;
  }
}

/** What it answers, or that it had to wait for longer than that. */
async function within<T>(ms: number, answer: Promise<T>): Promise<T | "it waited"> {
  const { promise, resolve } = Promise.withResolvers<"it waited">();
  const timer = setTimeout(() => resolve("it waited"), ms);
  return Promise.race([answer, promise]).finally(() => clearTimeout(timer));
}

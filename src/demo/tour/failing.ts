import { actionIds, fields } from "#views/ids.ts";
import { becomes, buttonFor, fillIn, taskRow, ticked } from "./acts.ts";
import type { Chapter } from "./chapters.ts";
import { expect, ONBOARDING, people, type Players } from "./players.ts";

const LEARNED = {
  [fields.cause.block_id]: { [fields.cause.action_id]: "The account was locked after a password change" },
  [fields.prevention.block_id]: {
    [fields.prevention.action_id]: "Sales asks for the lock to be lifted first",
  },
};

export const failing: readonly Chapter[] = [
  {
    title: "A payment arrives before its deal is won: it is kept, and opens nothing",
    async play({ send, rows, look, say, client }) {
      const paid = await send("stripe", 5518);
      expect(paid.status === 202, `The webhook was answered with ${paid.status}`);
      const [kept] = await look("the payment kept as evidence", async () => {
        const found = await rows(
          (tx) => tx`select t.id, t.status, k.external_id as deal from baton.triggers t
          join baton.deal_keys k on k.deal_id = t.deal_id where k.external_id = '5518' and t.status = 'evidence'`,
        );
        return found.length > 0 ? found : null;
      });
      const runs = await rows(
        (tx) => tx`select r.id from baton.runs r join baton.clients c on c.id = r.client_id
        where c.key = ${client}`,
      );
      expect(runs.length === 0, "The payment opened a run");
      say(`Postgres: ${JSON.stringify(kept)}, no run`);
    },
  },
  {
    title:
      "The deal is won, 30,000 USD, guided: the early payment counts, and nobody has to claim the first call",
    async play(players) {
      const { stage, send, say, show, client } = players;
      // The next chapter is about this one.
      stage.provisioning.failNext("check", { fault: "status", status: 422 });
      const { status } = await send("hubspot", 5518);
      expect(status === 202, `The webhook was answered with ${status}`);
      const card = await players.message(ONBOARDING, "Guided onboarding");
      expect(players.says(card, "Example Clinic"), `The card does not name ${client}`);
      const { id: payment } = await becomes(players, "first-payment", "done");
      const [signal] = await players.rows(
        (
          tx,
        ) => tx`select s.type as waited_for, o.type as ended_by, o.body::jsonb->'data'->>'signal' as trigger
        from baton.events o join baton.events s on s.run_id = o.run_id and s.type = 'signal-received'
        where o.type = 'task-succeeded' and o.body::jsonb->'data'->>'task' = ${payment}`,
      );
      expect(typeof signal?.["trigger"] === "string", `Postgres has ${JSON.stringify(signal)}`);
      say(`Postgres: ${JSON.stringify(signal)}`);
      const { assignee, id: call } = await becomes(players, "welcome-call", "claimed");
      const given = await players.rows(
        (tx) =>
          tx`select kind, from_user, to_user, outcome from analytics.fct_handoffs where task_id = ${call}`,
      );
      say(`Postgres: ${JSON.stringify(given)}`);
      show(
        await players.look("the checklist with both", async () =>
          (await players.messages(ONBOARDING)).find(
            (now) =>
              players.says(now, "Wait for the first payment") && players.says(now, `<@${assignee}> has it`),
          ),
        ),
      );
    },
  },
  {
    title: "A check fails for good before anything depends on it: a gate closes, and the owner hears",
    async play(players) {
      await becomes(players, "check-source", "failed");
      const gate = await exceptionRow(players, "check-source");
      players.say(`Postgres: ${JSON.stringify(gate)}`);
      players.show(await players.dm(gate.owner, "answered 422"));
      players.say("The card shows the gate:");
      players.show(
        await players.look("a card with a gate", async () =>
          (await players.messages(ONBOARDING)).find(
            (now) =>
              now.threadTs === null && players.says(now, "Example Clinic") && players.says(now, gate.id),
          ),
        ),
      );
    },
  },
  {
    title: "Only who is named for it opens the gate, and writes down cause and prevention",
    async play(players) {
      const { id, owner } = await exceptionRow(players, "check-source");
      const at = await buttonFor(players, id, actionIds.openGate);
      const press = (user: string, where: { channel: string; ts: string }) =>
        players.click({
          user,
          channel: where.channel,
          ts: where.ts,
          action_id: actionIds.openGate,
          value: id,
        });
      await press(owner, at);
      players.say(`<@${owner}> presses Open gate, and only they see:`);
      players.show(await players.told(owner, "can open this gate"));
      players.stage.provisioning.failNext(
        "workspace",
        { fault: "status", status: 503 },
        { fault: "answer-lost" },
      );
      players.say("An approver does, in their own messages:");
      await press(people.founder, await players.dm(people.founder, id));
      await fillIn(players, people.founder, {
        [fields.choice.block_id]: { [fields.choice.action_id]: "resume" },
        ...LEARNED,
      });
      const closed = await players.look("the gate open in Postgres", async () => {
        const now = await exceptionRow(players, "check-source");
        return now.closed_by === people.founder ? now : null;
      });
      players.say(`Postgres: ${JSON.stringify(closed)}`);
      players.show(await players.dm(owner, "opened the gate"));
      const { id: check } = await becomes(players, "check-source", "done");
      const keys = keysOf(players, check);
      expect(keys.length === 2 && new Set(keys).size === 2, `The check was asked with ${keys.join(", ")}`);
      players.say(`Begun anew, under a key of its own: ${keys.join(", ")}`);
    },
  },
  {
    title: "Provisioning fails twice, once after the work was done: three tries, one key, one workspace",
    async play(players) {
      const { id } = await becomes(players, "provision-workspace", "done");
      const tries = await players.rows(
        (tx) => tx`select e.body::jsonb->'data'->'attempt' as try, e.body::jsonb->'data'->'status' as answer,
          e.body::jsonb->'data'->>'problem' as problem,
          x.body::jsonb#>>'{request,headers,idempotency-key}' as key
        from baton.events e join baton.texts x on x.id = e.body::jsonb#>>'{data,exchange,id}'
        where e.type = 'task-attempted' and e.body::jsonb->'data'->>'task' = ${id} order by e.seq`,
      );
      for (const row of tries) players.say(`Postgres: ${JSON.stringify(row)}`);
      const sent = keysOf(players, id);
      const keys = new Set([...tries.map((row) => String(row["key"])), ...sent]);
      expect(sent.length === 3 && keys.size === 1, `It was asked ${sent.length} times, by ${keys.size} keys`);
      const made = players.stage.provisioning.effects().filter(({ key }) => keys.has(key));
      expect(made.length === 1, `Provisioning made ${made.length} workspaces`);
      players.say(`Provisioning was asked ${sent.length} times, and made ${made.length} workspace`);
      await players.command({
        user: people.ops,
        channel: ONBOARDING,
        text: "/onboard audit example clinic",
      });
      players.show(await players.told(people.ops, "try 3 of"));
      players.show(await ticked(players, "Example Clinic", "Provision the client's workspace"));
    },
  },
];

/** The Idempotency-Keys with which provisioning was asked to do a task, in order. */
function keysOf({ stage }: Players, task: string): string[] {
  return stage.provisioning.requests.map(({ key }) => key).filter((key) => key.startsWith(`${task}_`));
}

type ExceptionRow = { readonly id: string; readonly owner: string; readonly closed_by: string | null };

async function exceptionRow(players: Players, key: string): Promise<ExceptionRow> {
  const { id } = await taskRow(players, key);
  const [row] = await players.rows(
    (tx) => tx`select id, type, reason, owner, gate, opened_by, closed_by, choice
    from baton.exceptions where task_id = ${id}`,
  );
  if (!row) throw new Error(`Postgres has no exception about ${key}`);
  const { closed_by } = row;
  return {
    ...row,
    id: String(row["id"]),
    owner: String(row["owner"]),
    closed_by: typeof closed_by === "string" ? closed_by : null,
  };
}

import { actionIds } from "#views/ids.ts";
import { taskRow } from "./acts.ts";
import type { Chapter } from "./chapters.ts";
import { expect, ONBOARDING, people, type Players } from "./players.ts";

const MOVES_MAX = 40;

export const deadlines: readonly Chapter[] = [
  {
    title: "Time moves on: a task misses its due time, and its assignee hears with buttons to act",
    async play(players) {
      await moveUntil(players, "level 1 of the ladder", async () => (await levelOf(players)) >= 1);
      const notice = await players.dm(people.ps2, "overdue");
      players.show(notice);
      players.say("The card says it as well:");
      players.show(await players.message(ONBOARDING, "verdue"));
    },
  },
  {
    title: "Nobody acknowledges: the next level hears, once. Then somebody does, and the ladder stops",
    async play(players) {
      await moveUntil(players, "level 2 of the ladder", async () => (await levelOf(players)) >= 2);
      const { id } = await taskRow(players, "provision-workspace");
      const [run] = await players.rows((tx) => tx`select owner from baton.runs`);
      const owner = String(run?.["owner"]);
      const notice = await players.dm(owner, "Provision the client");
      players.show(notice);
      const mine = await players.dm(people.ps2, actionIds.acknowledgeTask);
      await players.click({
        user: people.ps2,
        channel: mine.channel,
        ts: mine.ts,
        action_id: actionIds.acknowledgeTask,
        value: id,
      });
      await players.look("the acknowledgement in Postgres", async () => {
        const [row] = await players.rows(
          (tx) => tx`select alarm->>'acknowledgedBy' as by from baton.tasks where id = ${id}`,
        );
        return row?.["by"] === people.ps2;
      });
      const told = await players.rows(
        (tx) => tx`select recipient, kind, count(*)::integer as times from baton.notices
        where kind = 'overdue' and ${id} = any(about) group by recipient, kind, seq`,
      );
      expect(
        told.every((row) => row["times"] === 1),
        `Postgres has ${JSON.stringify(told)}`,
      );
      for (const row of told) players.say(`Postgres: told ${JSON.stringify(row)}`);
    },
  },
];

/** Moves the demo's clock from deadline to deadline. */
async function moveUntil(players: Players, what: string, reached: () => Promise<boolean>): Promise<void> {
  for (let moves = 0; moves < MOVES_MAX; moves++) {
    if (await reached()) return;
    const { now, met } = await players.moveTime();
    players.say(`It is now ${now.slice(0, 16).replace("T", " ")} UTC; deadlines met: ${met}`);
  }
  throw new Error(`${what} was not reached in ${MOVES_MAX} moves`);
}

async function levelOf(players: Players): Promise<number> {
  const [row] = await players.rows(
    (tx) => tx`select coalesce((alarm->>'level')::integer, 0) as level
    from baton.tasks where key = 'provision-workspace'`,
  );
  return Number(row?.["level"] ?? 0);
}

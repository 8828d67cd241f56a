import { z } from "zod";
import { actionIds, fields } from "#views/ids.ts";
import { becomes, memberOf, press } from "./acts.ts";
import { expect, ONBOARDING, type Players } from "./players.ts";

const NextSchema = z.object({
  key: z.string(),
  title: z.string(),
  role: z.string(),
  status: z.string(),
  assignee: z.string().nullable(),
  asks: z.boolean(),
});
type Next = z.infer<typeof NextSchema>;

/** Everybody does what is theirs, and Baton its own part, until the client's run of that playbook is completed. */
export async function completeRun(players: Players, playbook: string): Promise<void> {
  for (;;) {
    const next = await players.look(`something to do in ${playbook}, or its end`, () =>
      nextTasks(players, playbook),
    );
    if (next === "completed") return;
    // People work side by side, each at one thing after the other.
    const byDoer = Map.groupBy(next, doerOf);
    await Promise.all(
      [...byDoer.values()].map(async (tasks) => {
        for (const task of tasks) await doTask(players, task);
      }),
    );
  }
}

/** Whoever has a task, or would, claims it and is done with it. */
export async function doTask(players: Players, next: Next): Promise<void> {
  const { key, title, status, asks } = next;
  const doer = doerOf(next);
  if (status === "ready") await press(players, doer, key, actionIds.claimTask);
  await becomes(players, key, "claimed");
  const evidence = {
    [fields.evidence.block_id]: { [fields.evidence.action_id]: "https://wiki.acme.example/done" },
  };
  await press(players, doer, key, actionIds.completeTask, asks ? evidence : undefined);
  await becomes(players, key, "done");
  players.say(`done: ${title}`);
}

/** Shows the card of a client whose onboarding is complete. */
export async function showCompleted(players: Players, name: string): Promise<void> {
  const { client, rows, say } = players;
  const card = await players.look("a card that says it is complete", async () =>
    (await players.messages(ONBOARDING)).find(
      (message) =>
        players.says(message, name) && players.says(message, "*Completed") && message.threadTs === null,
    ),
  );
  players.show(card);
  const runs = await rows(
    (tx) => tx`select playbook, state, round(gross_seconds) as gross_seconds
    from analytics.fct_runs where client_key = ${client} order by opened_at`,
  );
  expect(
    runs.every(({ state }) => state === "completed"),
    `Postgres says ${JSON.stringify(runs)}`,
  );
  for (const run of runs) say(`Postgres: ${JSON.stringify(run)}`);
}

function doerOf({ assignee, role }: Next): string {
  return assignee ?? memberOf(role);
}

/** Null while only machines are at work. */
async function nextTasks({ rows, client }: Players, playbook: string): Promise<Next[] | "completed" | null> {
  const [run] = await rows(
    (tx) => tx`select r.id, r.status from baton.runs r join baton.clients c on c.id = r.client_id
    where c.key = ${client} and r.playbook = ${playbook}`,
  );
  if (run?.["status"] === "completed") return "completed";
  const found = await rows(
    (tx) => tx`select key, title, role, status, assignee, asks_for is not null as asks from baton.tasks
    where run_id = ${String(run?.["id"])} and status in ('ready', 'claimed') and work->>'kind' = 'human'
    order by number`,
  );
  return found.length > 0 ? found.map((row) => NextSchema.parse(row)) : null;
}

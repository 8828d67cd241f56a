import { z } from "zod";
import { actionIds, fields } from "#views/ids.ts";
import { verifyAudit } from "#services/verify-audit.ts";
import { becomes, memberOf, press } from "./acts.ts";
import type { Chapter } from "./chapters.ts";
import { expect, ONBOARDING, people, type Players } from "./players.ts";

const COMMANDS = [
  "/onboard",
  "/onboard status acme",
  "/onboard list",
  "/onboard mine",
  "/onboard audit acme",
  "/onboard help",
  "/onboard statsu",
  "/onboard start Example Bakery",
];

export const completing: readonly Chapter[] = [
  {
    title:
      "/onboard answers privately: what needs me, status, list, mine, audit, help, and what was meant by a typing mistake",
    async play({ command, messages, show, say, until }) {
      for (const text of COMMANDS) {
        const before = (await messages(ONBOARDING, people.ps2)).length;
        const asked = await command({ user: people.ps2, channel: ONBOARDING, text });
        expect(asked.error === undefined, `${text} came back with ${asked.error}`);
        const answer = await until(
          async () => (await messages(ONBOARDING, people.ps2)).slice(before).at(-1),
          { what: `an answer to ${text}` },
        );
        say(text);
        show(answer);
      }
    },
  },
  {
    title: "Everybody does their tasks; with the last required one the run completes",
    async play(players) {
      for (let next = await nextTask(players); next; next = await nextTask(players)) {
        const doer = next.assignee ?? memberOf(next.role);
        if (next.status === "ready") await press(players, doer, next.key, actionIds.claimTask);
        await becomes(players, next.key, "claimed");
        const evidence = {
          [fields.evidence.block_id]: { [fields.evidence.action_id]: "https://wiki.acme.example/done" },
        };
        await press(players, doer, next.key, actionIds.completeTask, next.asks ? evidence : undefined);
        await becomes(players, next.key, "done");
        players.say(`done: ${next.title}`);
      }
      const card = await players.look("a card that says it is complete", async () =>
        (await players.messages(ONBOARDING)).find(
          (message) =>
            players.says(message, "Acme Robotics") &&
            players.says(message, "omplete") &&
            message.threadTs === null,
        ),
      );
      players.show(card);
      const [run] = await players.rows(
        (tx) => tx`select state, gross_seconds from analytics.fct_runs where client_key = 'acme-robotics'`,
      );
      expect(run?.["state"] === "completed", `Postgres says ${JSON.stringify(run)}`);
      players.say(`Postgres: ${JSON.stringify(run)}`);
    },
  },
  {
    title: "baton audit verify: every chain holds, and replaying the events gives the rows",
    async play({ stage, db, say }) {
      const ctx = { db, workspace: stage.baton.workspace };
      const { runs, events, broken } = await verifyAudit(ctx, () => {});
      expect(broken.length === 0, `Broken: ${JSON.stringify(broken)}`);
      say(`${runs} runs, ${events} events, none broken`);
    },
  },
];

async function nextTask({ rows }: Players) {
  const [row] = await rows(
    (tx) => tx`select t.key, t.title, t.role, t.status, t.assignee, t.asks_for is not null as asks
    from baton.tasks t join baton.runs r on r.id = t.run_id join baton.clients c on c.id = r.client_id
    where c.key = 'acme-robotics' and r.status = 'active' and t.status in ('ready', 'claimed') order by t.number limit 1`,
  );
  return row ? NextSchema.parse(row) : null;
}

const NextSchema = z.object({
  key: z.string(),
  title: z.string(),
  role: z.string(),
  status: z.string(),
  assignee: z.string().nullable(),
  asks: z.boolean(),
});

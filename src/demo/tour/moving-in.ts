import { z } from "zod";
import type { Chapter } from "./chapters.ts";
import { expect, ONBOARDING, people, type Players } from "./players.ts";
import { baton } from "./terminal.ts";

const SHEET = "docs/examples/runs.csv";
const OPERATOR = "ops@acme.example";
const CLIENT = "Example Logistics GmbH";
const DAY_MS = 86_400_000;

const RunSchema = z.object({ id: z.string(), state: z.string() });
const PageSchema = z.object({ data: z.array(RunSchema) });

export const movingIn: readonly Chapter[] = [
  {
    title: "A whole onboarding is rehearsed in virtual time, before a client meets it",
    async play(players) {
      const said = await baton(players, ["rehearse", "a small client who never needs help"]);
      expect(/simulated/i.test(said), "The rehearsal does not say that it is one");
    },
  },
  {
    title:
      "Onboardings move in from a spreadsheet: checked first, then each with its past, and nobody is told of that",
    async play(players) {
      const { rows, say, message, show, client } = players;
      const checked = await baton(players, ["import", SHEET, "--as", OPERATOR]);
      expect(checked.includes("dry run"), "The dry run does not say that it is one");
      await baton(players, ["import", SHEET, "--as", OPERATOR, "--apply", "--yes"]);
      show(await message(ONBOARDING, CLIENT));
      const [run] = await rows(
        (tx) => tx`select r.backfilled, r.occurred_at, r.owner,
          (select count(*)::integer from baton.tasks t where t.run_id = r.id and t.status = 'done') as done,
          (select count(*)::integer from baton.notices n where n.run_id = r.id) as notices
        from baton.runs r join baton.clients c on c.id = r.client_id where c.key = ${client}`,
      );
      say(`Postgres: ${JSON.stringify(run)}`);
      expect(run?.["backfilled"] === true && run["notices"] === 0, "The past was told");
    },
  },
  {
    title: "Another program pauses one by the API, and what it has not seen it can't overwrite",
    async play(players) {
      const { say, stage, client } = players;
      const made = await baton(
        players,
        ["keys", "create", "--as", OPERATOR, "--name", "tour", "--scopes", "read,act", "--expires", "1d"],
        { isSecret: true },
      );
      const key = made.split("\n")[0] ?? "";
      const ask = (path: string, body?: object, headers: Readonly<Record<string, string>> = {}) =>
        fetch(`${stage.baton.url}/api/v1${path}`, {
          method: body ? "POST" : "GET",
          headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
          ...(body && { body: JSON.stringify(body) }),
        });
      const { data } = PageSchema.parse(await (await ask(`/runs?client=${client}`)).json());
      const run = data[0];
      if (!run) throw new Error("The API lists no run of the client");
      say(`GET /api/v1/runs?client=${client}: ${JSON.stringify(run)}`);
      const seen = (await ask(`/runs/${run.id}`)).headers.get("etag") ?? "";
      const review = new Date((await players.now()) + 7 * DAY_MS).toISOString();
      const pause = { action: "pause", on: "client", reviewAt: review, reason: "Closed for stocktaking" };
      const paused = await ask(`/runs/${run.id}/actions`, pause, { "if-match": seen });
      expect(paused.status === 200, `The pause was answered with ${paused.status}: ${await paused.text()}`);
      const again = await ask(`/runs/${run.id}/actions`, { action: "resume" }, { "if-match": seen });
      expect(again.status === 412, `What is out of date was answered with ${again.status}`);
      say(`Resumed by whoever had not seen the pause: ${again.status}`);
      players.show(await cardSaying(players, "Closed for stocktaking"));
    },
  },
  {
    title: "Its owner resumes it in Slack: every hour that was left is left",
    async play(players) {
      const { rows, say, client } = players;
      const text = `/onboard resume ${CLIENT}`;
      await players.command({ user: people.ps1, channel: ONBOARDING, text });
      const state = await players.look("the onboarding active again", async () => {
        const [run] = await rows(
          (tx) => tx`select r.status, r.paused_seconds from baton.runs r
          join baton.clients c on c.id = r.client_id where c.key = ${client}`,
        );
        return run?.["status"] === "active" ? run : null;
      });
      say(`Postgres: ${JSON.stringify(state)}`);
    },
  },
];

function cardSaying(players: Players, words: string) {
  return players.look(`a card that says "${words}"`, async () =>
    (await players.messages(ONBOARDING)).find(
      (message) => players.says(message, CLIENT) && players.says(message, words),
    ),
  );
}

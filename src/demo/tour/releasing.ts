import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { actionIds } from "#views/ids.ts";
import type { Chapter } from "./chapters.ts";
import { expect, ONBOARDING, people, type Players } from "./players.ts";
import { baton, ROOT } from "./terminal.ts";

const OPERATOR = "ops@acme.example";
const FOUNDER = "founder@acme.example";

export const releasing: readonly Chapter[] = [
  {
    title: "An operator changes a playbook: baton apply makes a draft, and says in words what changes",
    async play(players) {
      const folder = await mkdtemp(join(tmpdir(), "baton-tour-"));
      try {
        await cp(join(ROOT, "config"), folder, { recursive: true });
        const file = join(folder, "playbooks/self-serve.yaml");
        const text = await readFile(file, "utf8");
        await writeFile(file, text.replace("sla: 4 business hours", "sla: 2 business hours"));
        const said = await baton(players, ["apply", folder, "--as", OPERATOR]);
        expect(said.includes("4 business hours → 2 business hours"), "The difference is not told");
      } finally {
        await rm(folder, { recursive: true });
      }
      await baton(players, ["publish", "2", "--as", OPERATOR]);
    },
  },
  {
    title: "Another person approves it in Slack: new runs follow it, a run that was open keeps its own",
    async play(players) {
      await approve(players, people.founder, 2);
      const text = "/onboard start Example Gallery";
      await players.command({ user: people.csm1, channel: ONBOARDING, text });
      players.show(await players.told(people.csm1, "Started Self-serve onboarding for *Example Gallery*"));
      const rows = await players.rows(
        (tx) => tx`select c.name, r.release, t.sla from baton.tasks t join baton.runs r on r.id = t.run_id
        join baton.clients c on c.id = r.client_id
        where t.key = 'send-welcome' and r.status = 'active' order by r.opened_at`,
      );
      for (const row of rows) players.say(`Postgres: ${JSON.stringify(row)}`);
      expect(
        JSON.stringify(rows.map(({ release }) => release)) === "[1,2]",
        `Postgres has ${JSON.stringify(rows)}`,
      );
    },
  },
  {
    title: "Going back is publishing the old release, which somebody approves as well",
    async play(players) {
      await baton(players, ["publish", "1", "--as", FOUNDER]);
      await approve(players, people.ops, 1);
      const asked = { user: people.ops, channel: ONBOARDING, text: "/onboard playbooks" };
      await players.command(asked);
      players.show(await players.told(people.ops, "Release 1 of the book is current"));
    },
  },
];

async function approve(players: Players, user: string, number: number): Promise<void> {
  const asked = await players.dm(user, `approval of release ${number}`);
  players.show(asked);
  const { channel, ts } = asked;
  await players.click({ user, channel, ts, action_id: actionIds.approveRelease });
  await players.look(`release ${number} current in Postgres`, async () => {
    const [row] = await players.rows((tx) => tx`select current_release from baton.workspaces`);
    return row?.["current_release"] === number;
  });
}

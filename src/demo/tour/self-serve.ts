import { completeRun, showCompleted } from "./doing.ts";
import type { Chapter } from "./chapters.ts";
import { expect, ONBOARDING } from "./players.ts";

export const selfServe: readonly Chapter[] = [
  {
    title: "A smaller deal goes another way: 12,000 USD opens a run of the self-serve playbook",
    async play({ send, message, show, rows, say, client }) {
      const { status } = await send("hubspot", 5513);
      expect(status === 202, `The webhook was answered with ${status}`);
      show(await message(ONBOARDING, "Example Bakery"));
      const [run] = await rows(
        (tx) => tx`select r.playbook, d.rule, r.release from baton.runs r
        join baton.routing_decisions d on d.run_id = r.id join baton.clients c on c.id = r.client_id
        where c.key = ${client}`,
      );
      expect(run?.["playbook"] === "self-serve", `The run goes by ${String(run?.["playbook"])}`);
      say(`Postgres: ${JSON.stringify(run)}`);
    },
  },
  {
    title: "Machines switch the plan and the assistant on, people do the rest, and the run completes",
    async play(players) {
      const { stage, say, client } = players;
      await completeRun(players, "self-serve");
      await showCompleted(players, "Example Bakery");
      const made = stage.provisioning.effects().map(({ call, of }) => `${call} of ${of}`);
      const wanted = [`workspace of ${client}`, `feature of ws-${client} setup-assistant`];
      expect(made.join() === wanted.join(), `Provisioning did ${JSON.stringify(made)}`);
      say(`Provisioning, each once: ${made.join("; ")}`);
    },
  },
];

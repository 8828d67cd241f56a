import type { Chapter } from "./chapters.ts";
import { expect, ONBOARDING, people } from "./players.ts";

export const opening: readonly Chapter[] = [
  {
    title: "HubSpot says that deal 5512 was won, while its API is down: the trigger waits and is tried again",
    async play({ send, say, stage, rows, look }) {
      stage.hubspot.setDown(true);
      const sent = await send("hubspot", 5512);
      expect(sent.status === 202, `The webhook was answered with ${sent.status}`);
      say(`HubSpot hears 202 ${JSON.stringify(sent.body)}`);
      const waiting = await look("a trigger that waits", async () => {
        const [row] = await rows(
          (tx) => tx`select status, last_error from baton.triggers where last_error is not null`,
        );
        return row;
      });
      say(`Postgres: trigger ${String(waiting["status"])}, ${String(waiting["last_error"])}`);
      const [none] = await rows((tx) => tx`select count(*)::integer as runs from baton.runs`);
      expect(none?.["runs"] === 0, "A run was opened without its deal");
      stage.hubspot.setDown(false);
    },
  },
  {
    title: "The deal is read back: 72,000 USD. Rules decide, and a run opens with one owner",
    async play({ message, show, rows, say, dm }) {
      const card = await message(ONBOARDING, "Acme Robotics");
      show(card);
      const [run] = await rows(
        (tx) => tx`select r.owner, r.playbook, d.rule, d.snapshot->'contract' as contract
        from baton.runs r join baton.routing_decisions d on d.run_id = r.id`,
      );
      expect(run?.["playbook"] === "enterprise", `The run goes by ${String(run?.["playbook"])}`);
      say(
        `Postgres: rule ${String(run?.["rule"])}, owner ${String(run?.["owner"])}, contract ${JSON.stringify(run?.["contract"])}`,
      );
      say("The owner is told once:");
      show(await dm(String(run?.["owner"]), "Acme Robotics"));
    },
  },
  {
    title: "A second delivery, and Stripe's paid invoice: no second run. A bad signature: nothing stored",
    async play({ send, say, rows, look }) {
      const [again, paid, forged] = [
        await send("hubspot", 5512),
        await send("stripe", 5512),
        await send("hubspot", 5512, "not the secret"),
      ];
      expect(
        again.status === 202 && paid.status === 202,
        `They were answered with ${again.status} and ${paid.status}`,
      );
      expect(forged.status === 401, `The forged one was answered with ${forged.status}`);
      const counted = await look("both triggers kept as evidence", async () => {
        const [row] = await rows(
          (tx) => tx`select (select count(*)::integer from baton.runs) as runs,
          (select count(*)::integer from baton.triggers) as triggers,
          (select count(*)::integer from baton.triggers where status = 'evidence') as evidence`,
        );
        return row?.["evidence"] === 2 ? row : null;
      });
      expect(counted["runs"] === 1 && counted["triggers"] === 3, `There are ${JSON.stringify(counted)}`);
      say(`Answers 202, 202 and 401. Postgres: ${JSON.stringify(counted)}`);
    },
  },
  {
    title: "/onboard why acme says why it was opened so",
    async play({ command, show, until, messages }) {
      const asked = await command({ user: people.ops, channel: ONBOARDING, text: "/onboard why acme" });
      expect(asked.error === undefined, `It came back with ${asked.error}`);
      const answer = await until(async () =>
        (await messages(ONBOARDING, people.ops)).findLast(({ text, blocks }) =>
          JSON.stringify([text, blocks]).includes("high-touch"),
        ),
      );
      show(answer);
    },
  },
];

import { actionIds, fields } from "#views/ids.ts";
import { becomes, buttonsOf, fillIn, press } from "./acts.ts";
import type { Chapter } from "./chapters.ts";
import { expect, ONBOARDING, people } from "./players.ts";

const person = (user: string) => ({ [fields.person.block_id]: { [fields.person.action_id]: user } });
const note = (text: string) => ({ [fields.note.block_id]: { [fields.note.action_id]: text } });

export const handingOff: readonly Chapter[] = [
  {
    title: "Hand off: declined, the reason comes back; until accepted, the first one stays responsible",
    async play(players) {
      await press(players, people.ps1, "provision-workspace", actionIds.claimTask);
      await becomes(players, "provision-workspace", "claimed");
      await press(players, people.ps1, "provision-workspace", actionIds.handOffTask, {
        ...person(people.ps2),
        ...note("I am at a client today"),
      });
      const offer = await players.dm(people.ps2, "I am at a client today");
      players.show(offer);
      const held = await becomes(players, "provision-workspace", "claimed");
      expect(held.assignee === people.ps1, "It changed hands before it was accepted");
      await players.click({
        user: people.ps2,
        channel: offer.channel,
        ts: offer.ts,
        action_id: actionIds.declineHandoff,
      });
      await fillIn(players, people.ps2, {
        [fields.reason.block_id]: { [fields.reason.action_id]: "On holiday from tomorrow" },
      });
      players.say("The reason comes back to Example PS One:");
      players.show(await players.dm(people.ps1, "On holiday from tomorrow"));
    },
  },
  {
    title: "Hand off again: accepted, it changes hands, and both are on record",
    async play(players) {
      await press(players, people.ps1, "provision-workspace", actionIds.handOffTask, {
        ...person(people.ps2),
        ...note("Back already? Then please"),
      });
      const offer = await players.dm(people.ps2, "Back already? Then please");
      await players.click({
        user: people.ps2,
        channel: offer.channel,
        ts: offer.ts,
        action_id: actionIds.acceptHandoff,
      });
      await players.look(
        "the task with its new holder",
        async () => (await becomes(players, "provision-workspace", "claimed")).assignee === people.ps2,
      );
      const rows = await players.rows(
        (tx) => tx`select kind, from_user, to_user, outcome from analytics.fct_handoffs h
        where task_id is not null and kind = 'offer' order by offered_at`,
      );
      expect(
        rows.map((row) => row["outcome"]).join() === "declined,accepted",
        `Postgres has ${JSON.stringify(rows)}`,
      );
      for (const row of rows) players.say(`Postgres: ${JSON.stringify(row)}`);
    },
  },
  {
    title: "The ownership of the run moves the same way: one owner before, one after",
    async play(players) {
      const [before] = await players.rows((tx) => tx`select owner from baton.runs`);
      const owner = String(before?.["owner"]);
      const next = people.csm1;
      const card = await players.look("the card with its button", async () =>
        (await players.messages(ONBOARDING)).find(({ blocks }) =>
          buttonsOf(blocks).some(({ action_id }) => action_id === actionIds.handOffRun),
        ),
      );
      await players.click({
        user: owner,
        channel: card.channel,
        ts: card.ts,
        action_id: actionIds.handOffRun,
      });
      await fillIn(players, owner, { ...person(next), ...note("You know this client") });
      const offer = await players.dm(next, "You know this client");
      await players.click({
        user: next,
        channel: offer.channel,
        ts: offer.ts,
        action_id: actionIds.acceptHandoff,
      });
      const after = await players.look("the new owner in Postgres", async () => {
        const [row] = await players.rows((tx) => tx`select owner from baton.runs`);
        return row?.["owner"] === next ? row : null;
      });
      players.say(`Postgres: owner was ${owner}, is ${String(after["owner"])}`);
      players.show(await players.message(ONBOARDING, `<@${next}>`));
    },
  },
];

import { actionIds, fields } from "#views/ids.ts";
import { becomes, press, taskRow } from "./acts.ts";
import type { Chapter } from "./chapters.ts";
import { expect, ONBOARDING, people } from "./players.ts";

export const working: readonly Chapter[] = [
  {
    title:
      "Example PS One claims a task; the message changes. Example PS Two presses the same button and is told who has it",
    async play(players) {
      const { message, pressed, id } = await press(players, people.ps1, "read-handover", actionIds.claimTask);
      const changed = await players.look("the checklist with its holder", async () =>
        (await players.messages(ONBOARDING)).find(
          (now) => now.ts === message.ts && players.says(now, `<@${people.ps1}>`),
        ),
      );
      players.show(changed);
      players.say(`The message changed ${Date.now() - pressed} ms after the press`);
      await players.click({
        user: people.ps2,
        channel: message.channel,
        ts: message.ts,
        action_id: actionIds.claimTask,
        value: id,
      });
      const told = await players.look("a private answer", async () =>
        (await players.messages(ONBOARDING, people.ps2)).findLast(
          (now) => "ephemeral" in now && now.ephemeral === true,
        ),
      );
      players.say("Only Example PS Two sees:");
      players.show(told);
      const row = await becomes(players, "read-handover", "claimed");
      expect(row.assignee === people.ps1, `Postgres says that ${row.assignee} has it`);
    },
  },
  {
    title:
      "Give back returns a task to its role; Done opens what waited for it, and what can run in parallel is ready together",
    async play(players) {
      await press(players, people.ps1, "read-handover", actionIds.giveBackTask);
      await becomes(players, "read-handover", "ready");
      await press(players, people.ps1, "read-handover", actionIds.claimTask);
      await becomes(players, "read-handover", "claimed");
      await press(players, people.ps1, "read-handover", actionIds.completeTask);
      await press(players, people.csm1, "schedule-kickoff", actionIds.claimTask);
      await becomes(players, "schedule-kickoff", "claimed");
      await press(players, people.csm1, "schedule-kickoff", actionIds.completeTask);
      const [meeting, questions] = [
        await becomes(players, "hold-kickoff", "ready"),
        await becomes(players, "security-questionnaire", "ready"),
      ];
      players.say(`Postgres: ${meeting.key} and ${questions.key} are ready together`);
    },
  },
  {
    title: "Done asks for evidence where the success criteria want it",
    async play(players) {
      await press(players, people.csm1, "hold-kickoff", actionIds.claimTask);
      await becomes(players, "hold-kickoff", "claimed");
      const note = "https://wiki.acme.example/kickoff-notes";
      await press(players, people.csm1, "hold-kickoff", actionIds.completeTask, {
        [fields.evidence.block_id]: { [fields.evidence.action_id]: note },
      });
      await becomes(players, "hold-kickoff", "done");
      const { id } = await taskRow(players, "hold-kickoff");
      const [row] = await players.rows(
        (tx) => tx`select x.body, (select count(*)::integer from baton.events e
          where e.body like ${`%${note}%`}) as leaked from baton.tasks t join baton.texts x on x.id = t.evidence_id where t.id = ${id}`,
      );
      expect(row?.["body"] === note && row["leaked"] === 0, `Postgres has ${JSON.stringify(row)}`);
      players.say(
        "Postgres: the evidence is a text by reference; the audit trail holds its salted digest only",
      );
    },
  },
];

import { actionIds, fields } from "#views/ids.ts";
import { becomes, buttonFor, press, taskRow } from "./acts.ts";
import type { Chapter } from "./chapters.ts";
import { expect, ONBOARDING, people } from "./players.ts";

export const working: readonly Chapter[] = [
  {
    title:
      "Two people press Claim in the same moment: one gets the task, the other is told privately who has it",
    async play(players) {
      const { id } = await taskRow(players, "read-handover");
      const at = await buttonFor(players, id, actionIds.claimTask);
      const pressed = Date.now();
      const claim = (user: string) =>
        players.click({ user, channel: at.channel, ts: at.ts, action_id: actionIds.claimTask, value: id });
      await Promise.all([claim(people.ps1), claim(people.ps2)]);
      const { assignee } = await becomes(players, "read-handover", "claimed");
      const other = assignee === people.ps1 ? people.ps2 : people.ps1;
      const changed = await players.look("the checklist with its holder", async () =>
        (await players.messages(ONBOARDING)).find(
          (now) => now.ts === at.ts && players.says(now, `<@${assignee}>`),
        ),
      );
      players.show(changed);
      players.say(`The message changed ${Date.now() - pressed} ms after the press. Only <@${other}> sees:`);
      players.show(
        await players.look("a private answer", async () =>
          (await players.messages(ONBOARDING, other)).findLast((now) => now.ephemeral),
        ),
      );
      const rows = await players.rows(
        (tx) =>
          tx`select kind, from_user, to_user, outcome from analytics.fct_handoffs where task_id = ${id}`,
      );
      expect(rows.length === 1, `Postgres has ${JSON.stringify(rows)}`);
      players.say(`Postgres: ${JSON.stringify(rows[0])}`);
    },
  },
  {
    title:
      "Give back returns a task to its role; Done opens what waited for it, and what can run in parallel is ready together",
    async play(players) {
      const { assignee: holder } = await becomes(players, "read-handover", "claimed");
      await press(players, holder ?? people.ps1, "read-handover", actionIds.giveBackTask);
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

import { actionIds, fields } from "#views/ids.ts";
import { becomes, fillIn, press, taskRow, ticked } from "./acts.ts";
import type { Chapter } from "./chapters.ts";
import { completeRun, doTask, showCompleted } from "./doing.ts";
import { expect, ONBOARDING, people, type Players } from "./players.ts";

const reason = (text: string) => ({ [fields.reason.block_id]: { [fields.reason.action_id]: text } });

export const approving: readonly Chapter[] = [
  {
    title: "An approval by role: the security review of an enterprise client, which an operator gives",
    async play(players) {
      const { assignee, role } = await becomes(players, "welcome-call", "claimed");
      await doTask(players, {
        key: "welcome-call",
        title: "Hold the welcome call",
        role,
        assignee,
        status: "claimed",
        asks: true,
      });
      const { id } = await becomes(players, "security-review", "ready");
      players.show(await players.dm(people.sec, id));
      await press(players, people.ops, "security-review", actionIds.approveTask);
      await becomes(players, "security-review", "done");
      players.show(await ticked(players, "Example Clinic", "Review the client's security requirements"));
    },
  },
  {
    title: "The data moves in a run of its own, with its own owner and thread, and ends the task it is for",
    async play(players) {
      const { client, rows, say, show } = players;
      const card = await players.message(ONBOARDING, "Data migration");
      expect(card.threadTs === null, "The migration has no card of its own");
      show(card);
      await completeRun(players, "migration");
      await becomes(players, "migrate-data", "done");
      const runs = await rows(
        (tx) => tx`select r.playbook, r.status, r.owner, r.release, r.parent_run_id is not null as is_part
        from baton.runs r join baton.clients c on c.id = r.client_id where c.key = ${client} order by r.opened_at`,
      );
      expect(runs.length === 2, `Postgres has ${JSON.stringify(runs)}`);
      for (const run of runs) say(`Postgres: ${JSON.stringify(run)}`);
    },
  },
  {
    title:
      "/onboard block stops it by hand; who closed the gate can't open it, another can by /onboard unblock",
    async play(players) {
      await becomes(players, "approve-go-live", "ready");
      const { id, owner } = await guidedRun(players);
      const ask = (user: string, text: string) => players.command({ user, channel: ONBOARDING, text });
      await ask(people.ops, "/onboard block example clinic");
      await fillIn(players, people.ops, {
        [fields.target.block_id]: { [fields.target.action_id]: id },
        ...reason("The client's board meets first"),
      });
      await players.look(
        "the run blocked in Postgres",
        async () => (await guidedRun(players)).status === "blocked",
      );
      players.show(
        await players.look("a card behind its gate", async () =>
          (await players.messages(ONBOARDING)).find(
            (now) =>
              now.threadTs === null &&
              players.says(now, "Guided onboarding") &&
              players.says(now, "The whole onboarding"),
          ),
        ),
      );
      await ask(people.ops, "/onboard unblock example clinic");
      players.show(await players.told(people.ops, "You closed this gate"));
      await ask(people.founder, "/onboard unblock example clinic");
      await fillIn(players, people.founder, {
        [fields.choice.block_id]: { [fields.choice.action_id]: "resume" },
        [fields.cause.block_id]: { [fields.cause.action_id]: "Nobody knew of the board's date" },
        [fields.prevention.block_id]: { [fields.prevention.action_id]: "The welcome call asks for it" },
      });
      await players.look(
        "the run active in Postgres",
        async () => (await guidedRun(players)).status === "active",
      );
      players.show(await players.dm(owner, "Nobody knew of the board"));
    },
  },
  {
    title: "Two of three approve the go-live, and never who did part of the work: their press is refused",
    async play(players) {
      const { id } = await taskRow(players, "approve-go-live");
      await press(players, people.ops, "approve-go-live", actionIds.approveTask);
      players.say(`<@${people.ops}>, who reviewed its security, hears:`);
      players.show(await players.told(people.ops, "You asked for this or did the work"));
      await becomes(players, "approve-go-live", "ready");
      await press(players, people.founder, "approve-go-live", actionIds.approveTask);
      players.show(
        await players.look("the first of two approvals", async () =>
          (await players.messages(ONBOARDING)).find((now) => players.says(now, "1 of 2 approved")),
        ),
      );
      await press(players, people.ps2, "approve-go-live", actionIds.approveTask);
      await becomes(players, "approve-go-live", "done");
      const [row] = await players.rows(
        (tx) => tx`select detail->'approvals' as approvals from baton.tasks where id = ${id}`,
      );
      players.say(`Postgres: ${JSON.stringify(row)}`);
      expect(
        JSON.stringify(row?.["approvals"]) === JSON.stringify([people.founder, people.ps2]),
        `Postgres has ${JSON.stringify(row)}`,
      );
    },
  },
  {
    title: "Baton opens the workspace, the client's first project goes live, and both runs are complete",
    async play(players) {
      await becomes(players, "update-status-page", "done");
      await completeRun(players, "guided");
      await showCompleted(players, "Guided onboarding");
      const done = players.stage.provisioning.effects().filter(({ of }) => of.includes(players.client));
      const twice = done.filter(({ key }, index) => done.findIndex((other) => other.key === key) !== index);
      expect(twice.length === 0, `Carried out twice: ${JSON.stringify(twice)}`);
      players.say(`Provisioning, each once: ${done.map(({ call }) => call).join(", ")}`);
    },
  },
];

async function guidedRun({ rows, client }: Players) {
  const [row] = await rows(
    (tx) => tx`select r.id, r.owner, r.status from baton.runs r join baton.clients c on c.id = r.client_id
    where c.key = ${client} and r.playbook = 'guided'`,
  );
  return { id: String(row?.["id"]), owner: String(row?.["owner"]), status: row?.["status"] };
}

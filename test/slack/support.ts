import { pino } from "pino";
import { onTestFinished } from "vitest";
import { connect } from "#db/client.ts";
import { findOrMakeClient, findOrMakeDeal } from "#db/deals.ts";
import { readRun } from "#db/runs.ts";
import type { RunId, TaskId } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import { taskIdOf } from "#domain/ids.ts";
import { sandboxClient, until } from "#sandbox/client.ts";
import { startSandbox, type SandboxOptions } from "#sandbox/server.ts";
import { changeRun } from "#services/change-run.ts";
import { openRun } from "#services/open-run.ts";
import { slackClient } from "#slack/client.ts";
import { startLanes } from "#slack/lanes.ts";
import { slackPace, type Pace } from "#slack/pace.ts";
import { newTriggerId } from "#src/ids.ts";
import { testWorkspace, TUESDAY } from "#test/support/workspace.ts";

export const ONBOARDING = "C0123456789";
export const REPORTS = "C0123456790";

/** Who opens a self-serve run hears of it: its owner, the other of customer success, and support. */
export const DMS = 3;
/** ... and the channel gets a card and the checklist of the first stage. */
export const MESSAGES = 2 + DMS;

export const quick: Pace = {
  ...slackPace,
  leaseMs: 3000,
  callMs: 1000,
  pollMs: 20,
  notifyMs: 1,
  postsMs: 10,
  updatesMs: 100,
  restMs: 20,
  restMaxMs: 100,
};

export type Team = Awaited<ReturnType<typeof newTeam>>;

/** The example company with a Slack of its own and no worker yet. */
export async function newTeam(options: Partial<SandboxOptions> = {}) {
  const at = await testWorkspace();
  onTestFinished(() => at.drop());
  const users = at.book.workspace.people.map(({ email, name }) => {
    const [handle = ""] = email.split("@");
    return { id: at.user(email), name: handle, realName: name, email, tz: "Europe/Berlin" };
  });
  const start = (more: Partial<SandboxOptions> = {}) =>
    startSandbox({ manifest: "manifest.yml", pace: false, users, ...options, ...more });
  let sandbox = await start();
  onTestFinished(() => sandbox.stop());
  const slack = sandboxClient(sandbox.url);
  const client = slackClient({ token: sandbox.botToken, slackApiUrl: sandbox.apiUrl });
  const lines: string[] = [];
  const log = pino({ level: "info" }, { write: (line) => void lines.push(line) });
  let opened = 0;
  let keys = 0;

  return {
    at,
    slack,
    client,
    /** What was logged, line by line. */
    lines,

    async open(
      name = "Example Client",
      channel: "onboarding" | "onboarding-reports" = "onboarding",
    ): Promise<RunId> {
      opened += 1;
      const number = opened;
      const playbook = at.book.playbooks["self-serve"];
      if (!playbook) throw new Error("The example book has no self-serve playbook");
      const { id } = await findOrMakeClient(at.db, at.id, { name, segment: null });
      const deal = await findOrMakeDeal(
        at.db,
        at.id,
        { namespace: "test", externalId: String(number) },
        TUESDAY,
      );
      const decision = await openRun(at.context("system"), {
        client: id,
        deal,
        generation: 1,
        trigger: newTriggerId(),
        occurredAt: TUESDAY,
        playbook: { ...playbook, channel },
        role: "customer-success",
        book: at.book,
        release: 1,
        parent: null,
        subject: { client: { key: id, name, segment: null }, trigger: null, snapshot: null },
        key: `open ${number}`,
        also: () => () => [],
      });
      if (!decision.ok) throw new Error(`The run was not opened: ${JSON.stringify(decision.refusal)}`);
      return decision.run.id;
    },

    /** Somebody asks something of a run, and it happens. */
    async change(
      run: RunId,
      email: string,
      ask: Ask,
      clicked: { channel: string; ts: string } | null = null,
    ): Promise<void> {
      keys += 1;
      const decision = await changeRun(at.context(email), { run, key: `key ${keys}`, ask, clicked });
      if (!decision.ok) throw new Error(`${ask.type} was refused: ${JSON.stringify(decision.refusal)}`);
    },

    async version(run: RunId): Promise<number> {
      const { read } = await readRun(at.db, at.id, run, null);
      return read?.run.version ?? 0;
    },

    /** A process that serves the lanes. */
    worker(pace: Partial<Pace> = {}, concurrency?: number) {
      const db = connect(at.url, 4);
      const lanes = startLanes({
        db,
        client,
        now: () => TUESDAY,
        log,
        pace: { ...quick, ...pace },
        ...(concurrency !== undefined && { concurrency }),
      });
      onTestFinished(async () => {
        await lanes.stop();
        await db.close();
      });
      return lanes;
    },

    /** Everything that can be shown is shown. */
    settled: () =>
      until(
        async () => {
          const [row] = await at.db.sql`select count(*)::integer as waiting from baton.slack_messages
            where wanted > shown and state <> 'refused'`;
          return row?.["waiting"] === 0;
        },
        { timeoutMs: 20_000, what: "what the runs want Slack to show" },
      ),

    /** The rows of a run's messages: its card, then its checklists, then its notices. */
    rows: (run: RunId) =>
      at.db.sql`select * from baton.slack_messages where run_id = ${run}
        order by kind = 'notice', kind, stage, part, lane`.then((rows) => [...rows]),

    /** All that the bot has said to somebody alone. */
    async direct(email: string) {
      const { dm } = await slack.state(at.user(email));
      return dm ? slack.messages({ channel: dm, user: at.user(email) }) : [];
    },

    async stopSlack() {
      await sandbox.stop();
    },

    async startSlack() {
      const { botToken, appToken, signingSecret, url } = sandbox;
      sandbox = await start({ botToken, appToken, signingSecret, port: Number(new URL(url).port) });
    },
  };
}

/** The self-serve playbook's tasks of the first stage. */
export const sendWelcome = (run: RunId): TaskId => taskIdOf(run, 1);
export const checkAccount = (run: RunId): TaskId => taskIdOf(run, 2);

import { startByHand } from "#services/start-by-hand.ts";
import { startLanes } from "#slack/lanes.ts";
import { slackClient } from "#slack/client.ts";
import { slackPace, type Pace } from "#slack/pace.ts";
import { buildApp } from "#src/app.ts";
import type { Asker } from "#src/context.ts";
import { newLog } from "#src/log.ts";
import type { Company } from "./company.ts";
import type { SlackWorkspace } from "./slack.ts";

/** As fast as it goes: what Slack allows would be measured otherwise, and that is known. */
const { budgets } = slackPace;
const endless = { capacity: 1_000_000, perMinute: 1_000_000 };
const PACE: Pace = {
  ...slackPace,
  postsMs: 0,
  updatesMs: 0,
  budgets: {
    post: { ...budgets.post, ...endless },
    update: { ...budgets.update, ...endless },
    history: { ...budgets.history, ...endless },
    replies: { ...budgets.replies, ...endless },
    open: { ...budgets.open, ...endless },
  },
};

/** Baton's Bolt app and its lanes, over a socket, in the company's workspace. */
export async function startBot(company: Company, slack: SlackWorkspace) {
  const log = newLog("silent");
  const { db, now } = company;
  const client = slackClient({ token: slack.botToken, slackApiUrl: slack.apiUrl });
  const lanes = startLanes({ db, client, now: () => now, log, pace: PACE });
  const contextOf = (by: Asker) => company.context(by, () => lanes.wake());
  const app = buildApp({ slack: { ...slack, signingSecret: null }, db, log, contextOf });
  await app.start();
  return {
    /** Opens a run as an operator does who types it. */
    async startRun(client: string) {
      const operator = contextOf({ kind: "person", id: company.memberOf("operators"), internal: true });
      const started = await startByHand(operator, {
        client,
        playbook: "enterprise",
        key: `bench start ${client}`,
      });
      if (!started.ok) throw new Error(`${client} was not started: ${started.problem}`);
      return started.run;
    },
    async stop() {
      await app.stop();
      await lanes.stop();
    },
  };
}

import { openCaller } from "#calls/open-caller.ts";
import { connect } from "#db/client.ts";
import { hookPace } from "#domain/hooks.ts";
import { startBoss } from "#jobs/boss.ts";
import { startTicks } from "#jobs/cron.ts";
import { queueWork, workForRuns } from "#jobs/run-work.ts";
import { sweepDeadlines } from "#services/sweep-deadlines.ts";
import type { Asker, Context } from "#src/context.ts";
import { UserIdSchema, WorkspaceIdSchema } from "#src/ids.ts";
import { newLog } from "#src/log.ts";
import { SECRET_KEY } from "#test/support/engine.ts";
import { approveAll } from "./approve-all.ts";

// A process of its own that works for runs, for tests that kill it. It ends by itself with the test that started it.
const [url = "", workspaceId = "", approver = "", loopback = ""] = process.argv.slice(2);
process.once("disconnect", () => process.exit());

const workspace = WorkspaceIdSchema.parse(workspaceId);
const log = newLog("silent");
const db = connect(url);
const boss = await startBoss(url, log, { workers: true });
const context = (by: Asker): Context => ({
  db,
  workspace,
  by,
  now: new Date(),
  log,
  wake: () => {},
  queue: queueWork(boss),
});
const system = () => context({ kind: "system", name: "worker" });
const person = () => context({ kind: "person", id: UserIdSchema.parse(approver), internal: true });
const caller = openCaller({ loopback: [loopback] });
await workForRuns(boss, system, {
  caller,
  secretOf: () => undefined,
  realNow: () => new Date(),
  webhooks: { key: SECRET_KEY, pace: hookPace },
});
startTicks(
  [
    {
      name: "deadlines",
      cron: "* * * * * *",
      run: () => sweepDeadlines({ db, log, now: new Date() }, system),
    },
    { name: "approvals", cron: "* * * * * *", run: () => approveAll(person()) },
  ],
  log,
);
process.send?.("ready");

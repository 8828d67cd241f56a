import { z } from "zod";
import { sandboxClient, until, type SandboxClient } from "#sandbox/client.ts";
import { ChannelIdSchema, TaskIdSchema } from "#src/ids.ts";
import { actionIds } from "#views/ids.ts";
import { startBareApp } from "./bare-app.ts";
import { startBot } from "./bot.ts";
import type { Company } from "./company.ts";
import { spreadOf, type Spread } from "./drive.ts";
import type { SlackHost } from "./slack.ts";

/** Presses of Claim by that many people at the same moment, while nothing else goes on. */
export type PressLevel = {
  readonly people: number;
  readonly presses: number;
  /** From Slack's sending a press until it has the acknowledgement. */
  readonly acknowledgedMs: Spread;
  /** The same of a button with nothing behind it but an insert. */
  readonly bareMs: Spread;
  /** From the press until Slack has the changed message. */
  readonly changedMs: Spread;
};

const RUNS = 110;
const LEVELS = [
  { people: 1, moments: 80 },
  { people: 8, moments: 15 },
];
const WARM_UP = 20;
const POSTED_WITHIN_MS = 90_000;

/** Baton and the bare app are pressed in turns. Each press claims another task. */
export async function measurePresses(company: Company, slack: SlackHost): Promise<PressLevel[]> {
  const bot = await startBot(company, slack.baton);
  const bare = await startBareApp(company.db, slack.bare);
  const people = sandboxClient(slack.baton.url);
  const others = sandboxClient(slack.bare.url);

  /** All press Baton's button, wait until Slack shows what came of it, and press the bare one. */
  async function pressTogether(buttons: readonly Button[]) {
    const pressed = await Promise.all(buttons.map((button) => pressClaim(people, button)));
    await everythingShown(company);
    const bareMs = await Promise.all(
      buttons.map(async ({ user }) => (await others.click({ ...bare.press, user })).ackMs),
    );
    return { pressed, bareMs };
  }

  try {
    for (let number = 1; number <= RUNS; number++) await bot.startRun(`Example Pressed ${number}`);
    await everythingShown(company);
    const buttons = await findButtons(company);
    for (const button of buttons.splice(0, WARM_UP)) await pressTogether([button]);
    const levels: PressLevel[] = [];
    for (const { people: count, moments } of LEVELS) {
      const pressed: Pressed[] = [];
      const bareMs: number[] = [];
      for (let moment = 0; moment < moments; moment++) {
        const together = await pressTogether(buttons.splice(0, count));
        pressed.push(...together.pressed);
        bareMs.push(...together.bareMs);
      }
      levels.push({
        people: count,
        presses: pressed.length,
        acknowledgedMs: spreadOf(pressed.map(({ ackMs }) => ackMs)),
        bareMs: spreadOf(bareMs),
        changedMs: spreadOf(await changedAfterMs(people, pressed)),
      });
    }
    return levels;
  } finally {
    await bot.stop();
    await bare.stop();
  }
}

type Button = Awaited<ReturnType<typeof findButtons>>[number];
type Pressed = Button & { readonly at: number; readonly ackMs: number };

async function pressClaim(people: SandboxClient, button: Button): Promise<Pressed> {
  const { user, channel, ts, task } = button;
  const at = performance.timeOrigin + performance.now();
  const answer = await people.click({ user, channel, ts, action_id: actionIds.claimTask, value: task });
  if (!answer.ok) throw new Error(`${task} was not acknowledged: ${answer.error ?? "no reason"}`);
  return { ...button, at, ackMs: answer.ackMs };
}

const RowSchema = z.object({
  task: TaskIdSchema,
  role: z.string(),
  channel: ChannelIdSchema,
  ts: z.string(),
});

/** The Claim buttons that Slack shows of the runs it was told of: neighbours are of different runs. */
async function findButtons({ db, memberOf }: Company) {
  const rows = await db.sql`
    select t.id as task, t.role, m.channel, m.ts from baton.runs r
    join baton.clients c on c.workspace_id = r.workspace_id and c.id = r.client_id
    join baton.tasks t on t.workspace_id = r.workspace_id and t.run_id = r.id
    join baton.slack_messages m on m.workspace_id = r.workspace_id and m.run_id = r.id and m.kind = 'stage' and m.stage = t.stage
    where c.name like 'Example Pressed %' and t.status = 'ready' order by t.number, r.id`;
  return rows.map((row) => {
    const { role, ...button } = RowSchema.parse(row);
    return { ...button, user: memberOf(role) };
  });
}

/** Waits until Slack shows every run as it is. */
async function everythingShown({ db }: Company): Promise<void> {
  const isShown = async () => {
    const [waiting] = await db.sql`select from baton.slack_messages where wanted > shown limit 1`;
    return !waiting;
  };
  await until(isShown, { timeoutMs: POSTED_WITHIN_MS, what: "every message" });
}

async function changedAfterMs(people: SandboxClient, pressed: readonly Pressed[]): Promise<number[]> {
  const updates = (await people.calls("chat.update")).map(({ args, at, ms }) => ({
    of: `${String(args["channel"])} ${String(args["ts"])}`,
    from: Date.parse(at),
    until: Date.parse(at) + ms,
  }));
  return pressed.map(({ channel, ts, at, task }) => {
    const first = updates.find(({ of, from }) => of === `${channel} ${ts}` && from >= Math.floor(at));
    if (!first) throw new Error(`The message of ${task} did not change`);
    return first.until - at;
  });
}

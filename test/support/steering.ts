import type { UserId } from "#domain/ids.ts";
import { until } from "#sandbox/client.ts";
import type { RunSeen } from "#services/read-run.ts";
import { actionIds, fields, type ActionId } from "#views/ids.ts";
import { messageWith, ONBOARDING, textOf, type Bot } from "./bot.ts";

type Values = Partial<Record<keyof typeof fields, string | number | null>>;

/** Opens what can be changed about a run, from its card, and chooses one. Answers with what the window says then. */
export async function chooseChange(
  bot: Bot,
  user: UserId,
  { run }: RunSeen,
  action: ActionId,
): Promise<string> {
  const before = (await bot.slack.state(user)).view?.id ?? null;
  await bot.press(user, actionIds.changeRun, run.id);
  const menu = await windowWith(bot, user, action, before);
  await bot.slack.click({ user, view_id: menu.id, action_id: action, value: run.id });
  return windowWithout(bot, user, action);
}

/** Fills in the window that is open, and submits it. */
export async function submitForm(bot: Bot, user: UserId, values: Values) {
  const form = await until(async () => (await bot.slack.state(user)).view, { what: "a form" });
  const known = new Map<string, { block_id: string; action_id: string }>(Object.entries(fields));
  const filled = Object.entries(values).map(([name, value]) => {
    const field = known.get(name);
    if (!field) throw new Error(`No form has a field ${name}`);
    return [field.block_id, { [field.action_id]: value }] as const;
  });
  return bot.slack.submit({ user, view_id: form.id, values: Object.fromEntries(filled) });
}

/** Presses a button in the window that is open. Answers with what the window says then. */
export async function pressInWindow(bot: Bot, user: UserId, action: ActionId): Promise<string> {
  const view = await windowWith(bot, user, action);
  await bot.slack.click({ user, view_id: view.id, action_id: action });
  return windowWithout(bot, user, action);
}

/** The window with that button: it opens or changes only after the press before it was acknowledged, and is not the one of before. */
function windowWith(bot: Bot, user: UserId, action: ActionId, before: string | null = null) {
  return until(
    async () => {
      const { view } = await bot.slack.state(user);
      return view && view.id !== before && JSON.stringify(view.view.blocks).includes(`"${action}"`)
        ? view
        : null;
    },
    { what: `a window with ${action}` },
  );
}

/** What the window says once the button that was pressed has made way for what came of it. */
async function windowWithout(bot: Bot, user: UserId, action: ActionId): Promise<string> {
  await until(
    async () =>
      !JSON.stringify((await bot.slack.state(user)).view?.view.blocks ?? []).includes(`"${action}"`),
    { what: `a window without ${action}` },
  );
  return windowText(bot, user);
}

/** What the window says that somebody has open. */
export async function windowText(bot: Bot, user: UserId): Promise<string> {
  const { view } = await bot.slack.state(user);
  return view ? textOf({ text: view.view.title.text, blocks: view.view.blocks }) : "";
}

/** What the card of a run says once it says that. */
export function cardSaying(bot: Bot, { run, client }: RunSeen, words: string): Promise<string> {
  return until(
    async () => {
      const all = await bot.slack.messages({ channel: ONBOARDING, user: run.owner });
      const cards = all.filter(({ threadTs, ephemeral }) => threadTs === null && !ephemeral).map(textOf);
      return cards.find((said) => said.includes(client.name) && said.includes(words)) ?? null;
    },
    { what: `a card with “${words}”` },
  );
}

/** What somebody reads in their direct messages, once it has these words. */
export function dmSaying(bot: Bot, user: UserId, words: string): Promise<string> {
  return until(
    async () => {
      const { dm } = await bot.slack.state(user);
      const all = dm ? await bot.slack.messages({ channel: dm, user }) : [];
      return all.map(textOf).findLast((text) => text.includes(words)) ?? null;
    },
    { what: `a message to ${user} with “${words}”` },
  );
}

export async function dmOf(bot: Bot, user: UserId): Promise<string> {
  return until(async () => (await bot.slack.state(user)).dm, { what: "direct messages" });
}

/** The thread of a run. */
export async function threadOf(bot: Bot, { run }: RunSeen): Promise<string> {
  const where = { channel: ONBOARDING, user: run.owner };
  return (await messageWith(bot, where, actionIds.changeRun, run.id)).ts;
}

import { z } from "zod";
import { linesOf } from "./words.ts";
import { expect, ONBOARDING, people, type Players } from "./players.ts";

const TaskRowSchema = z.object({
  id: z.string(),
  status: z.string(),
  assignee: z.string().nullable(),
  role: z.string(),
  key: z.string(),
});
type TaskRow = z.infer<typeof TaskRowSchema>;

/** The client's task of that key, as Postgres has it. */
export async function taskRow({ rows, client }: Players, key: string): Promise<TaskRow> {
  const [row] = await rows(
    (tx) => tx`select t.id, t.status, t.assignee, t.role, t.key from baton.tasks t
    join baton.runs r on r.id = t.run_id join baton.clients c on c.id = r.client_id
    where c.key = ${client} and t.key = ${key}`,
  );
  if (!row) throw new Error(`Postgres has no task ${key} of ${client}`);
  return TaskRowSchema.parse(row);
}

/** Presses a task's button in the thread, as soon as it is there, and fills in the modal if one opens. */
export async function press(
  players: Players,
  user: string,
  key: string,
  action: string,
  values?: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
) {
  const { id } = await taskRow(players, key);
  const message = await buttonFor(players, id, action);
  const pressed = Date.now();
  const answer = await players.click({
    user,
    channel: message.channel,
    ts: message.ts,
    action_id: action,
    value: id,
  });
  if (answer.error) throw new Error(`Pressing ${action} for ${key} came back with ${answer.error}`);
  if (values) await fillIn(players, user, values);
  return { message, id, pressed };
}

/** The message in the channel that has a button with that value, as soon as it is there. */
export function buttonFor(players: Players, value: string, action: string) {
  return players.look(`a button ${action} for ${value}`, async () =>
    (await players.messages(ONBOARDING)).find(({ blocks }) =>
      buttonsOf(blocks).some((button) => button.action_id === action && button.value === value),
    ),
  );
}

/** Waits for a checklist of that client in which that task stands as done. */
export function ticked(players: Players, name: string, title: string) {
  return players.look(`a checklist of ${name} in which "${title}" is done`, async () =>
    (await players.messages(ONBOARDING)).find(({ text, blocks }) => {
      const lines = linesOf(blocks);
      const at = lines.findIndex((line) => line.startsWith(`*${title}*`));
      return text.startsWith(name) && at >= 0 && lines[at + 1]?.startsWith("✓");
    }),
  );
}

/** Fills in the modal that is open and submits it. */
export async function fillIn(
  { look, state, submit, show }: Players,
  user: string,
  values: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): Promise<void> {
  const blocks = Object.keys(values);
  const view = await look("a modal with that question", async () => {
    const open = (await state(user)).view;
    return open && blocks.every((block) => JSON.stringify(open.view.blocks).includes(`"${block}"`))
      ? open
      : null;
  });
  show({ text: `(modal) ${view.view.title.text}`, blocks: view.view.blocks });
  const answer = await submit({ user, view_id: view.id, values });
  if (answer.error) throw new Error(`The modal came back with ${answer.error}`);
}

/** Waits until Postgres has the task in that state. */
export async function becomes(players: Players, key: string, status: string): Promise<TaskRow> {
  return players.look(`task ${key} ${status} in Postgres`, async () => {
    const row = await taskRow(players, key);
    return row.status === status ? row : null;
  });
}

/** Somebody of a role who does its tasks. */
export function memberOf(role: string): string {
  const doers: Readonly<Record<string, string>> = {
    "customer-success": people.csm1,
    "professional-services": people.ps1,
    security: people.sec,
    support: people.support,
  };
  const doer = doers[role];
  expect(doer !== undefined, `Nobody in the tour does the tasks of ${role}`);
  return doer ?? "";
}

type Button = { readonly action_id?: string; readonly value?: string };

export function buttonsOf(blocks: readonly unknown[]): Button[] {
  return blocks.flatMap((block) => {
    const { elements, accessory } = block as { elements?: readonly Button[]; accessory?: Button };
    return [...(elements ?? []), ...(accessory ? [accessory] : [])];
  });
}

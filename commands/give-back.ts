import { runOf } from "#domain/ids.ts";
import { runOfThread } from "#services/run-of-thread.ts";
import { whatNeeds } from "#services/what-needs.ts";
import { TaskIdSchema } from "#src/ids.ts";
import { gaveBackText, noTaskOfYoursText } from "#views/answers.ts";
import type { TaskLine } from "#views/lines.ts";
import { mineText } from "#views/lists.ts";
import type { Asked } from "./asked.ts";
import { button } from "./buttons.ts";
import { change } from "./changing.ts";
import { said } from "./outcome.ts";
import type { Subcommand } from "./slash.ts";
import { joined } from "./typed.ts";

/** Give back: others of the role can claim it again. */
export const giveBackButton = button(TaskIdSchema, giveBackTask);

/** `/onboard giveback [client or task]`: the one task of mine that is meant, or a list to choose from. */
export const giveback: Subcommand = async (asked, words) => {
  const { ctx, me, thread } = asked;
  const { mine } = await whatNeeds(ctx, me);
  const typed = joined(words);
  const here = typed === "" && thread ? await runOfThread(ctx, thread) : null;
  const meant = mine.filter((task) => isMeant(task, typed) && (here === null || runOf(task.id) === here));
  const [only, ...more] = meant;
  if (!only && typed !== "") return said(noTaskOfYoursText(typed));
  if (!only || more.length > 0 || typed === "") return said(mineText(meant, { me, now: ctx.now }));
  const outcome = await giveBackTask(asked, only.id);
  return outcome.kind === "shown" ? said(gaveBackText(only)) : outcome;
};

function giveBackTask(asked: Asked, task: TaskLine["id"]) {
  return change(asked, task, { type: "give-back-task", task, reason: null });
}

/** By a part of the task's title, or of its client's name. */
function isMeant({ title, client }: TaskLine, typed: string): boolean {
  const wanted = typed.toLowerCase();
  return title.toLowerCase().includes(wanted) || client.toLowerCase().includes(wanted);
}

import { TaskIdSchema } from "#src/ids.ts";
import { button } from "./buttons.ts";
import { change } from "./changing.ts";

/** Claim: the task is theirs, or they hear who has it. */
export const claim = button(TaskIdSchema, (asked, task) => change(asked, task, { type: "claim-task", task }));

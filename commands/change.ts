import type { RunId } from "#domain/ids.ts";
import { RunIdSchema } from "#src/ids.ts";
import { chooseChangeText } from "#views/change-answers.ts";
import { changeMenu } from "#views/change-menu.ts";
import type { Asked } from "./asked.ts";
import { button } from "./buttons.ts";
import { aboutRun, formFor } from "./steering.ts";

/** More…, on a card: everything that whoever owns the onboarding can change about it. */
export const changeRun = button(RunIdSchema, openMenu, { opens: true });

/** `/onboard change <client>`. */
export const change = aboutRun("change", openMenu);

function openMenu(asked: Asked, run: RunId) {
  return formFor(asked, run, { type: "resume-run" }, changeMenu, chooseChangeText);
}

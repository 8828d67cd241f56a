import { nearestOf } from "#services/suggest.ts";
import { COMMANDS, didYouMean, helpText } from "#views/help.ts";
import { said } from "./outcome.ts";
import { commandNamed, type Subcommand } from "./slash.ts";

/** `/onboard help [command]`. */
export const help: Subcommand = async (_, [word]) => {
  if (!word) return said(helpText());
  const name = commandNamed(word.text);
  return said(name ? helpText(name) : didYouMean(word.text, nearestOf(word.text, Object.keys(COMMANDS))));
};

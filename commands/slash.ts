import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs } from "@slack/bolt";
import { UserIdSchema } from "#src/ids.ts";
import { didYouMean, COMMANDS, type CommandName } from "#views/help.ts";
import { nearestOf } from "#services/suggest.ts";
import { doneText, strangerText, workingText } from "#views/answers.ts";
import type { Answer } from "#views/answer.ts";
import { answering, type Door } from "./answering.ts";
import { asking, type Asked, type Deps } from "./asked.ts";
import { said, type Outcome } from "./outcome.ts";
import { openForm } from "./windows.ts";
import { wordsOf, type Word } from "./typed.ts";

/** What one word after `/onboard` does with the words that follow. */
export type Subcommand = (asked: Asked, words: readonly Word[]) => Promise<Outcome>;

/** What can be said, by slash command and by mention: a word of its own each, and what an empty line means. */
export type Grammar = { readonly alone: Subcommand } & Readonly<Record<CommandName, Subcommand>>;

type Slash = SlackCommandMiddlewareArgs & AllMiddlewareArgs;

/** Hears `/onboard`. The answer is for the asker alone. */
export function onSlash(deps: Deps, grammar: Grammar) {
  return ({ command, ack, respond, client, context }: Slash): Promise<void> => {
    const say = (answer: Answer) => respond({ response_type: "ephemeral", ...answer });
    const door: Door = {
      async acknowledge(outcome) {
        if (outcome.kind === "said" || outcome.kind === "broke") {
          await ack({ response_type: "ephemeral", ...outcome.answer });
          return true;
        }
        await ack();
        return outcome.kind === "shown";
      },
      takesLonger: () => ack({ response_type: "ephemeral", ...workingText() }),
      async show(outcome) {
        if (outcome.kind === "shown") await say(doneText());
        else if (outcome.kind !== "form") await say(outcome.answer);
        else if (!(await openForm(client, command.trigger_id, outcome.view))) await say(outcome.instead);
      },
    };
    return answering(deps, door, async () => {
      const user = { id: UserIdSchema.parse(command.user_id), team: command.team_id };
      const asked = await asking(deps, { client, team: context.teamId, user, key: command.trigger_id });
      return obey(grammar, asked, command.text);
    });
  };
}

/** Finds the word that says what to do, and does it. */
export async function obey(grammar: Grammar, asked: Asked, typed: string): Promise<Outcome> {
  const [first, ...rest] = wordsOf(typed);
  if (!first) return grammar.alone(asked, []);
  const name = commandNamed(first.text);
  if (name && !maySee(asked, name, rest)) return said(strangerText());
  if (name) return grammar[name](asked, rest);
  return said(didYouMean(first.text, nearestOf(first.text, Object.keys(COMMANDS))));
}

const OF_US_ALONE: ReadonlySet<CommandName> = new Set([
  "list",
  "why",
  "audit",
  "block",
  "unblock",
  "pause",
  "resume",
  "cancel",
  "change",
  "playbooks",
]);

/** Who is from another organisation sees the onboarding in whose thread they ask, and nothing of other clients. */
function maySee({ ctx, thread }: Asked, name: CommandName, words: readonly Word[]): boolean {
  if (ctx.by.kind === "system" || ctx.by.internal) return true;
  if (name === "status") return thread !== null && words.length === 0;
  // Naming a client would tell whether we have it, and whose names come close.
  if (name === "handoff") return words.length === 0;
  return !OF_US_ALONE.has(name);
}

export function commandNamed(word: string): CommandName | null {
  const name = word.toLowerCase();
  return isCommand(name) ? name : null;
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

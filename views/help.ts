import type { Answer } from "./answer.ts";
import { context, section, sectionsOf } from "./blocks.ts";
import { oneLine } from "./text.ts";

type Help = { readonly usage: string; readonly says: string; readonly more: string };

/** Everything `/onboard` understands, in the order in which people need it. */
export const COMMANDS = {
  start: {
    usage: "start <client> [playbook]",
    says: "begin an onboarding",
    more: "Without a playbook the routing rules choose one. The owner is told at once.",
  },
  status: {
    usage: "status [client]",
    says: "how an onboarding stands, and who has what",
    more: "Without a client it shows those that you own.",
  },
  list: {
    usage: "list [filter]",
    says: "every open onboarding, or those that match",
    more: 'A filter is the beginning of a client\'s name, a playbook, a state (`paused`, `blocked`, `completed`, `all` …) or `overdue`, and any of them together; written out, `owner:@somebody`, `owner:me`, `playbook:enterprise`, `state:paused,blocked`, `client:"Acme Ltd"`. *Reassign* and *Move due* under the list are for all that it shows, and ask once more.',
  },
  mine: {
    usage: "mine",
    says: "the tasks that you hold",
    more: "Each with its buttons: Done, Hand off, Give back, Block.",
  },
  why: {
    usage: "why <client>",
    says: "why it runs this playbook with this owner",
    more: "It tells which rule matched, what the rule saw, and among whom the owner was chosen; of a part, which task it fulfils.",
  },
  handoff: {
    usage: "handoff [client] [@person]",
    says: "offer a task or an onboarding to somebody else",
    more: "With a client that you own it offers the onboarding, else it lists your tasks. You have it until they accept.",
  },
  giveback: {
    usage: "giveback [client or task]",
    says: "give a task back to its role",
    more: "Where several are meant it lists them. Others of the role are told that it is free.",
  },
  block: {
    usage: "block [client]",
    says: "say that something can't go on, and why",
    more: "It asks which task or whether the whole onboarding. A gate closes, the clocks stop, and whoever can open it is told. Without a client it lists your tasks. For example `/onboard block acme`.",
  },
  unblock: {
    usage: "unblock <client>",
    says: "open a closed gate, and say how it goes on",
    more: "Who closed it can't open it. It asks for the cause and for what keeps it from happening again. For example `/onboard unblock acme`.",
  },
  pause: {
    usage: "pause <client>",
    says: "let an onboarding rest while it waits for somebody",
    more: "It asks whom it waits for, and when to look at it again. Nothing rings meanwhile, and the time that is left is kept. For example `/onboard pause acme`.",
  },
  resume: {
    usage: "resume <client>",
    says: "let a paused onboarding go on",
    more: "What was left when it was paused is left from now on.",
  },
  cancel: {
    usage: "cancel <client>",
    says: "end an onboarding before its time",
    more: "It asks why, and says what ends with it. This can't be undone.",
  },
  change: {
    usage: "change <client>",
    says: "everything else that can be changed about an onboarding",
    more: "Its owner, its due dates, a task to add, skip or reopen, another client, or a merge with another onboarding.",
  },
  audit: {
    usage: "audit <client>",
    says: "what happened, by whom and when",
    more: "Each entry seals those before it, so that a change afterwards would show.",
  },
  playbooks: {
    usage: "playbooks [number]",
    says: "the playbooks of the current release, and the releases that wait",
    more: "With a release's number: what making it current would change.",
  },
  help: {
    usage: "help [command]",
    says: "this list, or more about one command",
    more: "Try `/onboard help start`.",
  },
} as const satisfies Readonly<Record<string, Help>>;

export type CommandName = keyof typeof COMMANDS;

/** What can be said to Baton; with a command, how to say it. */
export function helpText(command: CommandName | null = null): Answer {
  if (command !== null) return { text: commandText(COMMANDS[command]) };
  const lines = Object.values(COMMANDS).map(({ usage, says }) => `• \`/onboard ${inCode(usage)}\`: ${says}`);
  return {
    text: "What you can say to Baton",
    blocks: [
      section("*What you can say to Baton*\nAnswers are for your eyes only."),
      ...sectionsOf(["• `/onboard`: what needs you", ...lines]),
      context(
        "In a thread, where slash commands don't work, mention me instead: `@Baton status`. Buttons and App Home do the rest.",
      ),
    ],
  };
}

/** A command that lacks what it needs. */
export function usageText(command: CommandName): Answer {
  return { text: `That lacks something. ${commandText(COMMANDS[command])}` };
}

/** A word that is no command, and the one that may have been meant. */
export function didYouMean(typed: string, suggestion: string | null): Answer {
  const said = `I don't know “${oneLine(typed, 60)}”.`;
  const hint = suggestion === null ? "" : ` Did you mean \`/onboard ${suggestion}\`?`;
  return { text: `${said}${hint} \`/onboard help\` shows what I understand.` };
}

function commandText({ usage, says, more }: Help): string {
  return `\`/onboard ${inCode(usage)}\`: ${says}. ${more}`;
}

function inCode(usage: string): string {
  return usage.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

import { readRun } from "#services/read-run.ts";
import { readStart } from "#services/read-start.ts";
import { CLIENT_NAME_MAX, startByHand } from "#services/start-by-hand.ts";
import { noClientNameText, ruleFailedText, unclearPlaybook, unknownPlaybook } from "#views/answers.ts";
import { usageText } from "#views/help.ts";
import { startedText } from "#views/status.ts";
import { unreachable } from "#domain/unreachable.ts";
import { refused } from "./changing.ts";
import { said } from "./outcome.ts";
import type { Subcommand } from "./slash.ts";
import { isMention } from "./typed.ts";

/** `/onboard start <client> [playbook]`. */
export const start: Subcommand = async ({ ctx, key }, words) => {
  const read = await readStart(ctx, words);
  if ("unclear" in read) return said(unclearPlaybook(read));
  if (read.client.replaceAll(/["\s]/gu, "") === "") return said(usageText("start"));
  const wrongName = words.some(isMention) ? "person" : wrongNameOf(read.client);
  if (wrongName) return said(noClientNameText(read.client, wrongName, CLIENT_NAME_MAX));
  const started = await startByHand(ctx, { ...read, key });
  if (started.ok) {
    const seen = await readRun(ctx, started.run);
    if (!seen) throw new Error(`Run ${started.run} was started and can't be read`);
    return said(startedText({ ...seen, wasOpen: started.wasOpen }));
  }
  switch (started.problem) {
    case "no-such-playbook":
      return said(unknownPlaybook(started.typed, started.playbooks));
    case "rule-failed":
      return said(ruleFailedText(started.rule, started.error));
    case "not-allowed":
      return refused({ code: "not-allowed", intent: "open-run", who: { kind: "internal" } }, null);
    default:
      return unreachable(started);
  }
};

/** Why that can't be a client's name; null: it can. */
export function wrongNameOf(name: string): "unreadable" | "long" | null {
  if (!/[\p{L}\p{N}]/u.test(name)) return "unreadable";
  return name.trim().length > CLIENT_NAME_MAX ? "long" : null;
}

import type { Button, KnownBlock, ModalView } from "@slack/types";
import type { Run } from "#domain/run.ts";
import { actions, button, context, plainText, section } from "./blocks.ts";
import { cancelRunButton, pauseButton, resumeButton } from "./buttons.ts";
import { progressText } from "./card-parts.ts";
import { actionIds, type ActionId } from "./ids.ts";
import { oneLine } from "./text.ts";
import { mention } from "./words.ts";

type MenuProps = {
  readonly run: Run;
  readonly client: { readonly name: string };
  /** What of it there is something to be done about. */
  readonly toSkip: readonly unknown[];
  readonly toReopen: readonly unknown[];
};

/** Everything that whoever owns a run can change about it: a button each, which turns the window into its form. */
export function changeMenu(props: MenuProps): ModalView {
  const { run, client } = props;
  const name = oneLine(client.name, 100);
  const go = (label: string, action: ActionId) =>
    button(label, action, run.id, `the onboarding of ${client.name}`);
  const isPaused = run.status === "paused";
  const isRoot = run.parent === null;
  return {
    type: "modal",
    title: plainText("Change an onboarding"),
    close: plainText("Close"),
    blocks: [
      section(`*${name}*, ${oneLine(run.title, 100)}\n${progressText(run)} · owned by ${mention(run.owner)}`),
      ...group(
        "The onboarding",
        isPaused
          ? "It is paused, and nothing in it counts down."
          : "Pause it while it waits for somebody: nothing rings meanwhile.",
        [
          ...(isPaused ? [resumeButton(run.id, client.name)] : []),
          pauseButton(run.id, client.name, isPaused ? "Keep paused…" : "Pause…"),
          go("Give to somebody…", actionIds.assignRun),
          ...(isPaused ? [] : [go("Change due dates…", actionIds.changeDue)]),
        ],
      ),
      ...group("Its tasks", "Only in this onboarding: the playbook stays as it is.", [
        go("Add a task…", actionIds.addTask),
        ...(props.toSkip.length > 0 ? [go("Skip a task…", actionIds.skipTask)] : []),
        ...(props.toReopen.length > 0 ? [go("Reopen a task…", actionIds.reopenTask)] : []),
      ]),
      ...(isRoot
        ? group("Opened by mistake?", "For the wrong client, or twice for one sale.", [
            go("Move to another client…", actionIds.moveRun),
            go("Merge with another…", actionIds.mergeRun),
          ])
        : [context("It is part of another onboarding, which it is moved and merged with.")]),
      ...group("Over before its time?", "What is open in it is passed over. It asks first.", [
        cancelRunButton(run.id, client.name),
      ]),
    ],
  };
}

function group(heading: string, says: string, buttons: readonly Button[]): KnownBlock[] {
  return [section(`*${heading}*\n${says}`), ...actions(buttons)];
}

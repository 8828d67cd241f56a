import type { ModalView } from "@slack/types";
import type { Run } from "#domain/run.ts";
import { plainText, section } from "./blocks.ts";
import { fields, modalIds } from "./ids.ts";
import { form, radioInput, textInput } from "./modal.ts";
import { pausedText } from "./pause-words.ts";
import { oneLine } from "./text.ts";

type PauseProps = {
  readonly run: Run;
  readonly client: { readonly name: string };
  /** Of one that is paused: what was written about it. */
  readonly reason: string | null;
  /** A date in the run's zone. */
  readonly inAWeek: string;
};

/** Asks for whom a run rests, until when and why. About: `{ run }`. */
export function pauseModal({ run, client, reason, inAWeek }: PauseProps): ModalView {
  const isPaused = run.status === "paused";
  const name = `*${oneLine(client.name, 100)}*`;
  return form({
    id: modalIds.pause,
    title: isPaused ? "Keep it paused" : "Pause an onboarding",
    submit: isPaused ? "Keep paused" : "Pause",
    about: { run: run.id },
    blocks: [
      section(
        isPaused
          ? `${name}\n${pausedText(run.pause, null)}`
          : `${name}\nNothing new starts and no deadline rings. What is open may still be finished, and the time that is left is kept.`,
      ),
      radioInput({
        field: fields.waitingOn,
        label: "Whom does it wait for?",
        options: [
          { value: "client", text: "The client", description: "What the client is to do stays due." },
          { value: "vendor", text: "A vendor, or another third party" },
          { value: "us", text: "Us" },
        ],
        chosen: isPaused ? run.pause.on : "client",
      }),
      {
        type: "input",
        block_id: fields.review.block_id,
        label: plainText("When shall we look at it again?"),
        hint: plainText("The owner is asked on the morning of that day whether it still has to rest."),
        element: { type: "datepicker", action_id: fields.review.action_id, initial_date: inAWeek },
      },
      textInput({
        field: fields.reason,
        label: "Why?",
        hint: "Everybody in the channel reads it.",
        optional: true,
        begins: reason,
      }),
    ],
  });
}

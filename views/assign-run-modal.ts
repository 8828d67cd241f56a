import type { ModalView } from "@slack/types";
import type { Run } from "#domain/run.ts";
import { section } from "./blocks.ts";
import { fields, modalIds } from "./ids.ts";
import { form, personInput } from "./modal.ts";
import { oneLine } from "./text.ts";
import { mention } from "./words.ts";

/** Asks who shall own a run from now on, without asking them. About: `{ run }`. */
export function assignRunModal({
  run,
  client,
}: {
  readonly run: Run;
  readonly client: { readonly name: string };
}): ModalView {
  return form({
    id: modalIds.assignRun,
    title: "Give to somebody",
    submit: "Give it to them",
    about: { run: run.id },
    blocks: [
      section(
        `${mention(run.owner)} owns the onboarding of *${oneLine(client.name, 100)}*. To ask somebody first, use *Hand off* instead.`,
      ),
      personInput(fields.person, "Who shall own it?", "It is theirs at once, and they are told."),
    ],
  });
}

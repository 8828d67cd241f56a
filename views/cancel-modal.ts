import type { ModalView } from "@slack/types";
import { isLive, openOffers, type Run } from "#domain/run.ts";
import { isOpen, isOver } from "#domain/task.ts";
import { section } from "./blocks.ts";
import { fields, modalIds } from "./ids.ts";
import { form, textInput } from "./modal.ts";
import { oneLine } from "./text.ts";
import { count, listed } from "./words.ts";

type CancelProps = { readonly run: Run; readonly client: { readonly name: string } };

/** Asks why a run shall end, and says what ends with it. About: `{ run }`. */
export function cancelModal({ run, client }: CancelProps): ModalView {
  return form({
    id: modalIds.cancel,
    title: "Cancel an onboarding",
    submit: "Cancel it for good",
    close: "Keep it going",
    about: { run: run.id },
    blocks: [
      section(
        `⚠️ *The onboarding of ${oneLine(client.name, 100)} ends for good.* This can't be undone.\n${endsWith(run)}`,
      ),
      textInput({
        field: fields.reason,
        label: "Why does it end?",
        hint: "Everybody in the channel reads it.",
      }),
    ],
  });
}

/** What a run takes along to its end. */
export function endsWith(run: Run): string {
  if (!isLive(run)) return "";
  const left = run.tasks.filter((task) => !isOver(task));
  const parts = left.filter((task) => isOpen(task) && task.work.kind === "run" && task.status === "running");
  const what = [
    count(left.length, "task"),
    ...(parts.length > 0
      ? [count(parts.length, "onboarding that is part of it", "onboardings that are part of it")]
      : []),
    ...(openOffers(run).length > 0 ? [count(openOffers(run).length, "offer")] : []),
    ...(run.exceptions.length > 0 ? [count(run.exceptions.length, "exception")] : []),
  ];
  return `With it end ${listed(what, 4)}. What is done stays on record.`;
}

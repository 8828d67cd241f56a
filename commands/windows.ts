import type { ModalView } from "@slack/types";
import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import { messageModal } from "#views/message-modal.ts";
import { doneText } from "#views/answers.ts";
import type { Outcome } from "./outcome.ts";

/** The press was delivered twice, and the first delivery has opened the window. */
const IS_OPEN = "exchanged_trigger_id";
const TOO_LATE: ReadonlySet<string> = new Set(["expired_trigger_id", "trigger_expired"]);

/** Opens a window for what somebody has just done. False: it is too late to open one. */
export async function openForm(client: WebClient, trigger: string, view: ModalView): Promise<boolean> {
  try {
    await client.views.open({ trigger_id: trigger, view });
    return true;
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError)) throw error;
    if (error.data.error === IS_OPEN) return true;
    if (TOO_LATE.has(error.data.error)) return false;
    throw error;
  }
}

/** What a window shows of an outcome. */
export function windowOf(outcome: Outcome): ModalView {
  if (outcome.kind === "form") return outcome.view;
  return messageModal(outcome.kind === "shown" ? doneText() : outcome.answer);
}

import type { HomeView, ModalView } from "@slack/types";
import { SlackError } from "../slack-error.ts";
import { type Problem, readBlocks } from "./blocks.ts";
import { plainText } from "./elements.ts";
import { anything, boolean, isObject, object, optional, required, string } from "./rules.ts";

const VIEW_BYTES_MAX = 250_000;

const shared = {
  type: required(anything),
  blocks: required(anything),
  private_metadata: optional(string(3000)),
  callback_id: optional(string(255)),
  external_id: optional(string(255)),
};

const modal = object({
  ...shared,
  title: required(plainText(24)),
  submit: optional(plainText(24)),
  close: optional(plainText(24)),
  clear_on_close: optional(boolean),
  notify_on_close: optional(boolean),
  submit_disabled: optional(boolean),
});

const home = object({
  ...shared,
  title: optional(anything),
  close: optional(anything),
  submit: optional(anything),
});

/** A modal as Slack would take it; throws what Slack answers to one it refuses. */
export function readModal(given: unknown): ModalView {
  const problems = check(given, "modal");
  if (isObject(given) && problems.length === 0) {
    const { blocks } = readBlocks(given["blocks"], "modal", "/view/blocks");
    const view: unknown = { ...given, blocks };
    if (isModal(view)) return view;
  }
  throw refusal(problems);
}

export function readHome(given: unknown): HomeView {
  const problems = check(given, "home");
  if (isObject(given) && problems.length === 0) {
    const { blocks } = readBlocks(given["blocks"], "home", "/view/blocks");
    const view: unknown = { ...given, blocks };
    if (isHome(view)) return view;
  }
  throw refusal(problems);
}

function check(given: unknown, surface: "modal" | "home"): Problem[] {
  if (!isObject(given)) return [{ problem: "must be an object", at: "/view" }];
  if (Buffer.byteLength(JSON.stringify(given)) > VIEW_BYTES_MAX) throw new SlackError("view_too_large");
  const problems: Problem[] = [];
  const report = (problem: string, at: string) => void problems.push({ problem, at });
  if (given["type"] !== surface) report(`must be of type ${surface}`, "/view/type");
  (surface === "modal" ? modal : home)(given, "/view", report);
  problems.push(...readBlocks(given["blocks"], surface, "/view/blocks").problems);
  if (surface === "modal" && given["submit"] === undefined && hasInput(given["blocks"]))
    report("missing required field: submit", "/view");
  return problems;
}

function hasInput(blocks: unknown): boolean {
  return (
    Array.isArray(blocks) && blocks.some((block: unknown) => isObject(block) && block["type"] === "input")
  );
}

function isModal(view: unknown): view is ModalView {
  return isObject(view) && view["type"] === "modal";
}

function isHome(view: unknown): view is HomeView {
  return isObject(view) && view["type"] === "home";
}

function refusal(problems: readonly Problem[]): SlackError {
  const messages = problems.map(({ problem, at }) => `[ERROR] ${problem} [json-pointer:${at}]`);
  return new SlackError("invalid_arguments", { response_metadata: { messages } });
}

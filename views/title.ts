import { oneLine } from "./text.ts";

const TITLE_MAX = 150;

/** A task's title as people meet it in a sentence or a list. */
export function titleOf({ title }: { readonly title: string }, max: number = TITLE_MAX): string {
  return `*${oneLine(title, max) || "Untitled task"}*`;
}

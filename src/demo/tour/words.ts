import type { KnownBlock } from "@slack/types";

/** What a message or a view says, as plain lines: texts, and buttons in brackets. */
export function linesOf(blocks: readonly unknown[]): string[] {
  return blocks.flatMap((block) => linesOfBlock(block as KnownBlock)).filter((line) => line !== "");
}

function linesOfBlock(block: KnownBlock): string[] {
  switch (block.type) {
    case "header":
      return plain(block.text.text);
    case "section": {
      const fields = (block.fields ?? []).map(({ text }) => text.replaceAll("\n", ": ")).join("   ");
      const button = block.accessory?.type === "button" ? [`[${block.accessory.text.text}]`] : [];
      return [...plain(block.text?.text ?? ""), ...plain(fields), ...button];
    }
    case "context":
      return plain(block.elements.map((element) => ("text" in element ? element.text : "")).join(" "));
    case "actions":
      return [
        block.elements
          .map((element) => (element.type === "button" ? `[${element.text.text}]` : ""))
          .join(" "),
      ];
    case "input":
      return [`${block.label.text}: ____`];
    default:
      return [];
  }
}

function plain(text: string): string[] {
  return text
    .replaceAll(/<!date\^\d+\^[^|]*\|([^>]*)>/g, "$1")
    .replaceAll(/<https?:[^|>]*\|([^>]*)>/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .split("\n");
}

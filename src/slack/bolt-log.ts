import { LogLevel, type Logger } from "@slack/bolt";
import type { Log } from "#src/log.ts";

const LINE_MAX = 500;

/**
 * Bolt's own lines, in our log. What it would say to debug holds whole payloads, so that is left out; tokens, quoted
 * fragments of what was sent, and what follows a question mark in an address are taken out of the rest.
 */
export function boltLog(log: Log): Logger {
  const line = (message: readonly unknown[]) => message.map(withoutSecrets).join(" ").slice(0, LINE_MAX);
  return {
    debug() {},
    info: (...message) => log.debug({ from: "bolt" }, line(message)),
    warn: (...message) => log.warn({ from: "bolt" }, line(message)),
    error: (...message) => log.error({ from: "bolt" }, line(message)),
    setLevel() {},
    getLevel: () => LogLevel.INFO,
    setName() {},
  };
}

function withoutSecrets(part: unknown): string {
  return String(part)
    .replace(/\bx(?:ox[a-z]|app)-[\w-]+/g, "(token)")
    .replace(/"[^"]*"|'[^']*'/g, '"…"')
    .replace(/(\b(?:https?|wss?):\/\/[^\s?]+)\?\S*/g, "$1?…");
}

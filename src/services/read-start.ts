import type { Context } from "#src/context.ts";
import { didYouMean } from "#book/suggest.ts";
import { findCurrentRelease } from "#db/releases.ts";
import { releaseOf } from "./release-of.ts";

/** A word as it was typed; what stood in quotes is one word. */
export type Typed = { readonly text: string; readonly quoted: boolean };

export type StartRead =
  | { readonly client: string; readonly playbook: string | null }
  /** The last word may be a playbook that was mistyped, or belong to the client's name. */
  | { readonly unclear: string; readonly client: string; readonly playbooks: readonly string[] };

/**
 * Tells the client's name from the playbook's: what stands after a name in quotes is a playbook, and so is a last word that
 * is one's name. A last word that almost is one could be either, and is not guessed.
 */
export async function readStart(ctx: Context, typed: readonly Typed[]): Promise<StartRead> {
  const rest = typed.slice(0, -1);
  const last = typed.at(-1);
  const whole = joined(typed);
  if (!last || rest.length === 0 || last.quoted) return { client: whole, playbook: null };
  if (rest.length === 1 && rest[0]?.quoted) return { client: rest[0].text, playbook: last.text };
  const playbooks = await playbooksOf(ctx);
  const word = last.text.toLowerCase();
  if (playbooks.includes(word)) return { client: joined(rest), playbook: word };
  if (didYouMean(word, playbooks) !== "") return { unclear: last.text, client: whole, playbooks };
  return { client: whole, playbook: null };
}

/** The playbooks of the current release. */
export async function playbooksOf(ctx: Context): Promise<string[]> {
  const release = await findCurrentRelease(ctx.db, ctx.workspace);
  if (!release) throw new Error(`Workspace ${ctx.workspace} has no release`);
  return Object.keys((await releaseOf(ctx.db, ctx.workspace, release.number)).playbooks);
}

function joined(typed: readonly Typed[]): string {
  return typed.map(({ text }) => text).join(" ");
}

import { completing } from "./completing.ts";
import { deadlines } from "./deadlines.ts";
import { handingOff } from "./handing-off.ts";
import { opening } from "./opening.ts";
import type { Players } from "./players.ts";
import { working } from "./working.ts";

export type Chapter = { readonly title: string; play(players: Players): Promise<void> };

/** The story, from a signed deal to a finished onboarding. */
export const chapters: readonly Chapter[] = [
  ...opening,
  ...working,
  ...handingOff,
  ...deadlines,
  ...completing,
];

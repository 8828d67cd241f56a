import type { KnownBlock } from "@slack/types";

/** What only the asker sees: words, and blocks where there is more to show or to press. */
export type Answer = { readonly text: string; readonly blocks?: KnownBlock[] };

import type { Context } from "#src/context.ts";

/** What services about releases work with: they change no run, and queue no work. */
export type ReleaseContext = Omit<Context, "queue">;

import { Hono, type MiddlewareHandler } from "hono";
import { z } from "zod";
import type { Context } from "#src/context.ts";
import type { Log } from "#src/log.ts";
import { isLoopback } from "#src/loopback.ts";
import { countRuns, listRunPage } from "#services/list-runs.ts";
import { OPEN_STATES, type RunFilter } from "#domain/run-filter.ts";
import { runsPage } from "./runs-page.ts";

export type WebDeps = {
  readonly log: Pick<Log, "info" | "error">;
  /** Whether everything that Baton needs answers; null: it does, else what doesn't. */
  ready(): Promise<string | null>;
  /** The list of runs is for this machine alone until people can sign in; null: it isn't served at all. */
  readonly contextOf: (() => Promise<Context>) | null;
  /** Moves the demo's clock; null outside the demo. */
  readonly moveClock: ((by: MoveClock) => Promise<{ now: Date; met: number }>) | null;
};

export type MoveClock = { readonly to: "next-deadline" } | { readonly byMs: number };

/** Whoever asks whether Baton is ready asks often, and takes no answer for one: a database that hangs isn't waited for. */
const READY_WITHIN_MS = 1500;

const YEAR_MS = 366 * 86_400_000;

/** Days, hours, minutes and seconds: the parts of an ISO 8601 duration whose length is fixed. */
const DURATION = /^P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const MillisecondsSchema = z
  .string()
  .regex(DURATION)
  .transform(millisecondsOf)
  // Far enough for every story, and never to where dates end.
  .pipe(z.number().max(YEAR_MS));

const MoveSchema = z.union([
  z.strictObject({ to: z.literal("next-deadline") }),
  z.strictObject({ by: MillisecondsSchema }).transform(({ by }) => ({ byMs: by })),
]);

/** What Baton serves besides webhooks and Slack: whether it lives, the list of runs, and the demo's clock. */
export function webRoutes({ log, ready, contextOf, moveClock }: WebDeps): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header("x-content-type-options", "nosniff");
    c.header("referrer-policy", "no-referrer");
    c.header(
      "content-security-policy",
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    );
  });
  app.get("/healthz", (c) => c.text("ok"));
  app.get("/readyz", async (c) => {
    const missing = await inTime(ready());
    return missing === null ? c.text("ready") : c.text(`not ready: ${missing}`, 503);
  });
  if (contextOf) {
    app.get("/", onThisMachine, async (c) => {
      const ctx = await contextOf();
      const open = await firstOf(ctx, { states: OPEN_STATES });
      return c.html(runsPage(open, await firstOf(ctx, { states: ["completed"] }), ctx.now));
    });
  }
  if (moveClock) {
    app.post("/demo/clock", onThisMachine, async (c) => {
      // Another site's page can send any other type without the browser asking us first.
      if (!/^application\/json\b/i.test(c.req.header("content-type") ?? ""))
        return c.json({ title: "Unsupported media type", detail: "Send it as application/json." }, 415);
      const move = MoveSchema.safeParse(await c.req.json().catch(() => null));
      if (!move.success)
        return c.json(
          {
            title: "Malformed body",
            detail: 'Expected {"to":"next-deadline"} or {"by":"PT4H"}, a year at most.',
          },
          400,
        );
      const { now, met } = await moveClock(move.data);
      log.info({ now, met }, "demo clock moved");
      return c.json({ now, met });
    });
  }
  app.onError((err, c) => {
    log.error({ err, path: c.req.path }, "request failed");
    return c.json({ title: "Something broke on our side" }, 500);
  });
  return app;
}

const PAGE = 100;

async function firstOf(ctx: Context, filter: RunFilter) {
  const [{ runs }, count] = await Promise.all([
    listRunPage(ctx, filter, { after: null, limit: PAGE }),
    countRuns(ctx, filter),
  ]);
  return { runs, count };
}

async function inTime(ready: Promise<string | null>): Promise<string | null> {
  const { promise: late, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve("no answer in time"), READY_WITHIN_MS);
  try {
    return await Promise.race([ready, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Lets in who asks for this machine by its own name. A page elsewhere whose name has come to mean this machine, and a
 * tunnel to it, ask for another.
 */
const onThisMachine: MiddlewareHandler = async (c, next) => {
  if (isLoopback(new URL(c.req.url).hostname)) return next();
  return c.json({ title: "Not here", detail: "This is served to this machine alone, as 127.0.0.1." }, 403);
};

function millisecondsOf(duration: string): number {
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = DURATION.exec(duration) ?? [];
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}

import { z } from "zod";
import type { Context } from "#src/context.ts";
import type { Sql, Statement } from "#db/client.ts";
import { isUniqueViolation } from "#db/faults.ts";
import { readRun, writeAnswer, writeRun, type Crew, type RunRead } from "#db/runs.ts";
import type { Actor } from "#domain/actor.ts";
import { decide } from "#domain/decide.ts";
import { effectsOf, type Effects } from "#domain/effects.ts";
import type { RunEvent } from "#domain/event.ts";
import type { Facts } from "#domain/facts.ts";
import { hookJobs } from "#domain/hooks.ts";
import type { RunId, UserId } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import type { Decision } from "#domain/narrate.ts";
import type { Refusal } from "#domain/refusal.ts";
import type { Run } from "#domain/run.ts";
import { factsFrom } from "./facts-from.ts";
import type { NewText } from "./new-text.ts";
import { releaseOf } from "./release-of.ts";

/** What a decision made of a run. */
export type Made = {
  readonly before: Run;
  readonly events: readonly RunEvent[];
  /** Whom it concerns, but for who asked: those whom one change alone would be told to. */
  readonly concerns: readonly UserId[];
};

/** What is asked of a run, and by which key it is known should it be asked again. */
export type Request = {
  readonly run: RunId;
  readonly key: string;
  /** What the record keeps of the key, for ever; by default all of it. A key that holds a digest of what was typed keeps less. */
  readonly cause?: string;
  readonly ask: Ask;
  /** What was typed with it; stored with the decision, or not at all. */
  readonly texts?: readonly NewText[];
  /** The version that the asker has seen: where the run is another by now, nothing happens. */
  readonly ifVersion?: number;
  /** What else belongs into the transaction of what follows. */
  readonly also?: (tx: Sql, made: Made) => readonly Statement[];
  /** Nobody is written to about it: whoever asks for many at once sees to that. */
  readonly isQuiet?: boolean;
  /** The message whose button was pressed. */
  readonly clicked?: { readonly channel: string; readonly ts: string } | null;
};

const TRIES_MAX = 20;

/**
 * The one door to a run: reads it, decides, and writes what follows, guarded by the version that was read. Tries again
 * when another was faster. The same key gives the first answer again and changes nothing.
 */
export async function changeRun(ctx: Context, request: Request): Promise<Decision> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const decision = await tryOnce(ctx, request);
    if (decision) return decision;
  }
  throw new Error(`Run ${request.run} changed ${TRIES_MAX} times while ${request.ask.type} was decided`);
}

async function tryOnce(ctx: Context, request: Request): Promise<Decision | null> {
  const { read, crew } = await readRun(ctx.db, ctx.workspace, request.run, request.key);
  if (!read) return { ok: false, refusal: { code: "not-found", entity: "run" } };
  if (read.answered !== undefined) return answeredBefore(read);
  if (request.ifVersion !== undefined && request.ifVersion !== read.run.version)
    return { ok: false, refusal: { code: "version-changed", version: read.run.version } };
  const book = await releaseOf(ctx.db, ctx.workspace, read.run.release);
  const facts = factsFrom(book, crew, ctx.now, read);
  const decision = decide(
    read.run,
    { ...request.ask, by: actorOf(ctx, crew), key: request.cause ?? request.key },
    facts,
  );
  const written = await write(ctx, request, { read, crew }, decision, facts);
  if (written) report(ctx, request, decision);
  return written ? decision : null;
}

async function write(
  ctx: Context,
  request: Request,
  { read, crew }: { readonly read: RunRead; readonly crew: Crew },
  decision: Decision,
  facts: Facts,
): Promise<boolean> {
  const answering = {
    key: request.key,
    answer: answerOf(decision),
    answeredAt: ctx.now,
    clicked: request.clicked ?? null,
  };
  if (!decision.ok || decision.events.length === 0) {
    if (isKept(decision)) await writeAnswer(ctx.db, read.run, answering);
    if (answering.clicked) ctx.wake();
    return true;
  }
  const { events } = decision;
  try {
    const loud = effectsOf(events, decision.run, facts);
    const effects = request.isQuiet ? { ...loud, notices: [] } : loud;
    const told = hookJobs(crew.hooks, events, decision.run);
    const queued = await ctx.queue(ctx.workspace, [...effects.jobs, ...told]);
    const { also } = request;
    const written = await writeRun(ctx.db, {
      ...answering,
      before: read.run,
      after: decision.run,
      events,
      effects,
      head: read.head,
      texts: request.texts ?? [],
      also: also
        ? (tx) => [...queued(tx), ...also(tx, { before: read.run, events, concerns: concernsOf(loud) })]
        : queued,
    });
    if (written) ctx.wake();
    return written;
  } catch (error) {
    // The same key was answered between our read and our write: the next try finds that answer.
    if (isUniqueViolation(error, "intents")) return false;
    throw error;
  }
}

function concernsOf({ notices }: Effects): readonly UserId[] {
  return [...new Set(notices.flatMap(({ to }) => ("person" in to ? [to.person] : [])))];
}

/** The asker with the roles they have now. People whom the workspace doesn't know have none. */
export function actorOf(ctx: Pick<Context, "by">, crew: Crew): Actor {
  if (ctx.by.kind === "system") return ctx.by;
  const { id, internal } = ctx.by;
  const roles = [...crew.roles].filter(([, members]) => members.includes(id)).map(([role]) => role);
  return { kind: "person", id, roles, internal };
}

const AnswerSchema = z.union([
  z.object({ ok: z.literal(true) }),
  // Our own words, read back as they were written.
  z.object({
    ok: z.literal(false),
    refusal: z.custom<Refusal>((value) => z.object({ code: z.string() }).safeParse(value).success),
  }),
]);

function answerOf(decision: Decision) {
  return decision.ok ? { ok: true, run: decision.run.id } : { ok: false, refusal: decision.refusal };
}

function answeredBefore({ run, answered }: RunRead): Decision {
  const answer = AnswerSchema.parse(answered);
  return answer.ok ? { ok: true, events: [], run } : answer;
}

/** A form that lacks something goes through once it is corrected; a missing thing may appear. */
function isKept(decision: Decision): boolean {
  return (
    decision.ok || (decision.refusal.code !== "evidence-missing" && decision.refusal.code !== "not-found")
  );
}

function report({ log }: Context, { run, ask }: Request, decision: Decision): void {
  if (decision.ok)
    log.info({ run, intent: ask.type, events: decision.events.map(({ type }) => type) }, "run changed");
  else log.info({ run, intent: ask.type, refusal: decision.refusal.code }, "run refused");
}

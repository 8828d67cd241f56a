import type { Sql, Statement } from "#db/client.ts";
import type { Context } from "#src/context.ts";
import { ChannelIdSchema, newRunId } from "#src/ids.ts";
import { openRunsOf } from "#db/deals.ts";
import { readCrew, writeRun, type Crew } from "#db/runs.ts";
import { heldTasksOf, type Subject } from "#db/subjects.ts";
import type { Book, Playbook } from "#domain/book.ts";
import { decide } from "#domain/decide.ts";
import { effectsOf } from "#domain/effects.ts";
import { activeMembers, type Facts } from "#domain/facts.ts";
import { hookJobs } from "#domain/hooks.ts";
import type { ClientId, DealId, RunId, TriggerId, UserId, WorkspaceId } from "#domain/ids.ts";
import type { AskOf, History } from "#domain/intent.ts";
import type { Decision } from "#domain/narrate.ts";
import { pickOwner, type OwnerChoice } from "#domain/pick-owner.ts";
import type { Parent } from "#domain/run.ts";
import { actorOf } from "./change-run.ts";
import { factsFrom } from "./facts-from.ts";

export type Opening = {
  readonly client: ClientId;
  readonly deal: DealId;
  /** 1 unless a person restarts a deal whose last run is over. */
  readonly generation: number;
  /** Null: of a child whose parent has none. */
  readonly trigger: TriggerId | null;
  readonly occurredAt: Date;
  readonly playbook: Playbook;
  /** The role that provides the owner. */
  readonly role: string;
  readonly book: Book;
  readonly release: number;
  readonly key: string;
  readonly subject: Subject;
  /** Missing: whom the role gives. */
  readonly owner?: UserId;
  /** How far it had come before Baton knew of it; missing: it begins now. */
  readonly history?: History;
  /** The task of another run that this one fulfils. */
  readonly parent: Parent | null;
  /** Statements that belong into the run's own transaction. */
  readonly also: (opened: { run: RunId; choice: OwnerChoice }) => (tx: Sql) => readonly Statement[];
};

/** Opens a run under the owner that its role gives. Throws a unique violation on `runs` when the deal has that generation. */
export async function openRun(ctx: Context, opening: Opening): Promise<Decision> {
  const crew = await readCrew(ctx.db, ctx.workspace);
  const { playbook, deal, key } = opening;
  const held = await heldTasksOf(ctx.db, ctx.workspace, rolesOfAuto(playbook));
  const facts = factsFrom(opening.book, crew, ctx.now, { subject: opening.subject, held });
  const choice = opening.owner
    ? { owner: opening.owner, missingRole: null, considered: [] }
    : await chooseOwner(ctx, crew, facts, opening.role);
  const run = newRunId();
  const ask = askToOpen(ctx.workspace, opening, run, choice);
  const decision = decide(null, { ...ask, by: actorOf(ctx, crew), key }, facts);
  if (!decision.ok) return decision;
  const effects = effectsOf(decision.events, decision.run, facts);
  // What came for the deal before is for the run's tasks.
  const told = hookJobs(crew.hooks, decision.events, decision.run);
  const queued = await ctx.queue(ctx.workspace, [...effects.jobs, ...told, { queue: "signal", deal }]);
  await writeRun(ctx.db, {
    before: null,
    after: decision.run,
    events: decision.events,
    effects,
    head: null,
    key,
    answer: { ok: true, run },
    answeredAt: ctx.now,
    texts: [],
    clicked: null,
    also: (tx) => [...opening.also({ run, choice })(tx), ...queued(tx)],
  });
  ctx.wake();
  ctx.log.info({ run, playbook: playbook.playbook, owner: choice.owner }, "run opened");
  return decision;
}

/** What is asked of the domain. */
export function askToOpen(
  workspace: WorkspaceId,
  opening: Omit<Opening, "key" | "subject" | "also" | "role">,
  run: RunId,
  { owner, missingRole }: Pick<OwnerChoice, "owner" | "missingRole">,
): AskOf<"open-run"> {
  const { playbook, client, deal, generation, trigger, occurredAt, release, parent, book, history } = opening;
  return {
    type: "open-run",
    run,
    workspace,
    client,
    deal,
    generation,
    trigger,
    occurredAt,
    playbook,
    release,
    parent,
    channel: channelOf(book, playbook),
    owner,
    missingRole,
    simulated: false,
    history: history ?? null,
  };
}

/** Roles whose members may be given a task of the playbook without being asked. */
export function rolesOfAuto({ stages }: Playbook): readonly string[] {
  const tasks = stages.flatMap((stage) => stage.tasks);
  return tasks.flatMap(({ work, role }) => (work.kind === "human" && work.mode === "auto" ? [role] : []));
}

async function chooseOwner(ctx: Context, crew: Crew, facts: Facts, role: string): Promise<OwnerChoice> {
  const members = crew.roles.get(role) ?? [];
  const available = new Set(activeMembers(facts, role));
  const load = await openRunsOf(ctx.db, ctx.workspace, members);
  const candidates = members.map((id) => ({ id, available: available.has(id), openRuns: load.get(id) ?? 0 }));
  return pickOwner(role, candidates, crew.fallbackOwner);
}

/** The book was checked when it was released: an unknown channel is a fault. */
function channelOf(book: Book, playbook: Playbook) {
  return ChannelIdSchema.parse(book.workspace.channels[playbook.channel]);
}

import { batchInWorkspace, type Sql } from "#db/client.ts";
import { CHAIN_START, link } from "#db/event-codec.ts";
import { readCrew, writeRun, type Crew } from "#db/runs.ts";
import type { RunWrite, TextRow } from "#db/run-writes.ts";
import type { Actor } from "#domain/actor.ts";
import type { Playbook } from "#domain/book.ts";
import { decide } from "#domain/decide.ts";
import { effectsOf } from "#domain/effects.ts";
import type { RunId, UserId } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import type { Run } from "#domain/run.ts";
import { changeRun } from "#services/change-run.ts";
import { factsFrom } from "#services/facts-from.ts";
import { newText } from "#services/new-text.ts";
import { openRun } from "#services/open-run.ts";
import { ChannelIdSchema, newClientId, newDealId, newRunId } from "#src/ids.ts";
import { readAggregate, readPeople } from "./claim-floor.ts";
import type { Company } from "./company.ts";
import { drive, median, spreadOf, type Round, type Spread } from "./drive.ts";

/** Whole runs from open to completed at one number of callers: through the services, and the floor beside it. */
export type RunLevel = {
  readonly callers: number;
  /** How often a run changed on its way: opened once, and each task claimed and done. */
  readonly changes: number;
  readonly service: Side;
  readonly floor: Side;
  readonly ratio: { readonly median: number; readonly worst: number; readonly best: number };
};
type Side = { readonly perSecond: number; readonly ms: Spread; readonly cpuMs: number };

const PLAYBOOK = "enterprise";
const PAIRS = 5;
const WARM_UP = 8;
const LEVELS = [
  { callers: 1, runs: 4 },
  { callers: 8, runs: 24 },
];

/** Rounds take turns, as with claims. Every task is claimed and done by a person of its role, one after the other. */
export async function measureRuns(company: Company): Promise<RunLevel[]> {
  const crew = await readCrew(company.db, company.workspace);
  const playbook = peopleOnly(company);
  let made = 0;
  const places = (count: number) => makePlaces(company, (made += count) - count, count);
  const service = async (count: number, callers: number) =>
    drive(await places(count), callers, (place) => playThroughServices(company, playbook, place));
  const floor = async (count: number, callers: number) => {
    const prepared = (await places(count)).map((place) => decideAhead(company, crew, playbook, place));
    return drive(prepared, callers, (writes) => writeByHand(company, writes));
  };
  await service(WARM_UP, 8);
  await floor(WARM_UP, 8);
  const changes = 1 + 2 * playbook.stages.flatMap(({ tasks }) => tasks).length;
  const levels: RunLevel[] = [];
  for (const { callers, runs } of LEVELS) {
    const pairs: { service: Round; floor: Round }[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      pairs.push({ service: await service(runs, callers), floor: await floor(runs, callers) });
    }
    const ratios = pairs.map((pair) => pair.service.perSecond / pair.floor.perSecond);
    levels.push({
      callers,
      changes,
      service: sideOf(pairs.map((pair) => pair.service)),
      floor: sideOf(pairs.map((pair) => pair.floor)),
      ratio: { median: median(ratios), worst: Math.min(...ratios), best: Math.max(...ratios) },
    });
  }
  return levels;
}

type Place = Awaited<ReturnType<typeof makePlaces>>[number];

/** The example's high-touch playbook, with every task for people and required: all of it has to be done. */
function peopleOnly({ book }: Company): Playbook {
  const playbook = book.playbooks[PLAYBOOK];
  if (!playbook) throw new Error(`The example book has no playbook ${PLAYBOOK}`);
  const stages = playbook.stages.map(({ stage, tasks }) => ({
    stage,
    tasks: tasks.map((task) => ({ ...task, required: true })),
  }));
  return { ...playbook, stages };
}

async function makePlaces({ db, workspace, now }: Company, first: number, count: number) {
  const places = Array.from({ length: count }, (_, index) => ({
    client: newClientId(),
    deal: newDealId(),
    key: `bench-run-${first + index}`,
  }));
  await batchInWorkspace(db, workspace, (tx) =>
    places.flatMap(({ client, deal, key }) => [
      tx`insert into baton.clients (workspace_id, id, key, name) values (${workspace}, ${client}, ${key}, ${key})`,
      tx`insert into baton.deals (workspace_id, id, client_id, created_at) values (${workspace}, ${deal}, ${client}, ${now})`,
    ]),
  );
  return places;
}

async function playThroughServices(
  company: Company,
  playbook: Playbook,
  { client, deal, key }: Place,
): Promise<void> {
  const opened = await openRun(company.context({ kind: "system", name: "routing" }), {
    client,
    deal,
    generation: 1,
    trigger: null,
    occurredAt: company.now,
    playbook,
    role: playbook.owner,
    book: company.book,
    release: 1,
    subject: { client: { key, name: key, segment: null }, trigger: null, snapshot: null },
    parent: null,
    key,
    also: () => () => [],
  });
  if (!opened.ok) throw new Error(`${key} was not opened`);
  let run = opened.run;
  for (let step = nextStep(company, run); step; step = nextStep(company, run)) {
    const ctx = company.context({ kind: "person", id: step.by, internal: true });
    const decision = await changeRun(ctx, {
      run: run.id,
      key: `${key} ${run.version}`,
      ask: step.ask,
      texts: step.texts,
    });
    if (!decision.ok) throw new Error(`${step.ask.type} was refused: ${decision.refusal.code}`);
    run = decision.run;
  }
  if (run.status !== "completed") throw new Error(`${key} ended ${run.status}`);
}

/** What the run's people do next; null: nothing is open. */
function nextStep({ memberOf }: Company, run: Run) {
  const task = run.tasks.find(({ status }) => status === "ready" || status === "claimed");
  if (!task) return null;
  const by = memberOf(task.role);
  if (task.status === "ready") {
    return { by, ask: { type: "claim-task", task: task.id } satisfies Ask, texts: [] };
  }
  const text = task.asksFor === null ? null : newText(by, "https://wiki.acme.example/evidence");
  const ask: Ask = { type: "complete-task", task: task.id, evidence: text?.ref ?? null };
  return { by, ask, texts: text ? [text] : [] };
}

/** A whole run decided ahead: what is left of each change has only to be read and written. */
function decideAhead(
  company: Company,
  crew: Crew,
  playbook: Playbook,
  { client, deal, key }: Place,
): RunWrite[] {
  const { workspace, book, now, memberOf } = company;
  const facts = factsFrom(book, crew, now, { subject: null, held: new Map() });
  const writes: RunWrite[] = [];
  let head = CHAIN_START;
  const take = (before: Run | null, by: Actor, ask: Ask, texts: readonly TextRow[]): Run => {
    const intent = `${key} ${before?.version ?? 0}`;
    const decision = decide(before, { ...ask, by, key: intent }, facts);
    if (!decision.ok) throw new Error(`${ask.type} was refused: ${decision.refusal.code}`);
    const { events, run: after } = decision;
    const effects = effectsOf(events, after, facts);
    const answer = { ok: true, run: after.id };
    writes.push({
      before,
      after,
      events,
      effects,
      head,
      key: intent,
      answer,
      answeredAt: now,
      texts,
      clicked: null,
    });
    head = link(events, head).at(-1)?.hash ?? head;
    return after;
  };
  const channel = ChannelIdSchema.parse(book.workspace.channels[playbook.channel]);
  const opening: Ask = {
    type: "open-run",
    run: newRunId(),
    workspace,
    client,
    deal,
    generation: 1,
    trigger: null,
    occurredAt: now,
    playbook,
    release: 1,
    parent: null,
    channel,
    owner: memberOf(playbook.owner),
    missingRole: null,
    simulated: false,
    history: null,
  };
  let run = take(null, { kind: "system", name: "routing" }, opening, []);
  for (let step = nextStep(company, run); step; step = nextStep(company, run)) {
    run = take(run, personOf(crew, step.by), step.ask, step.texts);
  }
  return writes;
}

function personOf({ roles }: Crew, id: UserId): Actor {
  const held = [...roles].filter(([, members]) => members.includes(id)).map(([role]) => role);
  return { kind: "person", id, roles: held, internal: true };
}

/** The same reads and writes in as many round trips, on the same connections. Rows aren't read as anything. */
async function writeByHand({ db, workspace }: Company, writes: readonly RunWrite[]): Promise<void> {
  for (const write of writes) {
    const of = { workspace, run: write.after.id, key: write.key };
    await batchInWorkspace(db, workspace, (tx) => reads(tx, of));
    if (!(await writeRun(db, write))) throw new Error(`${write.key} was not written`);
  }
}

function reads(tx: Sql, of: { workspace: Company["workspace"]; run: RunId; key: string }) {
  return [readAggregate(tx, of), readPeople(tx, of)];
}

function sideOf(rounds: readonly Round[]): Side {
  return {
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    ms: spreadOf(rounds.flatMap(({ latenciesMs }) => latenciesMs)),
    cpuMs: median(rounds.map(({ cpuMs }) => cpuMs)),
  };
}

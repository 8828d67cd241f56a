import type { Db } from "#db/client.ts";
import { CHAIN_START } from "#db/event-codec.ts";
import { runChanges } from "#db/run-changes.ts";
import { readCrew, type Crew } from "#db/runs.ts";
import { decide } from "#domain/decide.ts";
import { effectsOf } from "#domain/effects.ts";
import type { RunId, TaskId, UserId } from "#domain/ids.ts";
import { factsFrom } from "#services/facts-from.ts";
import { ChannelIdSchema, newClientId, newDealId, newRunId } from "#src/ids.ts";
import type { Company } from "./company.ts";

/** A task that nobody has claimed yet, somebody who may, and the message with its button. */
export type Claimable = {
  readonly run: RunId;
  readonly task: TaskId;
  readonly by: UserId;
  readonly clicked: { readonly channel: string; readonly ts: string };
};

type Row = Readonly<Record<string, unknown>>;

const PLAYBOOK = "enterprise";
const RUNS_A_STATEMENT = 250;

/**
 * Opens that many runs of the example playbook, as they are once Slack shows everything. The domain decides each; their rows
 * go in by the hundred, past the service. Answers with their ready tasks: first one of every run, then the second of every
 * run, so that neighbours never share a run.
 */
export async function fill(company: Company, count: number): Promise<Claimable[]> {
  const { db, workspace } = company;
  const crew = await readCrew(db, workspace);
  const ready: Claimable[][] = [];
  for (let made = 0; made < count; made += RUNS_A_STATEMENT) {
    const opened = Array.from({ length: Math.min(RUNS_A_STATEMENT, count - made) }, (_, index) =>
      openRun(company, crew, made + index),
    );
    await insert(
      db,
      opened.map(({ rows }) => rows),
    );
    ready.push(...opened.map((run) => run.ready));
  }
  await db.sql`insert into baton.lanes (workspace_id, lane, next_at)
    select distinct workspace_id, lane, now() from baton.slack_messages on conflict do nothing`;
  await db.sql`vacuum analyze`;
  const most = Math.max(...ready.map(({ length }) => length));
  return Array.from({ length: most }, (_, nth) => ready.flatMap((one) => one[nth] ?? [])).flat();
}

function openRun({ workspace, book, now, memberOf }: Company, crew: Crew, number: number) {
  const playbook = book.playbooks[PLAYBOOK];
  if (!playbook) throw new Error(`The example book has no playbook ${PLAYBOOK}`);
  const [client, deal, run] = [newClientId(), newDealId(), newRunId()];
  const channel = ChannelIdSchema.parse(book.workspace.channels[playbook.channel]);
  const facts = factsFrom(book, crew, now, { subject: null, held: new Map() });
  const decision = decide(
    null,
    {
      type: "open-run",
      by: { kind: "system", name: "routing" },
      key: `bench open ${number}`,
      run,
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
    },
    facts,
  );
  if (!decision.ok) throw new Error(`Run ${number} was refused: ${decision.refusal.code}`);
  const effects = effectsOf(decision.events, decision.run, facts);
  const changes = runChanges(null, decision.run, decision.events, effects, CHAIN_START);
  const ts = (part: number) => `${1_700_000_000 + number}.${String(part).padStart(6, "0")}`;
  const stages = changes.messages.findIndex(({ kind }) => kind === "stage");
  const rows = {
    clients: [
      { workspace_id: workspace, id: client, key: `bench-${number}`, name: `Example Client ${number}` },
    ],
    deals: [{ workspace_id: workspace, id: deal, client_id: client, created_at: now }],
    runs: [changes.run],
    tasks: changes.tasks,
    handoffs: changes.handoffsMade,
    deadlines: changes.deadlinesMade,
    notices: changes.notices,
    slack_messages: changes.messages.map((row, part) => ({
      ...row,
      shown: row["wanted"],
      channel: row["lane"],
      ts: ts(part),
    })),
    events: changes.events,
  };
  const ready = decision.run.tasks
    .filter(({ status }) => status === "ready")
    .map(({ id: task, role }) => ({ run, task, by: memberOf(role), clicked: { channel, ts: ts(stages) } }));
  return { rows, ready };
}

type Rows = ReturnType<typeof openRun>["rows"];

async function insert({ sql }: Db, runs: readonly Rows[]): Promise<void> {
  const all = (rowsOf: (run: Rows) => readonly Row[]) => JSON.stringify(runs.flatMap(rowsOf));
  const tables = [
    "clients",
    "deals",
    "runs",
    "tasks",
    "handoffs",
    "deadlines",
    "notices",
    "slack_messages",
  ] as const;
  await sql.begin((tx) => [
    // They refer to what was just made here; looking that up row by row would take most of the time.
    tx`set local session_replication_role = replica`,
    ...tables.map(
      (table) => tx`insert into ${tx(`baton.${table}`)}
        select * from jsonb_populate_recordset(null::${tx(`baton.${table}`)}, ${all((run) => run[table])}::text::jsonb)`,
    ),
    tx`insert into baton.events (body, previous, hash)
      select * from jsonb_to_recordset(${all(({ events }) => events)}::text::jsonb)
        as event(body text, previous bytea, hash bytea)`,
  ]);
}

import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inWorkspace, type Tx } from "#db/client.ts";
import { drawCall } from "#db/rate-buckets.ts";
import { insertWebhook } from "#db/webhooks.ts";
import { OPEN_STATES } from "#domain/run-filter.ts";
import { answerOnce } from "#services/answer-once.ts";
import { createKey } from "#services/api-keys.ts";
import { changeRun } from "#services/change-run.ts";
import { expireAnswers } from "#services/expire-answers.ts";
import { newText } from "#services/new-text.ts";
import { startOperation } from "#services/operations.ts";
import { newWebhookId } from "#src/ids.ts";
import { openedRun, routed, runNow, stored, taskOf } from "#test/support/intake.ts";
import { neighbourOf, testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";

/** Tables that hold nothing of a workspace: nobody who works in one reaches them at all. */
const NOBODYS = ["migrations", "demo_clock"];

let ours: TestWorkspace;
let theirs: TestWorkspace;
/** Every table of Baton's and every view, with its columns, as the database itself tells it: a new one is held to all of this. */
let tables: readonly Relation[];
let views: readonly Relation[];

beforeAll(async () => {
  ours = await testWorkspace();
  theirs = await neighbourOf(ours);
  await Promise.all([live(ours), live(theirs)]);
  tables = await relations("BASE TABLE");
  views = await relations("VIEW");
});
afterAll(() => ours.drop());

describe("every table", () => {
  test("has rows of both workspaces here, so that what follows shows something", async () => {
    for (const { name, key } of tenantTables()) {
      const rows = await ours.rows.unsafe(`select distinct ${key} as id from ${name}`);
      expect([name, new Set(rows.map(({ id }) => id))]).toEqual([name, new Set([ours.id, theirs.id])]);
    }
  });

  test("shows nothing to who is in no workspace", async () => {
    for (const nowhere of [null, ""]) {
      await asApp(nowhere, async (tx) => {
        for (const { name } of [...tenantTables(), ...views]) {
          expect([name, await tx.unsafe(`select 1 from ${name}`)]).toEqual([name, []]);
        }
      });
    }
  });

  test("shows the rows of one's own workspace and no other's", async () => {
    await inWorkspace(ours.db, ours.id, async (tx) => {
      for (const { name, key } of [...tenantTables(), ...views]) {
        const rows = await tx.unsafe(`select distinct ${key} as id from ${name}`);
        expect([name, rows.map(({ id }) => id)]).toEqual([name, rows.length === 0 ? [] : [ours.id]]);
      }
    });
  });

  test("changes and deletes no row of another workspace", async () => {
    for (const { name, key, columns } of tenantTables()) {
      for (const statement of [
        `update ${name} set ${columns[0]} = ${columns[0]} where ${key} = '${theirs.id}'`,
        `delete from ${name} where ${key} = '${theirs.id}'`,
      ]) {
        const touched = await inWorkspace(ours.db, ours.id, (tx) => tx.unsafe(statement)).then(
          ({ count }) => count,
          (error: unknown) => codeOf(error),
        );
        expect([statement, touched === INSUFFICIENT_PRIVILEGE ? 0 : touched]).toEqual([statement, 0]);
      }
    }
  });

  test("takes no row for another workspace", async () => {
    for (const { name, key, columns } of tenantTables()) {
      const [row] = await ours.rows.unsafe(
        `select to_jsonb(t) as json from ${name} t where ${key} = '${theirs.id}'`,
      );
      const insert = `insert into ${name} (${columns.join(", ")})
        select ${columns.join(", ")} from jsonb_populate_record(null::${name}, $1::text::jsonb)`;
      const taken = inWorkspace(ours.db, ours.id, (tx) => tx.unsafe(insert, [JSON.stringify(row?.["json"])]));
      await expect(taken, name).rejects.toThrow(`new row violates row-level security policy for table`);
    }
  });

  test("has row-level security, forced upon its owner as well, or is out of reach", async () => {
    const [tenants, others] = [tenantTables(), tables.filter(({ key }) => key === null)];
    expect(others.map(({ name }) => name).toSorted()).toEqual(
      NOBODYS.map((name) => `baton.${name}`).toSorted(),
    );
    for (const { name } of tenants) {
      const [flags] =
        await ours.rows`select relrowsecurity, relforcerowsecurity from pg_class where oid = ${name}::regclass`;
      expect([name, flags]).toEqual([name, { relrowsecurity: true, relforcerowsecurity: true }]);
    }
    for (const { name } of others) {
      for (const right of ["select", "insert", "update", "delete"]) {
        expect([name, right, await mayDo(name, right)]).toEqual([name, right, false]);
      }
    }
  });
});

test("views ask with the rights of who asks", async () => {
  expect(views.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["analytics.fct_runs", "analytics.fct_tasks", "analytics.fct_handoffs"]),
  );
  for (const { name } of views) {
    const [view] = await ours.rows`select reloptions from pg_class where oid = ${name}::regclass`;
    expect([name, view?.["reloptions"]]).toEqual([name, ["security_invoker=true"]]);
  }
});

test("who works in a workspace owns nothing, bypasses nothing, and never changes or deletes what was written for good", async () => {
  const [role] = await ours.rows`select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin,
    (select count(*) from pg_class where relowner = r.oid)::integer as owns,
    has_schema_privilege(r.oid, 'baton', 'create') as creates from pg_roles r where rolname = 'baton_app'`;
  expect(role).toEqual({
    rolsuper: false,
    rolbypassrls: false,
    rolcreaterole: false,
    rolcreatedb: false,
    rolcanlogin: false,
    owns: 0,
    creates: false,
  });
  for (const name of ["baton.events", "baton.releases", "baton.routing_decisions"]) {
    for (const right of ["update", "delete", "truncate"]) {
      expect([name, right, await mayDo(name, right)]).toEqual([name, right, false]);
    }
  }
  for (const { name } of tables) expect([name, await mayDo(name, "truncate")]).toEqual([name, false]);
});

test("what looks across workspaces gives ids and instants, to Baton alone, and looks where it was made to look", async () => {
  const functions = await ours.rows`select p.proname as name, pg_get_function_result(p.oid) as gives,
      pg_get_userbyid(p.proowner) as owner, p.proconfig as settings,
      has_function_privilege('public', p.oid, 'execute') as anybody
    from pg_proc p where p.prosecdef and p.pronamespace in ('baton'::regnamespace, 'analytics'::regnamespace)`;
  expect(functions.length).toBeGreaterThan(0);
  const settings = ["search_path=pg_catalog, baton, pg_temp"];
  for (const { name, ...rest } of functions) {
    expect(rest, name).toMatchObject({ owner: "baton_finder", anybody: false, settings });
    expect(
      ["text", "SETOF text", "TABLE(workspace_id text, id text)", "timestamp with time zone"],
      name,
    ).toContain(rest["gives"]);
  }
});

type Relation = { readonly name: string; readonly key: string | null; readonly columns: readonly string[] };

async function relations(kind: "BASE TABLE" | "VIEW"): Promise<Relation[]> {
  const rows = await ours.rows`select t.table_schema || '.' || t.table_name as name, t.table_name as short,
      array_agg(c.column_name::text) filter (where c.is_generated = 'NEVER') as plain,
      bool_or(c.column_name = 'workspace_id') as tenant
    from information_schema.tables t
    join information_schema.columns c using (table_schema, table_name)
    where t.table_schema in ('baton', 'analytics') and t.table_type = ${kind} group by 1, 2 order by 1`;
  return rows.map(({ name, short, plain, tenant }) => ({
    name,
    key: short === "workspaces" ? "id" : tenant ? "workspace_id" : null,
    columns: plain,
  }));
}

function tenantTables() {
  return tables.filter(({ key }) => key !== null);
}

const INSUFFICIENT_PRIVILEGE = "42501";

function codeOf(error: unknown): string | undefined {
  return error instanceof postgres.PostgresError ? error.code : undefined;
}

function asApp(workspace: string | null, work: (tx: Tx) => Promise<unknown>) {
  return ours.db.sql.begin(async (tx) => {
    await tx`set local role baton_app`;
    if (workspace !== null) await tx`select set_config('baton.workspace', ${workspace}, true)`;
    await work(tx);
  });
}

async function mayDo(table: string, right: string): Promise<boolean> {
  const [row] = await ours.rows`select has_table_privilege('baton_app', ${table}, ${right}) as may`;
  return Boolean(row?.["may"]);
}

/** A little of everything, so that no table is left empty. */
async function live(at: TestWorkspace): Promise<void> {
  const run = await openedRun(at);
  const task = taskOf(await runNow(at, run), "read-handover");
  const ps = at.context("ps-1@acme.example");
  await changeRun(ps, { run, key: "claim", ask: { type: "claim-task", task } });
  const note = newText(at.user("ps-1@acme.example"), "I am away next week");
  if (!note) throw new Error("Nothing was typed");
  const to = at.user("csm-1@acme.example");
  await changeRun(ps, {
    run,
    key: "offer",
    ask: { type: "hand-off-task", task, to, note: note.ref },
    texts: [note],
  });
  await routed(at, await stored(at, "stripe", { type: "invoice.paid" }));
  await expireAnswers(at.context("system"));
  await drawCall(at.db, at.id, { bucket: "chat.update", capacity: 5, perMinute: 50, reserve: 1 }, true);
  await heard(at);
}

/** A program with a key, which asked once; another that is told; and one act on every run. */
async function heard(at: TestWorkspace): Promise<void> {
  const ops = at.context("ops@acme.example");
  const person = at.user("ops@acme.example");
  const made = await createKey(ops, { person, name: "CRM", scopes: ["read"], expiresAt: null });
  if (!made.ok) throw new Error(`No key was made: ${made.refusal.code}`);
  const { id: apiKey } = made;
  const request = { apiKey, key: "first", asked: ["GET", "/runs"] };
  const answer = { status: 200, headers: {}, body: "{}" };
  await answerOnce(
    ops,
    request,
    async () => answer,
    (kept) => kept,
  );
  const hook = { id: newWebhookId(), url: "https://hooks.acme.example/", types: [], by: person, at: TUESDAY };
  await inWorkspace(at.db, at.id, (tx) => insertWebhook(tx, at.id, hook, 1));
  const spec = { kind: "reassign", to: person, tasks: false } as const;
  await startOperation(ops, { spec, filter: { states: OPEN_STATES }, words: "", key: "all" });
}

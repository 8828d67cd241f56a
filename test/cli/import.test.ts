import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { showProgress } from "#cli/progress.ts";
import { verifyAudit } from "#services/verify-audit.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

let at: TestWorkspace;
let folder: string;
beforeEach(async () => {
  at = await testWorkspace();
  folder = await mkdtemp(join(tmpdir(), "baton-import-"));
  onTestFinished(async () => {
    await at.drop();
    await rm(folder, { recursive: true });
  });
});

const HEADER = "external_id,client,playbook,owner,started,send-welcome,check-account";

/** A file of so many rows, each of which calls out at once. */
async function fileOf(rows: number): Promise<string> {
  const path = join(folder, "runs.csv");
  const lines = Array.from(
    { length: rows },
    (_, n) => `A-${n},Client ${n},self-serve,csm-1@acme.example,2026-01-05,2026-01-06,2026-01-07`,
  );
  await writeFile(path, [HEADER, ...lines].join("\n"));
  return path;
}

function baton(...args: readonly string[]) {
  const env = { ...process.env, DATABASE_URL: at.url, BATON_AS: "ops@acme.example" };
  const child = spawn(process.execPath, ["src/cli/main.ts", "import", ...args], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = Promise.all([once(child, "close"), text(child.stdout), text(child.stderr)]).then(
    ([[code, signal], stdout, stderr]) => ({
      code: code as unknown,
      signal: signal as unknown,
      stdout,
      stderr,
    }),
  );
  return { child, ended };
}

const runs = async () =>
  Number((await at.rows`select count(*)::integer as runs from baton.runs`)[0]?.["runs"]);

test("interrupted, then killed, the same command goes on where it was: each row once, and so each call", async () => {
  const rows = 150;
  const file = await fileOf(rows);
  const interrupted = baton(file, "--apply");
  await vi.waitFor(async () => expect(await runs()).toBeGreaterThan(2), { timeout: 30_000, interval: 10 });
  interrupted.child.kill("SIGINT");
  const stopped = await interrupted.ended;
  expect(stopped.code, stopped.stderr).toBe(130);
  expect(stopped.stdout).toMatch(
    /^\d+ onboardings? imported\.\n\d+ onboardings left: the same command goes on where this one stopped\.$/m,
  );
  const before = await runs();
  expect(before).toBeLessThan(rows);

  const killed = baton(file, "--apply");
  await vi.waitFor(async () => expect(await runs()).toBeGreaterThan(before + 2), {
    timeout: 30_000,
    interval: 10,
  });
  killed.child.kill("SIGKILL");
  expect((await killed.ended).signal).toBe("SIGKILL");

  const last = await baton(file, "--apply").ended;
  expect(last.code, last.stderr).toBe(0);
  expect(last.stdout).toContain("were imported before, and stay as they are.");
  expect(
    await at.rows`select count(*)::integer as runs, count(distinct deal_id)::integer as deals,
    count(distinct client_id)::integer as clients from baton.runs`,
  ).toEqual([{ runs: rows, deals: rows, clients: rows }]);
  const [calls] =
    await at.rows`select count(*)::integer as jobs, count(distinct data ->> 'task')::integer as tasks
    from pgboss.job where name = 'call'`;
  // The plan and, since that has to come first, not yet the assistant.
  expect(calls).toEqual({ jobs: rows, tasks: rows });
  expect((await verifyAudit({ db: at.db, workspace: at.id }, () => {})).broken).toEqual([]);
});

test("without --apply nothing is imported; problems end the command with 1, on stderr", async () => {
  const file = await fileOf(2);
  const dry = await baton(file).ended;
  expect(dry.code, dry.stderr).toBe(0);
  expect(dry.stdout).toContain("2 onboardings will call activate-plan (Self-serve onboarding)");
  expect(dry.stdout).toContain(
    "This was a dry run, and nothing is imported yet: the same with --apply imports it.",
  );
  await writeFile(file, `${HEADER}\nA-1,Acme,self-serve,csm-1@acme.example,5.1.2026,,`);
  const wrong = await baton(file, "--apply", "--yes").ended;
  expect(wrong).toMatchObject({ code: 1, stdout: "" });
  expect(wrong.stderr).toBe(
    'E2 (started): "5.1.2026": write dates as year-month-day, here 2026-01-05\n\n1 problem in 1 row of runs.csv: nothing is imported until all of it is right.\n',
  );
  const missing = await baton(join(folder, "nothing.csv")).ended;
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining("There is no file") });
  expect(await runs()).toBe(0);
});

test("progress is one line that is rewritten where people look, and a line every hundred elsewhere", () => {
  const show = (isTTY: boolean) => {
    let ms = 0;
    const written: string[] = [];
    const progress = showProgress(250, "imported", { isTTY, write: (line) => written.push(line) }, () => ms);
    for (let done = 1; done <= 250; done++) {
      ms += 10;
      progress.step(done);
    }
    progress.end();
    return written;
  };
  expect(show(false)).toEqual([
    "100 of 250 imported, 100.0 a second\n",
    "200 of 250 imported, 100.0 a second\n",
    "250 of 250 imported, 100.0 a second\n",
  ]);
  const rewritten = show(true);
  expect(rewritten[0]).toBe("\r1 of 250 imported, 100.0 a second\u001b[K");
  expect(rewritten.slice(-2)).toEqual(["\r250 of 250 imported, 100.0 a second\u001b[K", "\n"]);
  expect(rewritten.length).toBeLessThan(30);
});

import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

const OPERATOR = "ops@acme.example";
const FOUNDER = "founder@acme.example";

let at: TestWorkspace;
beforeAll(async () => {
  at = await testWorkspace();
  return () => at.drop();
});

type Said = { readonly out: string; readonly err: string; readonly code: number };

/** What the command line says to somebody, in the database of the test. */
async function baton(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Said> {
  const command = ["src/cli/main.ts", ...args];
  const { BATON_AS: _, BATON_BOOK: __, ...inherited } = process.env;
  const options = { env: { ...inherited, DATABASE_URL: at.url, ...env }, timeout: 30_000 };
  return promisify(execFile)(process.execPath, command, options).then(
    ({ stdout, stderr }) => ({ out: stdout, err: stderr, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => ({
      out: error.stdout,
      err: error.stderr,
      code: error.code,
    }),
  );
}

/** A copy of the example book in which a text of one file is another. */
async function changedBook(file: string, before: string, after: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "baton-book-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp("config", folder, { recursive: true });
  const path = join(folder, file);
  const text = await readFile(path, "utf8");
  if (!text.includes(before)) throw new Error(`${file} does not say ${before}`);
  await writeFile(path, text.replace(before, after));
  return folder;
}

test("apply makes a draft and says what it changes; publish says who is asked, and asks once", async () => {
  const folder = await changedBook("workspace.yaml", "name: Acme SaaS", "name: Acme Cloud");
  const applied = await baton(["apply", folder, "--as", OPERATOR]);
  expect(applied.out).toBe(`Release 2 is made, as a draft.
Against release 1, which is current:
workspace
  name Acme SaaS → Acme Cloud
To make it current: baton publish 2
`);
  const again = await baton(["apply", folder], { BATON_AS: FOUNDER });
  expect(again.out).toContain("No release is made: release 2 says the same, and is a draft already.");
  const published = await baton(["publish", "2", "--as", OPERATOR]);
  expect(published.out).toContain(`Release 2 waits for approval in Slack by ${FOUNDER}.`);
  expect((await baton(["publish", "2", "--as", OPERATOR])).out).toContain("was asked for before");
  expect(await at.rows`select current_release from baton.workspaces`).toEqual([{ current_release: 1 }]);
});

test("a book with mistakes becomes no release: each is printed where it is", async () => {
  const folder = await changedBook("roles.yaml", "operators:", "operators: x\n  operatorz:");
  const { out, code } = await baton(["apply", folder, "--as", OPERATOR]);
  expect(code).toBe(1);
  expect(out).toMatch(/roles\.yaml:\d+:\d+ /);
});

test.for([
  { as: [], says: "Say who you are" },
  { as: ["--as", "nobody@acme.example"], says: "nobody@acme.example is no active person of this workspace" },
])("acts are in a person's name: $says", async ({ as, says }) => {
  const { err, code } = await baton(["publish", "1", ...as]);
  expect(code).toBe(1);
  expect(err).toContain(says);
  expect(err).toContain(OPERATOR);
});

test("a release that isn't there, or is current, is not asked for", async () => {
  expect((await baton(["publish", "99", "--as", OPERATOR])).err).toContain("There is no release 99.");
  expect((await baton(["publish", "1", "--as", OPERATOR])).err).toContain("Release 1 is current already.");
});

test("a book of another workspace is refused, since a workspace can't be renamed", async () => {
  const folder = await changedBook("workspace.yaml", "workspace: acme-saas", "workspace: acme-cloud");
  const { err, code } = await baton(["apply", folder, "--as", OPERATOR]);
  expect(code).toBe(1);
  expect(err).toContain("There is no workspace acme-cloud here");
});

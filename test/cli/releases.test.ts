import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { applyBook } from "#cli/apply.ts";
import { publishRelease } from "#cli/publish.ts";
import type { Book } from "#domain/book.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

const OPERATOR = "ops@acme.example";
const FOUNDER = "founder@acme.example";

let at: TestWorkspace;
beforeEach(async () => {
  at = await testWorkspace();
  onTestFinished(() => at.drop());
});

function renamed(change: Partial<Book["workspace"]>): Book {
  return { ...at.book, workspace: { ...at.book.workspace, ...change } };
}

const current = async () => (await at.rows`select current_release from baton.workspaces`)[0];

test("apply makes a draft and says what it changes; the same again makes none", async () => {
  expect(await applyBook(at.db, renamed({ name: "Acme Cloud" }), OPERATOR)).toEqual([
    "Release 2 is made, as a draft.",
    "Against release 1, which is current:",
    "workspace",
    `  name ${at.book.workspace.name} → Acme Cloud`,
    "What it would have decided about the past: baton replay 2",
    "To make it current: baton publish 2",
  ]);
  const [again] = await applyBook(at.db, renamed({ name: "Acme Cloud" }), FOUNDER);
  expect(again).toBe("No release is made: release 2 says the same, and is a draft already.");
  expect(await applyBook(at.db, at.book, FOUNDER)).toEqual([
    "Nothing has changed: release 1 is current and says the same.",
  ]);
});

test("publish says who is asked, by mail, and asks once", async () => {
  await applyBook(at.db, renamed({ name: "Acme Cloud" }), OPERATOR);
  const asked = await publishRelease(at.db, 2, { as: OPERATOR });
  expect(asked).toContain("workspace");
  expect(asked.at(-1)).toBe(`Release 2 waits for approval in Slack by ${FOUNDER}.`);
  const [again] = (await publishRelease(at.db, 2, { as: OPERATOR, workspace: "acme-saas" })).slice(-1);
  expect(again).toContain("was asked for before");
  expect(await current()).toEqual({ current_release: 1 });
});

test.for([
  { as: undefined, says: "Say who you are" },
  { as: "nobody@acme.example", says: "nobody@acme.example is no active person of this workspace" },
])("acts are in a person's name: $says, and it is told who could", async ({ as, says }) => {
  await expect(applyBook(at.db, renamed({ name: "Acme Cloud" }), as)).rejects.toThrow(says);
  await expect(publishRelease(at.db, 1, as === undefined ? {} : { as })).rejects.toThrow(OPERATOR);
});

test("a release that isn't there, or is current, is not asked for", async () => {
  await expect(publishRelease(at.db, 99, { as: OPERATOR })).rejects.toThrow("There is no release 99.");
  await expect(publishRelease(at.db, 1, { as: OPERATOR })).rejects.toThrow("Release 1 is current already.");
});

test("a book of another workspace is refused, since a workspace can't be renamed", async () => {
  await expect(applyBook(at.db, renamed({ workspace: "acme-cloud" }), OPERATOR)).rejects.toThrow(
    "There is no workspace acme-cloud here",
  );
});

test("a lone approver whose book names somebody new is told to publish it in Slack", async () => {
  const lone = { ...at.book, roles: { ...at.book.roles, approvers: { members: [OPERATOR] } } };
  const people = [...at.book.workspace.people, { email: "new@acme.example", name: "Example New" }];
  await at.rows`delete from baton.role_members where role = 'approvers' and user_id <> ${at.user(OPERATOR)}`;
  await applyBook(at.db, { ...lone, workspace: { ...lone.workspace, people } }, OPERATOR);
  await expect(publishRelease(at.db, 2, { as: OPERATOR })).rejects.toThrow("press Publish");
  await applyBook(at.db, lone, OPERATOR);
  expect((await publishRelease(at.db, 3, { as: OPERATOR })).at(-1)).toContain(
    "Nobody else had to approve it",
  );
  expect(await current()).toEqual({ current_release: 3 });
});

test("the command reads the folder, the environment and the database it is given", async () => {
  const env = { ...process.env, DATABASE_URL: at.url, BATON_AS: OPERATOR, BATON_BOOK: "config" };
  const { stdout } = await promisify(execFile)(process.execPath, ["src/cli/main.ts", "apply"], { env });
  // Holidays are written into a release for the years around the day it is made.
  expect(stdout).toMatch(/^(Nothing has changed: release 1|Release 2 is made)/);
});

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { endKey, keyLines, makeKey, readExpiry, readScopes } from "#cli/keys.ts";
import { authenticateKey } from "#services/authenticate-key.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

const OPERATOR = "ops@acme.example";
const CSM = "csm-1@acme.example";
const wanted = { name: "crm-sync", scopes: ["read", "act"], expires: null } as const;

let at: TestWorkspace;
beforeEach(async () => {
  at = await testWorkspace();
  onTestFinished(() => at.drop());
});

const now = () => new Date();

test("a person makes a key for themselves: it is shown once, listed by its beginning, and ended", async () => {
  const [key = "", says, ending] = await makeKey(at.db, { ...wanted, as: CSM });
  expect(says).toBe(
    `This is the only time that it is shown. It acts for ${CSM} (read, act) until it is revoked.`,
  );
  expect(await authenticateKey(at.db, key, now())).toMatchObject({
    workspace: at.id,
    person: at.user(CSM),
    scopes: ["read", "act"],
  });
  const prefix = key.slice(0, "baton_00000000".length);
  expect(ending).toBe(`To end it: baton keys revoke ${prefix}`);
  const [line] = await keyLines(at.db, { as: CSM });
  expect(line).toMatch(
    new RegExp(`^${prefix}  crm-sync  ${CSM}  read,act  does not expire, used \\d{4}-\\d\\d-\\d\\d$`),
  );
  expect(line).not.toContain(key);
  expect(await endKey(at.db, prefix, { as: CSM })).toBe(`The key crm-sync (${prefix}) of ${CSM} is revoked.`);
  expect(await authenticateKey(at.db, key, now())).toBeNull();
  expect((await keyLines(at.db, { as: CSM }))[0]).toContain("revoked");
});

test("only operators make, see and end the keys of others, and who can't is told why", async () => {
  const [key = ""] = await makeKey(at.db, { ...wanted, as: OPERATOR, for: CSM });
  expect((await authenticateKey(at.db, key, now()))?.person).toBe(at.user(CSM));
  await expect(makeKey(at.db, { ...wanted, as: CSM, for: OPERATOR })).rejects.toThrow(
    `only ${OPERATOR} and operators make one for them`,
  );
  await makeKey(at.db, { ...wanted, as: OPERATOR });
  expect(await keyLines(at.db, { as: OPERATOR })).toHaveLength(2);
  expect(await keyLines(at.db, { as: CSM })).toHaveLength(1);
  const [line = ""] = (await keyLines(at.db, { as: OPERATOR })).filter((one) =>
    one.includes(`  ${OPERATOR}  `),
  );
  await expect(endKey(at.db, line.slice(0, "baton_00000000".length), { as: CSM })).rejects.toThrow(
    "not yours",
  );
  await expect(endKey(at.db, "baton_", { as: OPERATOR })).rejects.toThrow("There is no such key");
});

test("scopes and expiry are read as they are typed", () => {
  expect(readScopes("read, act")).toEqual(["read", "act"]);
  for (const typed of ["", "all", "read,", "read;act", "READ"])
    expect([typed, readScopes(typed)]).toEqual([typed, null]);
  const start = new Date("2026-01-01T00:00:00Z");
  expect(readExpiry("90d", start)).toEqual(new Date("2026-04-01T00:00:00Z"));
  expect(readExpiry("never", start)).toBeNull();
  for (const typed of ["", "90", "0d", "-1d", "9999d", "1.5d", "soon"])
    expect([typed, readExpiry(typed, start)]).toEqual([typed, undefined]);
});

test("the command makes keys for whom the environment names, and explains what it can't read", async () => {
  const env = { ...process.env, DATABASE_URL: at.url, BATON_AS: CSM };
  const run = (...words: string[]) =>
    promisify(execFile)(process.execPath, ["src/cli/main.ts", "keys", ...words], { env });
  const { stdout } = await run("create", "--name", "sync", "--scopes", "read", "--expires", "30d");
  expect(stdout).toMatch(/^baton_[0-9a-z]{8}_[\w-]{43}\nThis is the only time/);
  await expect(run("create", "--name", "sync", "--scopes", "everything")).rejects.toThrow(
    "Expected some of read",
  );
  expect((await run("list")).stdout).toContain("  sync  ");
});

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { problemIn, startApi, type TestApi } from "#test/support/api.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

// The book by the API: sent as texts, checked, drafted, asked for, approved by another person.

const OPS = "ops@acme.example";
const FOUNDER = "founder@acme.example";
const CSM = "csm-1@acme.example";

type Files = Record<string, string>;

let at: TestWorkspace;
let api: TestApi;
let ops: string;
let founder: string;
let example: Files;

beforeAll(async () => {
  at = await testWorkspace();
  api = await startApi(at);
  ops = await api.key(OPS);
  founder = await api.key(FOUNDER);
  example = await filesOf("config");
});
afterAll(async () => {
  await api.stop();
  await at.drop();
});

test("a book is kept as a draft, published once another person approves, and then is current", async () => {
  const number = await drafted("Enterprise onboarding, tried");
  expect(
    await api.ask(ops, "/releases", { json: { files: titled("Enterprise onboarding, tried") } }),
  ).toMatchObject({
    status: 200,
    body: { made: false, release: { number } },
  });
  const asked = await post(ops, number, "publish");
  expect(asked).toMatchObject({ status: 200, body: { outcome: "asked", approvers: [at.user(FOUNDER)] } });
  expect(problemIn(await post(ops, number, "approval"))).toMatchObject({ status: 403, code: "own-release" });
  expect(problemIn(await post(await api.key(CSM), number, "approval"))).toMatchObject({
    status: 403,
    code: "not-approver",
  });
  expect(await post(founder, number, "approval")).toMatchObject({
    status: 200,
    body: { number, current: true },
  });
  expect(problemIn(await post(founder, number, "approval")).status).toBe(409);
  expect(problemIn(await post(ops, number, "publish"))).toMatchObject({
    status: 409,
    code: "current-already",
  });
});

test("a release that is sent back says why, and waits for nobody any longer", async () => {
  const number = await drafted("Enterprise onboarding, refused");
  await post(ops, number, "publish");
  expect(problemIn(await post(founder, number, "rejection", {})).status).toBe(422);
  const rejected = await post(founder, number, "rejection", { reason: "Too short" });
  expect(rejected).toMatchObject({ status: 200, body: { number, current: false, request: null } });
});

test("a book with mistakes is no release: each has its place", async () => {
  const files = {
    ...example,
    "routing.yaml": "rules:\n  - rule: all\n    playbook: enterprize\n",
    "roles.yaml": "roles: {}\n",
  };
  const problem = problemIn(await api.ask(ops, "/releases", { json: { files } }));
  expect(problem).toMatchObject({ status: 422, code: "mistakes" });
  expect(problem.errors).toContainEqual({
    pointer: "#/files/routing.yaml",
    detail: 'routing.yaml:3:15 unknown playbook "enterprize"; did you mean "enterprise"?',
  });
  expect(JSON.stringify(problem)).not.toContain("/tmp");
});

test("of a book whose rehearsals do not come as expected no release is made, and each says what happened", async () => {
  const rehearsals = String(example["rehearsals.yaml"]).replace(
    "completes within 20 business days",
    "completes within 3 business days",
  );
  const before = (await api.ask(ops, "/releases")).text;
  const files = { ...titled("Enterprise onboarding, rehearsed"), "rehearsals.yaml": rehearsals };
  const problem = problemIn(await api.ask(ops, "/releases", { json: { files } }));
  expect(problem).toMatchObject({ status: 422, code: "rehearsals-failed" });
  expect(problem.errors).toEqual([
    {
      pointer: "#/files/rehearsals.yaml",
      detail: expect.stringMatching(
        /: expected is "completes within 3 business days", but it completes within \d+ business days$/,
      ),
    },
  ]);
  expect((await api.ask(ops, "/releases")).text).toBe(before);
});

test("a secret that stands in a book is refused, and not repeated", async () => {
  const secret = "sk_live_0123456789abcdef";
  const files = {
    ...example,
    "sources.yaml": `${example["sources.yaml"]}# see\n`.replace("env:STRIPE_WEBHOOK_SECRET", secret),
  };
  const told = await api.ask(ops, "/releases", { json: { files } });
  expect(problemIn(told)).toMatchObject({ status: 422, code: "mistakes" });
  expect(told.text).not.toContain(secret);
});

test.for(["../routing.yaml", "/etc/passwd", "playbooks/../../x.yaml", "a/b/c.yaml", "playbooks", ""])(
  "a file called %j is none of a book",
  async (name) => {
    const told = await api.ask(ops, "/releases", { json: { files: { ...example, [name]: "x: 1" } } });
    expect(problemIn(told)).toMatchObject({ status: 422, code: "no-book-file" });
  },
);

test.for(["routing.yaml/x", "../../etc/passwd", "/etc/passwd", String.raw`a\0b`, "x".repeat(300)])(
  "a rehearsal whose trigger would be the file %j finds none",
  async (name) => {
    const rehearsals = `rehearsals:\n  - rehearsal: One\n    playbook: enterprise\n    trigger: "${name}"\n    expect: []\n`;
    const told = await api.ask(ops, "/releases", {
      json: { files: { ...example, "rehearsals.yaml": rehearsals } },
    });
    expect(problemIn(told)).toMatchObject({ status: 422, code: "mistakes" });
    expect(told.text).not.toContain("root:");
  },
);

test("a book of another workspace is refused", async () => {
  const workspace = String(example["workspace.yaml"]).replace("workspace: acme-saas", "workspace: another");
  const told = await api.ask(ops, "/releases", {
    json: { files: { ...example, "workspace.yaml": workspace } },
  });
  expect(problemIn(told)).toMatchObject({ status: 409, code: "renamed" });
});

test("publishing needs the scope to decide, and a release that is there", async () => {
  const number = await drafted("Enterprise onboarding, scoped");
  const acting = await api.key(OPS, { scopes: ["read", "act"] });
  for (const act of ["publish", "approval"])
    expect(problemIn(await post(acting, number, act)).status).toBe(403);
  for (const act of ["publish", "approval"]) expect(problemIn(await post(ops, 9999, act)).status).toBe(404);
  expect(problemIn(await post(founder, number, "approval"))).toMatchObject({
    status: 409,
    code: "no-such-request",
  });
});

test("a book larger than other bodies may be is read", async () => {
  const files = {
    ...titled("Enterprise onboarding, long"),
    "calendars.yaml": `${example["calendars.yaml"]}${"# a holiday\n".repeat(10_000)}`,
  };
  expect((await api.ask(ops, "/releases", { json: { files } })).status).toBe(201);
});

async function drafted(title: string): Promise<number> {
  const told = await api.ask(ops, "/releases", { json: { files: titled(title) } });
  expect(told).toMatchObject({
    status: 201,
    body: { made: true, release: { current: false, author: at.user(OPS) } },
  });
  const [, number] = /"number":(\d+)/.exec(told.text) ?? [];
  expect(told.headers.get("location")).toBe(`/api/v1/releases/${number}`);
  return Number(number);
}

/** The example book with another title of its enterprise playbook. */
function titled(title: string): Files {
  const file = "playbooks/enterprise.yaml";
  return { ...example, [file]: String(example[file]).replace(/^title: .*$/m, `title: ${title}`) };
}

function post(key: string, number: number, act: string, json?: object) {
  return api.ask(key, `/releases/${number}/${act}`, { method: "POST", ...(json && { json }) });
}

async function filesOf(folder: string): Promise<Files> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  return Object.fromEntries(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [path.slice(folder.length + 1), await readFile(path, "utf8")] as const;
      }),
    ),
  );
}

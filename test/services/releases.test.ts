import { expect, onTestFinished, test } from "vitest";
import type { Book } from "#domain/book.ts";
import type { ReleaseRequestId } from "#domain/ids.ts";
import { approveRelease, rejectRelease } from "#services/answer-release.ts";
import { askToPublish } from "#services/ask-to-publish.ts";
import { draftRelease } from "#services/draft-release.ts";
import { listReleases, showRelease } from "#services/list-releases.ts";
import { ReleaseRequestIdSchema, UserIdSchema } from "#src/ids.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

const AUTHOR = "csm-1@acme.example";
const OPERATOR = "ops@acme.example";
const FOUNDER = "founder@acme.example";
const nobody = async () => null;

type Company = Awaited<ReturnType<typeof company>>;

/** The example company, whose approvers are its operator and its founder unless others are named. */
async function company(approvers = [OPERATOR, FOUNDER]) {
  const at = await testWorkspace((book) => withApprovers(book, approvers));
  onTestFinished(() => at.drop());
  return {
    at,
    apply: (book: Book, by = AUTHOR) => draftRelease(at.context(by), book, at.user(by)),
    publish: (number: number, by = AUTHOR) => askToPublish(at.context(by), { number, findByEmail: null }),
    approve: (request: ReleaseRequestId, by = FOUNDER) =>
      approveRelease(at.context(by), { request, clicked: null, findByEmail: nobody }),
    reject: (request: ReleaseRequestId, reason: string | null, by = FOUNDER) =>
      rejectRelease(at.context(by), { request, reason, clicked: null }),
    list: () => listReleases(at.context(AUTHOR)),
    current: async () => (await listReleases(at.context(AUTHOR))).current.number,
  };
}

function withApprovers(book: Book, members: readonly string[]): Book {
  return { ...book, roles: { ...book.roles, approvers: { members } } };
}

/** The example book with another title of a playbook. */
function retitled(at: TestWorkspace, title: string, key = "enterprise"): Book {
  const playbook = at.book.playbooks[key];
  if (!playbook) throw new Error(`The example book has no playbook ${key}`);
  return { ...at.book, playbooks: { ...at.book.playbooks, [key]: { ...playbook, title } } };
}

/** The request for a release, made by its author. */
async function requested({ at, apply, publish }: Company, title = "Changed"): Promise<ReleaseRequestId> {
  const { number } = await apply(retitled(at, title));
  const asked = await publish(number);
  if (!asked.ok) throw new Error(`Release ${number} was refused: ${asked.refusal.code}`);
  return openRequest(at);
}

/** The request that waits for an answer. */
async function openRequest(at: TestWorkspace): Promise<ReleaseRequestId> {
  const [row] = await at.rows`select q.id from baton.release_log q where q.what = 'asked'
    and not exists (select from baton.release_log a where a.request = q.id)`;
  return ReleaseRequestIdSchema.parse(row?.["id"]);
}

function log(at: TestWorkspace, release: number) {
  return at.rows`select what, by, from_release as "from", note from baton.release_log
    where release = ${release} order by at, what = 'published', what = 'approved', what = 'asked'`;
}

test("the first release is published at once, and the log says why", async () => {
  const { at } = await company();
  expect(await log(at, 1)).toEqual([
    { what: "applied", by: null, from: 0, note: null },
    { what: "published", by: null, from: 0, note: "no second person: it is the first release" },
  ]);
});

test("applying a book makes a numbered draft; applying the same again makes none", async () => {
  const { at, apply, current } = await company();
  expect(await apply(at.book)).toMatchObject({ number: 1, made: false, wasPublished: true });
  expect(await apply(retitled(at, "Changed"))).toEqual({
    number: 2,
    made: true,
    wasPublished: false,
    current: 1,
  });
  expect(await apply(retitled(at, "Changed"), OPERATOR)).toMatchObject({ number: 2, made: false });
  expect(await current()).toBe(1);
});

test("books that are applied in the same moment all become releases, with numbers of their own", async () => {
  const { at, apply } = await company();
  const titles = Array.from({ length: 8 }, (_, index) => `Title ${index}`);
  const drafts = await Promise.all(titles.map((title) => apply(retitled(at, title))));
  expect(drafts.map(({ number }) => number).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  const versions = await at.rows`select distinct (playbook_versions ->> 'enterprise')::integer as version
    from baton.releases order by 1`;
  expect(versions).toHaveLength(9);
});

test("a playbook's version moves only when its content does, and content that comes back has the version it had", async () => {
  const { at, apply } = await company();
  await apply(retitled(at, "Changed"));
  await apply(withApprovers(retitled(at, "Changed"), [OPERATOR]));
  await apply(withApprovers(at.book, [OPERATOR]));
  await apply(retitled(at, "Changed again"));
  const rows = await at.rows`select playbook_versions as versions from baton.releases order by number`;
  expect(rows.map(({ versions }) => versions["enterprise"])).toEqual([1, 2, 2, 1, 3]);
  expect(rows.map(({ versions }) => versions["self-serve"])).toEqual([1, 1, 1, 1, 1]);
});

test("a release that was stored can't be changed", async () => {
  const { at } = await company();
  await expect(asApp(at, "update baton.releases set hash = 'other'")).rejects.toThrow("permission denied");
  await expect(asApp(at, "delete from baton.releases")).rejects.toThrow("permission denied");
  await expect(asApp(at, "update baton.release_log set note = 'other'")).rejects.toThrow();
});

async function asApp(at: TestWorkspace, statement: string): Promise<void> {
  await at.rows.begin(async (tx) => {
    await tx`select set_config('role', 'baton_app', true), set_config('baton.workspace', ${at.id}, true)`;
    await tx.unsafe(statement);
  });
}

test("publishing asks the approvers but the author and the asker, who are told what changes", async () => {
  const { at, apply, publish, current } = await company([AUTHOR, OPERATOR, FOUNDER]);
  await apply(retitled(at, "Changed"));
  const asked = await publish(2, OPERATOR);
  expect(asked).toMatchObject({ ok: true, outcome: "asked", approvers: [at.user(FOUNDER)], already: false });
  expect(await current()).toBe(1);
  const told = await at.rows`select recipient, kind from baton.notices where run_id is null`;
  expect(told).toEqual([{ recipient: at.user(FOUNDER), kind: "release-review" }]);
  const [request] = await at.rows`select note from baton.release_log where what = 'asked'`;
  const was = at.book.playbooks["enterprise"]?.title;
  expect(request?.["note"]).toBe(`playbook enterprise 1 → 2\n  title ${was} → Changed`);
});

test("asking again for the same sends nobody a second message", async () => {
  const { at, apply, publish } = await company();
  await apply(retitled(at, "Changed"));
  const asked = await Promise.all([publish(2), publish(2), publish(2)]);
  expect(asked.filter((one) => one.ok && one.outcome === "asked" && one.already)).toHaveLength(2);
  expect(await at.rows`select 1 from baton.slack_messages where run_id is null`).toHaveLength(2);
});

test("an approver publishes: the release is current, its people and roles are the workspace's, and it is logged", async () => {
  const team = await company();
  const { at, apply, publish, approve, current } = team;
  const security = "sec-1@acme.example";
  const changed = withApprovers(retitled(at, "Changed"), [FOUNDER, security]);
  await apply({
    ...changed,
    workspace: { ...changed.workspace, name: "Acme Cloud", fallbackOwner: security },
  });
  await publish(2);
  const request = await openRequest(at);
  expect(await approve(request)).toMatchObject({ ok: true });
  expect(await current()).toBe(2);
  const members =
    await at.rows`select user_id from baton.role_members where role = 'approvers' order by position`;
  expect(members.map(({ user_id }) => user_id)).toEqual([at.user(FOUNDER), at.user(security)]);
  expect((await at.rows`select name, fallback_owner from baton.workspaces`)[0]).toEqual({
    name: "Acme Cloud",
    fallback_owner: at.user(security),
  });
  expect((await log(at, 2)).map(({ what, by, from }) => ({ what, by, from }))).toEqual([
    { what: "applied", by: at.user(AUTHOR), from: 1 },
    { what: "asked", by: at.user(AUTHOR), from: 1 },
    { what: "approved", by: at.user(FOUNDER), from: 1 },
    { what: "published", by: at.user(FOUNDER), from: 1 },
  ]);
  const [release] = await at.rows`select published_at from baton.releases where number = 2`;
  expect(release?.["published_at"]).toEqual(at.context("system").now);
});

test("two approvers at once publish once, and the second hears who did", async () => {
  const team = await company();
  const request = await requested(team);
  const answers = await Promise.all([
    team.approve(request, FOUNDER),
    team.approve(request, OPERATOR),
    team.approve(request, FOUNDER),
  ]);
  const refused = answers.flatMap((one) => (one.ok ? [] : [one.refusal]));
  const [published, ...more] = await team.at
    .rows`select by from baton.release_log where what = 'published' and release = 2`;
  expect(more).toEqual([]);
  expect(refused.length).toBeGreaterThan(0);
  for (const refusal of refused) {
    expect(refusal).toMatchObject({ code: "answered-already", what: "published", by: published?.["by"] });
  }
});

test("repeating one's own approval answers as success and changes nothing", async () => {
  const team = await company();
  const request = await requested(team);
  await team.approve(request);
  expect(await team.approve(request)).toMatchObject({ ok: true });
  expect(await log(team.at, 2)).toHaveLength(4);
});

test.for([
  { who: AUTHOR, because: "they wrote it", refusal: { code: "own-release", as: "author" } },
  { who: "csm-2@acme.example", because: "they are no approver", refusal: { code: "not-approver" } },
])("$who may not approve: $because", async ({ who, refusal }) => {
  const team = await company([AUTHOR, OPERATOR, FOUNDER]);
  const request = await requested(team);
  expect(await team.approve(request, who)).toMatchObject({ ok: false, refusal });
  expect(await team.current()).toBe(1);
});

test("who asked may not approve while others can, and is asked where only the author could else", async () => {
  const team = await company();
  await team.apply(retitled(team.at, "Changed"));
  await team.publish(2, OPERATOR);
  expect(await team.approve(await openRequest(team.at), OPERATOR)).toMatchObject({
    ok: false,
    refusal: { code: "own-release", as: "asker" },
  });
  const pair = await company([AUTHOR, FOUNDER]);
  await pair.apply(retitled(pair.at, "Changed"));
  expect(await pair.publish(2, FOUNDER)).toMatchObject({ approvers: [pair.at.user(FOUNDER)] });
  expect(await pair.approve(await openRequest(pair.at), FOUNDER)).toMatchObject({ ok: true });
});

test("nobody from outside asks or approves", async () => {
  const team = await company();
  const request = await requested(team);
  const by = { kind: "person", id: team.at.user(FOUNDER), internal: false } as const;
  const ctx = { ...team.at.context(FOUNDER), by };
  const refused = { ok: false, refusal: { code: "from-outside" } };
  expect(await askToPublish(ctx, { number: 2, findByEmail: null })).toEqual(refused);
  expect(await approveRelease(ctx, { request, clicked: null, findByEmail: nobody })).toEqual(refused);
});

test("the members of a draft's roles have no say in it", async () => {
  const team = await company();
  await team.apply(withApprovers(team.at.book, ["csm-2@acme.example"]));
  await team.publish(2);
  expect(await team.approve(await openRequest(team.at), "csm-2@acme.example")).toMatchObject({
    ok: false,
    refusal: { code: "not-approver" },
  });
});

test("a lone approver publishes alone, and the log says so", async () => {
  const { at, apply, publish, current } = await company([OPERATOR]);
  await apply(retitled(at, "Changed"), OPERATOR);
  expect(await publish(2, OPERATOR)).toMatchObject({ ok: true, outcome: "published", why: "lone-approver" });
  expect(await current()).toBe(2);
  expect((await log(at, 2)).at(-1)).toEqual({
    what: "published",
    by: at.user(OPERATOR),
    from: 1,
    note: "no second person: the workspace has no other approver",
  });
});

test("a lone approver is asked about what others wrote, and nobody else publishes their work alone", async () => {
  const { at, apply, publish } = await company([FOUNDER]);
  await apply(retitled(at, "Changed"));
  expect(await publish(2)).toMatchObject({ outcome: "asked", approvers: [at.user(FOUNDER)] });
  await apply(retitled(at, "Changed by the approver"), FOUNDER);
  expect(await publish(3, AUTHOR)).toMatchObject({ ok: false, refusal: { code: "not-alone" } });
});

test("without an active approver an operator publishes, so that the book can be mended", async () => {
  const { at, apply, publish } = await company([FOUNDER]);
  await at.rows`update baton.people set active = false where user_id = ${at.user(FOUNDER)}`;
  await apply(retitled(at, "Changed"));
  expect(await publish(2)).toMatchObject({ ok: false, refusal: { code: "not-alone" } });
  expect(await publish(2, OPERATOR)).toMatchObject({ outcome: "published", why: "no-approver" });
});

test("a rejection keeps the current release, and who wrote and asked hears the reason", async () => {
  const team = await company();
  const { at } = team;
  await team.apply(retitled(at, "Changed"));
  await team.publish(2, OPERATOR);
  const request = await openRequest(at);
  expect(await team.reject(request, "  ")).toMatchObject({ ok: false, refusal: { code: "reason-missing" } });
  expect(await team.reject(request, "The SLA is too short")).toMatchObject({ ok: true });
  expect(await team.reject(request, "The SLA is too short")).toMatchObject({ ok: true });
  expect(await team.current()).toBe(1);
  const told = await at.rows`select recipient from baton.notices where kind = 'release-answered'`;
  expect(new Set(told.map(({ recipient }) => recipient))).toEqual(
    new Set([at.user(AUTHOR), at.user(OPERATOR)]),
  );
  const [text] = await at.rows`select t.body from baton.release_log l join baton.texts t on t.id = l.note
    where l.what = 'rejected'`;
  expect(text).toEqual({ body: "The SLA is too short" });
  expect(await team.approve(request, FOUNDER)).toMatchObject({
    ok: false,
    refusal: { code: "answered-already", what: "rejected" },
  });
});

test("asking for another release ends what was asked before: its approval comes too late", async () => {
  const team = await company();
  const first = await requested(team, "First");
  const second = await requested(team, "Second");
  expect(await team.approve(first)).toMatchObject({
    ok: false,
    refusal: { code: "answered-already", what: "withdrawn" },
  });
  expect(await team.approve(second)).toMatchObject({ ok: true });
  expect(await team.current()).toBe(3);
});

test("an approval and a request for another release at the same time leave one current release and no open request", async () => {
  const team = await company();
  const first = await requested(team, "First");
  await team.apply(retitled(team.at, "Second"));
  const [approved, asked] = await Promise.all([team.approve(first), team.publish(3)]);
  const list = await team.list();
  expect(list.current.number).toBe(approved.ok ? 2 : 1);
  expect(asked.ok).toBe(true);
  expect(list.waiting.filter(({ request }) => request).map(({ number }) => number)).toEqual([3]);
});

test("going back is publishing an old release, which keeps when it first was current", async () => {
  const team = await company();
  const request = await requested(team);
  const [first] = await team.at.rows`select published_at from baton.releases where number = 1`;
  await team.approve(request);
  expect(await team.publish(2)).toMatchObject({ ok: false, refusal: { code: "current-already" } });
  expect(await team.publish(1)).toMatchObject({ ok: true, outcome: "asked", from: 2 });
  expect(await team.approve(await openRequest(team.at))).toMatchObject({ ok: true });
  expect(await team.current()).toBe(1);
  expect((await team.at.rows`select published_at from baton.releases where number = 1`)[0]).toEqual(first);
  expect((await log(team.at, 1)).at(-1)).toMatchObject({ what: "published", from: 2 });
});

test("a release that names people nobody has met is published once Slack knows them", async () => {
  const team = await company();
  const { at } = team;
  const people = [...at.book.workspace.people, { email: "new@acme.example", name: "Example New" }];
  await team.apply({ ...at.book, workspace: { ...at.book.workspace, people } });
  await team.publish(2);
  const request = await openRequest(at);
  expect(await team.approve(request)).toMatchObject({
    ok: false,
    refusal: { code: "people-unknown", emails: ["new@acme.example"], askedSlack: true },
  });
  const id = UserIdSchema.parse("U0000000NEW");
  const known = { name: "Example New", timezone: "UTC", active: true, internal: true };
  const found = async (email: string) => ({ ...known, id, email });
  expect(
    await approveRelease(at.context(FOUNDER), { request, clicked: null, findByEmail: found }),
  ).toMatchObject({ ok: true });
  expect(await at.rows`select 1 from baton.people where email = 'new@acme.example'`).toHaveLength(1);
});

test("the list shows each playbook's version, drafts with their changes, and who is asked", async () => {
  const team = await company();
  await team.apply(retitled(team.at, "Not asked for"));
  await requested(team);
  const { playbooks, waiting, moreWaiting } = await team.list();
  expect(playbooks.map(({ key, version }) => [key, version])).toContainEqual(["enterprise", 1]);
  expect(waiting.map(({ number, request }) => [number, request?.by ?? null])).toEqual([
    [3, team.at.user(AUTHOR)],
    [2, null],
  ]);
  const was = team.at.book.playbooks["enterprise"]?.title;
  expect(waiting[1]?.changes).toEqual(["playbook enterprise 1 → 2", `  title ${was} → Not asked for`]);
  expect(moreWaiting).toBe(0);
  expect(await showRelease(team.at.context(AUTHOR), 9)).toBeNull();
  expect(await showRelease(team.at.context(AUTHOR), 2)).toMatchObject({ current: 1, release: { number: 2 } });
});

test("a current release is listed however many were made after it", async () => {
  const { at, list } = await company();
  await at.rows`insert into baton.releases (workspace_id, number, hash, content, playbook_versions, created_at)
    select workspace_id, later, hash || later, content, playbook_versions, created_at
    from baton.releases, generate_series(2, 120) later`;
  const { current, waiting, moreWaiting } = await list();
  expect(current.number).toBe(1);
  expect(waiting.map(({ number }) => number)).toEqual([120, 119, 118]);
  expect(moreWaiting).toBe(97);
});

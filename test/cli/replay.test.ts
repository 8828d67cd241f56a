import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { applyBook } from "#cli/apply.ts";
import { instantOf, placeText, readPlace, readSince } from "#cli/replay-options.ts";
import type { TriggerId } from "#domain/ids.ts";
import { TriggerIdSchema } from "#src/ids.ts";
import { folderWith } from "#test/rehearse/support.ts";
import { longHistory } from "#test/support/history.ts";
import { acme, routed, won } from "#test/support/intake.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

const OPS = "ops@acme.example";
/** The command looks at the clock. */
const AN_HOUR_AGO = new Date(Math.floor(Date.now() / 1000) * 1000 - 3_600_000);

let at: TestWorkspace;
beforeEach(async () => {
  at = await testWorkspace();
  onTestFinished(() => at.drop());
});

function started(...words: readonly string[]) {
  const env = { ...process.env, DATABASE_URL: at.url };
  const child = spawn(process.execPath, ["src/cli/main.ts", "replay", ...words], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = Promise.all([once(child, "close"), text(child.stdout), text(child.stderr)]).then(
    ([[code], stdout, stderr]) => ({ code: code as unknown, stdout, stderr }),
  );
  return { child, ended };
}

const replay = (...words: readonly string[]) => started(...words).ended;

async function opened(deal: number, value: string): Promise<TriggerId> {
  const trigger = await won(at, deal, AN_HOUR_AGO);
  const snapshot = { ...acme, contract: { value, currency: "USD" } };
  await routed(at, trigger, { snapshot, now: AN_HOUR_AGO });
  return trigger;
}

/** The example book with a text of its routing changed. */
async function bookWith(from: string, to: string): Promise<string> {
  const folder = await folderWith({});
  await cp("config", folder, { recursive: true });
  const file = join(folder, "routing.yaml");
  await writeFile(file, (await readFile(file, "utf8")).replace(from, to));
  return folder;
}

test("a book in a folder: what stays, what would be decided differently, and by which rules", async () => {
  const trigger = await opened(1, "72000");
  await opened(2, "200");
  const { code, stdout, stderr } = await replay("--book", await bookWith("> 50000.0", "> 90000.0"));
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining("2 of 2 replayed") });
  const lines = stdout
    .replaceAll(/\w{3} \d+ \w+ \d{4}/g, "(day)")
    .replace(trigger, "(trigger)")
    .split("\n");
  expect(lines.slice(1)).toEqual([
    "",
    "1 of the 2 would be decided as they were: 1 opened a run.",
    "",
    "1 would be decided differently:",
    "  1  rule high-touch → mid-size (playbook enterprise → guided, role professional-services → customer-success)",
    "       Acme Robotics  (trigger)  (day)",
    "",
    "The rules:",
    "  high-touch     never matched",
    "  mid-size       matched 1 trigger",
    "  everyone-else  matched 1 trigger",
    "",
  ]);
});

test("interrupted, it shows what it found so far and how to go on, and the parts together are the whole", async () => {
  await longHistory(at, await opened(1, "72000"), 30_000);
  const { child, ended } = started("1");
  await once(child.stderr, "data");
  child.kill("SIGINT");
  const { code, stdout, stderr } = await ended;
  expect(code, stderr).toBe(130);
  expect(stdout).toContain("mid-size       matched nothing in this part");
  const [, part] = /^Release 1 \(current\) over (\d+) triggers/.exec(stdout) ?? [];
  const [, left] = /says nothing of the (\d+) triggers after it/.exec(stdout) ?? [];
  expect(Number(part) + Number(left)).toBe(30_001);
  const [, words] = /^To go on there: baton replay (.+)$/m.exec(stdout) ?? [];
  const rest = await replay(...(words ?? "").split(" "), "--json");
  expect(rest.code, rest.stderr).toBe(0);
  const amounts = { complete: true, next: null, triggers: Number(left), same: Number(left), left: 0 };
  expect(JSON.parse(rest.stdout)).toMatchObject(amounts);
});

test("without a release it is the newest draft; without a draft it says what could be given", async () => {
  await opened(1, "72000");
  const none = await replay();
  expect(none).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      "No draft waits to be published. Give a release, such as baton replay 1,",
    ),
  });
  const book = { ...at.book, workspace: { ...at.book.workspace, name: "Acme Cloud" } };
  await applyBook(at.db, book, OPS);
  expect((await replay()).stdout).toMatch(
    /^Release 2 \(draft\) over 1 trigger since .+\n\nAll 1 would be decided/,
  );
});

test("where nothing was decided it says so, and how far back to look", async () => {
  expect((await replay("1")).stdout).toContain("No trigger was ever received here");
  const trigger = await opened(1, "72000");
  await at.rows`update baton.triggers set received_at = received_at - interval '400 days' where id = ${trigger}`;
  const { code, stdout } = await replay("1");
  expect(code).toBe(0);
  const [, since] = /--since (\d{4}-\d\d-\d\d) looks back that far/.exec(stdout) ?? [];
  expect((await replay("1", "--since", since ?? "")).stdout).toContain("All 1 would be decided");
});

test.for([
  { words: ["99"], says: "There is no release 99." },
  { words: ["1", "--since", "2199-01-01"], says: "There is no history yet of a day to come." },
  { words: ["1", "--after", "42"], says: "Expected what a stopped replay says" },
])("$words is refused: $says", async ({ words, says }) => {
  expect(await replay(...words)).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringContaining(says),
  });
});

test("how far back is days or a date of the calendar, which begins where the workspace is", () => {
  for (const wrong of ["", "yesterday", "0d", "4000d", "90", "2026-02-30", "2026-9-1", "01.09.2026"])
    expect(readSince(wrong), wrong).toBeUndefined();
  const from = (typed: string) => instantOf(readSince(typed) ?? { days: 0 }, AN_HOUR_AGO, "America/New_York");
  expect(from("2026-09-01")).toEqual(new Date("2026-09-01T04:00:00Z"));
  expect(from("2d")).toEqual(new Date(AN_HOUR_AGO.getTime() - 2 * 86_400_000));
});

test("a position is read as it was shown, and nothing else is one", () => {
  const place = { receivedAt: AN_HOUR_AGO, id: TriggerIdSchema.parse("trg_0123456789ab") };
  expect(readPlace(placeText(place))).toEqual(place);
  for (const wrong of [
    "",
    "42",
    placeText(place).slice(1),
    `${placeText(place)}0`,
    "2026-13-01T00:00:00.000Z/trg_0123456789ab",
  ])
    expect(readPlace(wrong), wrong).toBeUndefined();
});

test("a folder with mistakes is not replayed, and they are named", async () => {
  const { code, stdout, stderr } = await replay(
    "--book",
    await bookWith("playbook: guided", "playbook: guidd"),
  );
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/routing\.yaml:\d+:\d+ unknown playbook "guidd"; did you mean "guided"\?/);
});

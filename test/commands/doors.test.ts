import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { applySheet, checkSheet } from "#cli/import-sheet.ts";
import type { Book } from "#domain/book.ts";
import { taskIdOf, type RunId, type UserId } from "#domain/ids.ts";
import type { Ask, IntentType } from "#domain/intent.ts";
import { gateOn, requireTask, type Run } from "#domain/run.ts";
import { changeRun } from "#services/change-run.ts";
import { newText } from "#services/new-text.ts";
import { rememberPerson } from "#services/remember-person.ts";
import { TriggerIdSchema, UserIdSchema } from "#src/ids.ts";
import { actionIds, modalIds } from "#views/ids.ts";
import { startApi, type TestApi } from "#test/support/api.ts";
import { people as known, startBot, type Bot } from "#test/support/bot.ts";
import { taskSpec } from "#test/support/domain.ts";
import { KINDS, permissions, type Kind } from "#test/support/permissions.ts";
import { nothingQueued } from "#test/support/workspace.ts";
import { signedSlack, type Hand, type SignedSlack } from "#test/support/signed-slack.ts";

// Every intent, by everybody, through every door that it has: each door says what the table says.

/** A person at the doors. */
type Visitor = { readonly hand: Hand; readonly key: string | null; readonly mail: string };
type Outcome = "allowed" | "refused";
/** Asks at a door, about a run as it is then: the key by which the intent is known, or what a program is answered. */
type AtSlack = (slack: SignedSlack, hand: Hand, run: Run) => Promise<string>;
type AtApi = (run: Run) => { readonly path: string; readonly json: object };
type Line = {
  readonly slack?: AtSlack;
  readonly api?: AtApi;
  /** In the name of the person with that mail, on the command line. */
  readonly cli?: (mail: string) => Promise<Outcome>;
  /** What puts the run back to where it was, after somebody who may has asked. */
  readonly restore?: (run: Run) => Promise<void>;
  /** It ends the run: each asks about one of its own. */
  readonly ends?: true;
};

/** More people than the sandbox has. */
const added = { asked: user("U0000ASKED1"), told: user("U00000TOLD1"), other: user("U0000OTHER1") };
const ids: Readonly<Record<Kind, UserId>> = {
  "another organisation's": known.stranger,
  "anyone inside": known.support,
  "the task's role": known.csmOne,
  "who has the task": known.csmTwo,
  "the approval's role": known.security,
  "who did the work": known.psTwo,
  "the gate's role": known.founder,
  "the run's owner": known.psOne,
  "an operator": known.operator,
  "who is asked to take over": added.asked,
  "who was told": added.told,
};
const mails: Readonly<Record<string, string>> = {
  [known.stranger]: "stranger@elsewhere.example",
  [known.support]: "support-1@acme.example",
  [known.csmOne]: "csm-1@acme.example",
  [known.csmTwo]: "csm-2@acme.example",
  [known.security]: "sec-1@acme.example",
  [known.psTwo]: "ps-2@acme.example",
  [known.founder]: "founder@acme.example",
  [known.psOne]: "ps-1@acme.example",
  [known.operator]: "ops@acme.example",
  [added.asked]: "asked@acme.example",
  [added.told]: "told@acme.example",
};
const { psOne: owner, csmTwo: holder, founder: lead, psTwo: worker } = known;

let bot: Bot;
let others: RunId;
let api: TestApi;
let slack: SignedSlack;
let visitors: ReadonlyMap<Kind, Visitor>;
let world: RunId;

beforeAll(async () => {
  bot = await startBot({ transport: "http", lanes: false, change: withEverything });
  const [workspace] = await bot.db.sql`select slack_team from baton.workspaces`;
  const team = z.string().parse(workspace?.["slack_team"]);
  for (const [id, email] of [...Object.entries(mails), [added.other, "other@acme.example"] as const]) {
    const internal = id !== known.stranger;
    const person = { email, name: `Example ${id}`, timezone: "UTC", active: true, internal };
    await rememberPerson(bot.db, bot.workspace, { ...person, id: user(id) });
  }
  slack = await signedSlack(bot, team);
  api = await startApi({
    ...bot,
    rows: bot.db.sql,
    url: bot.databaseUrl,
    id: bot.workspace,
    user: userOf,
    context: (by) => bot.context(by === "system" ? by : userOf(by)),
    drop: async () => {},
  });
  others = await overOnesOf(known.csmOne);
  const entries = await Promise.all(
    KINDS.map(async (kind): Promise<[Kind, Visitor]> => {
      const id = ids[kind];
      const mail = mailOf(id);
      const ofOthers = kind === "another organisation's";
      // Nobody can make a key for somebody of another organisation.
      const key = ofOthers ? null : await api.key(mail);
      return [kind, { mail, key, hand: { id, team: ofOthers ? "T0ELSEWHERE" : team } }];
    }),
  );
  visitors = new Map(entries);
  world = await setUp();
});
afterAll(async () => {
  await api.stop();
  await slack.stop();
  await bot.stop();
});

const task = (run: Run, number: number) => taskIdOf(run.id, number);
const kickoff = (run: Run) => task(run, 1);
const welcome = (run: Run) => task(run, 2);
const contacts = (run: Run) => task(run, 3);
const built = (run: Run) => task(run, 4);
const judged = (run: Run) => task(run, 5);
const kept = (run: Run) => task(run, 6);
const wait = (run: Run) => task(run, 7);
const held = (run: Run) => task(run, 8);
const taken = (run: Run) => task(run, 9);
const late = (run: Run) => task(run, 10);
const left = (run: Run) => task(run, 11);

const onTask =
  (id: (run: Run) => string, json: object): AtApi =>
  (run) => ({ path: `/tasks/${id(run)}/actions`, json });
const onRun =
  (json: object | ((run: Run) => object)): AtApi =>
  (run) => ({
    path: `/runs/${run.id}/actions`,
    json: typeof json === "function" ? json(run) : json,
  });
const reason = "Because";
const past = "2020-01-02T10:00:00Z";
const away = known.leaver;

const doors: Readonly<Record<IntentType, readonly Line[]>> = {
  "open-run": [
    {
      slack: (at, hand) => at.say(hand, `start ${startedBy(hand.id)}`),
      api: () => ({ path: "/runs", json: { client: "Example Started GmbH" } }),
    },
    { cli: imported },
  ],
  "claim-task": [
    {
      slack: (at, hand, run) => at.press(hand, actionIds.claimTask, taken(run)),
      api: onTask(taken, { action: "claim" }),
    },
  ],
  "complete-task": [
    {
      slack: (at, hand, run) => at.press(hand, actionIds.completeTask, held(run)),
      api: onTask(held, { action: "done" }),
      async restore(run) {
        await ask(owner, run, { type: "reopen-task", task: held(run), reason: null });
        await ask(owner, run, { type: "assign-task", task: held(run), to: holder });
      },
    },
    {
      slack: (at, hand, run) => at.press(hand, actionIds.completeTask, contacts(run)),
      api: onTask(contacts, { action: "done" }),
      restore: (run) => ask(owner, run, { type: "reopen-task", task: contacts(run), reason: null }),
    },
  ],
  "give-back-task": [
    {
      slack: (at, hand, run) => at.press(hand, actionIds.giveBackTask, held(run)),
      api: onTask(held, { action: "give-back" }),
      restore: (run) => ask(owner, run, { type: "assign-task", task: held(run), to: holder }),
    },
  ],
  "hand-off-task": [
    {
      slack: (at, hand, run) => at.submit(hand, modalIds.handOff, { task: held(run) }, { person: away }),
      api: onTask(held, { action: "hand-off", to: away }),
    },
  ],
  "block-task": [
    {
      slack: (at, hand, run) => at.submit(hand, modalIds.block, { task: kept(run) }, { reason }),
      api: onTask(kept, { action: "block", reason }),
    },
  ],
  "accept-handoff": [
    {
      slack: (at, hand, run) => at.press(hand, actionIds.acceptHandoff, offerOf(run)),
      api: (run) => onTask(kickoff, { action: "accept", handoff: offerOf(run) })(run),
      async restore(run) {
        await ask(owner, run, { type: "assign-task", task: kickoff(run), to: holder });
        await offer(run);
      },
    },
  ],
  "decline-handoff": [
    {
      slack: (at, hand, run) => at.submit(hand, modalIds.decline, { handoff: offerOf(run) }, { reason }),
      api: (run) => onTask(kickoff, { action: "decline", handoff: offerOf(run) })(run),
      restore: offer,
    },
  ],
  "withdraw-handoff": [
    {
      slack: (at, hand, run) => at.press(hand, actionIds.withdrawHandoff, offerOf(run)),
      api: (run) => onTask(kickoff, { action: "withdraw", handoff: offerOf(run) })(run),
      restore: offer,
    },
  ],
  "acknowledge-task": [
    {
      slack: (at, hand, run) => at.press(hand, actionIds.acknowledgeTask, late(run)),
      api: onTask(late, { action: "acknowledge" }),
    },
  ],
  "snooze-task": [
    {
      slack: (at, hand, run) => at.submit(hand, modalIds.snooze, { task: late(run) }, { duration: "1 hour" }),
      api: onTask(late, { action: "snooze", for: { amount: 1, unit: "hours" } }),
    },
  ],
  "approve-task": [
    {
      slack: (at, hand, run) => at.press(hand, actionIds.approveTask, judged(run)),
      api: onTask(judged, { action: "approve" }),
    },
  ],
  "reject-task": [
    {
      slack: (at, hand, run) => at.submit(hand, modalIds.reject, { task: judged(run) }, { reason }),
      api: onTask(judged, { action: "reject", reason }),
      restore: (run) => openGate(run, judged(run)),
    },
  ],
  "open-gate": [
    {
      slack: (at, hand, run) =>
        at.submit(hand, modalIds.gate, { exception: exceptionOn(run, kept(run)) }, settling),
      api: (run) => ({ path: `/exceptions/${exceptionOn(run, kept(run))}/actions`, json: opening }),
    },
    {
      slack: (at, hand, run) =>
        at.submit(hand, modalIds.gate, { exception: exceptionOn(run, wait(run)) }, settling),
      api: (run) => ({ path: `/exceptions/${exceptionOn(run, wait(run))}/actions`, json: opening }),
    },
  ],
  "assign-task": [
    {
      slack: (at, hand, run) => at.submit(hand, modalIds.assign, { task: welcome(run) }, { person: away }),
      api: onTask(welcome, { action: "assign", to: away }),
    },
  ],
  "add-task": [
    {
      slack: (at, hand, run) =>
        at.submit(
          hand,
          modalIds.addTask,
          { run: run.id },
          { title: "Call", stage: "99", role: "security", duration: "1 day", needed: "required" },
        ),
      api: onRun({ action: "add-task", title: "Call", stage: 99, role: "security" }),
    },
  ],
  "skip-task": [
    {
      slack: (at, hand, run) =>
        at.submit(hand, modalIds.skip, { run: run.id }, { target: judged(run), reason }),
      api: onTask(judged, { action: "skip", reason }),
    },
  ],
  "unskip-task": [
    {
      slack: (at, hand, run) => at.press(hand, actionIds.undo, undoOfSkip(run)),
      api: onTask(left, { action: "unskip" }),
      restore: leaveOut,
    },
  ],
  "reopen-task": [
    {
      slack: (at, hand, run) =>
        at.submit(hand, modalIds.reopen, { run: run.id }, { target: welcome(run), reason }),
      api: onTask(welcome, { action: "reopen" }),
    },
  ],
  "change-due": [
    {
      slack: (at, hand, run) =>
        at.submit(hand, modalIds.due, { run: run.id }, { target: welcome(run), due: past }),
      api: onTask(welcome, { action: "change-due", dueAt: past }),
    },
  ],
  "change-run-due": [
    {
      slack: (at, hand, run) => at.submit(hand, modalIds.due, { run: run.id }, { target: run.id, due: past }),
      api: onRun({ action: "change-due", dueAt: past }),
    },
  ],
  "move-dues": [{ api: onRun({ action: "move-dues", later: { amount: 9000, unit: "days" } }) }],
  "restore-dues": [{ api: onRun({ action: "restore-dues", dues: [{ task: null, was: past, now: past }] }) }],
  "block-run": [
    {
      slack: (at, hand, run) => at.submit(hand, modalIds.block, { run: run.id }, { target: run.id, reason }),
      api: onRun({ action: "block", reason }),
      restore: (run) => openGate(run, null),
    },
  ],
  "pause-run": [
    {
      slack: (at, hand, run) =>
        at.submit(
          hand,
          modalIds.pause,
          { run: run.id },
          { waitingOn: "vendor", review: "2020-01-02", reason },
        ),
      api: onRun({ action: "pause", on: "vendor", reviewAt: past, reason }),
    },
  ],
  "resume-run": [
    {
      slack: (at, hand, run) => at.press(hand, actionIds.resumeRun, run.id),
      api: onRun({ action: "resume" }),
    },
  ],
  "cancel-run": [
    {
      slack: (at, hand, run) => at.submit(hand, modalIds.cancel, { run: run.id }, { reason }),
      api: onRun({ action: "cancel", reason }),
      ends: true,
    },
  ],
  "merge-run": [
    {
      slack: (at, hand, run) => at.submit(hand, modalIds.confirmMerge, { run: run.id, into: run.id }, {}),
      api: onRun((run) => ({ action: "merge", into: run.id })),
    },
    {
      slack: (at, hand, run) => at.submit(hand, modalIds.confirmMerge, { run: run.id, into: others }, {}),
      api: onRun(() => ({ action: "merge", into: others })),
    },
  ],
  "move-run": [
    {
      slack: (at, hand, run) => at.submit(hand, modalIds.move, { run: run.id }, { client: CLIENT }),
      api: onRun((run) => ({ action: "move", client: run.client })),
    },
  ],
  "assign-run": [
    {
      slack: (at, hand, run) => at.submit(hand, modalIds.assignRun, { run: run.id }, { person: away }),
      api: onRun({ action: "assign", to: away }),
    },
  ],
  "hand-off-run": [
    {
      slack: (at, hand, run) => at.submit(hand, modalIds.handOff, { run: run.id }, { person: away }),
      api: onRun({ action: "hand-off", to: away }),
    },
  ],
  // These have no door: nobody can ask for them.
  "absorb-run": [],
  "report-attempt": [],
  "report-child": [],
  "receive-signal": [],
  "meet-deadline": [],
};

const CLIENT = "Example Doors GmbH";
const settling = { choice: "reroute", cause: reason, prevention: reason };
const opening = { action: "open-gate", ...settling };

const lines = Object.entries(permissions).flatMap(([type, some]) =>
  some.flatMap(({ what, who }, index) => {
    const line = Object.entries(doors).find(([name]) => name === type)?.[1][index];
    return line ? [{ what, who, line, isOpening: type === "open-run" }] : [];
  }),
);

test("whatever people may ask for has a door, and nothing that only Baton itself asks for has one", () => {
  const without = Object.entries(doors)
    .filter(([, some]) => some.length === 0)
    .map(([type]) => type);
  const ofBaton = Object.entries(permissions).filter(([, some]) => some.every(({ who }) => who.length === 0));
  expect(without.toSorted()).toEqual(ofBaton.map(([type]) => type).toSorted());
  for (const { line } of lines) expect(line.slack ?? line.api ?? line.cli).toBeDefined();
});

describe("each door lets in whom the table names, and nobody else", () => {
  test.for(lines)("$what", async ({ who, line, isOpening }) => {
    const wanted = Object.fromEntries(
      KINDS.map((kind) => [kind, who.includes(kind) ? "allowed" : "refused"]),
    );
    const { slack: atSlack, api: atApi, cli: atCli } = line;
    if (atSlack) {
      const outcomes = await walked(line, ({ hand }, run) =>
        isOpening ? openedAtSlack(hand, atSlack, run) : askedAtSlack(hand, atSlack, run),
      );
      expect(outcomes).toEqual(wanted);
    }
    if (atCli) expect(await walked(line, ({ mail }) => atCli(mail))).toEqual(wanted);
    if (atApi) expect(await walked(line, ({ key }, run) => askedAtApi(key, atApi(run)))).toEqual(wanted);
  });
});

/** Everybody asks in turn: whoever may not first, so that nothing has changed by then. */
async function walked(
  { restore, ends }: Line,
  asking: (visitor: Visitor, run: Run) => Promise<Outcome>,
): Promise<Record<string, Outcome>> {
  const outcomes: [Kind, Outcome][] = [];
  for (const kind of KINDS) {
    const visitor = visitors.get(kind);
    if (!visitor) throw new Error(`Nobody is ${kind}`);
    const before = ends ? await startOne() : await runNow();
    const outcome = await asking(visitor, before);
    outcomes.push([kind, outcome]);
    if (outcome === "allowed") await restore?.(await runNow());
    else expect((await bot.run(before.id)).run.version).toBe(before.version);
  }
  return Object.fromEntries(outcomes);
}

async function askedAtSlack(hand: Hand, at: AtSlack, run: Run): Promise<Outcome> {
  const key = await at(slack, hand, run);
  const rows = await bot.db.sql`select answer from baton.intents where starts_with(key, ${key})`;
  const { ok, refusal } = AnswerSchema.parse(rows[0]?.["answer"]);
  return ok ? "allowed" : outcomeOf(refusal?.code);
}

/** What opens a run is answered before there is one: there is one afterwards, or there is none. */
async function openedAtSlack(hand: Hand, at: AtSlack, run: Run): Promise<Outcome> {
  await at(slack, hand, run);
  const rows = await bot.db.sql`select 1 from baton.clients where name = ${startedBy(hand.id)}`;
  return rows.length > 0 ? "allowed" : "refused";
}

async function askedAtApi(key: string | null, { path, json }: ReturnType<AtApi>): Promise<Outcome> {
  if (key === null) return "refused";
  const { status, body, text } = await api.ask(key, path, { json });
  if (status === 200 || status === 201) return "allowed";
  // Without a code it wasn't Baton that refused it, but the form of what was sent.
  const { code } = ProblemSchema.parse(body);
  expect([text, status === 403]).toEqual([text, outcomeOf(code) === "refused"]);
  return outcomeOf(code);
}

/** An onboarding with its past, brought in from a spreadsheet. */
async function imported(mail: string): Promise<Outcome> {
  const row = `${mail},Example ${mail},enterprise,ps-1@acme.example,2026-11-02`;
  const bytes = Buffer.from(`external_id,client,playbook,owner,started\n${row}\n`);
  const sheet = { file: "runs.csv", bytes, now: bot.now() };
  try {
    const checked = await checkSheet(bot.db, sheet, { as: mail, delimiter: "," });
    const watch = { now: bot.now, queue: nothingQueued, done: () => {}, isStopped: () => false };
    expect(await applySheet(checked, watch)).toMatchObject({ imported: 1 });
    return "allowed";
  } catch (error) {
    expect(String(error)).toMatch(/acts are in a person's name|Only operators import/);
    return "refused";
  }
}

const AnswerSchema = z.object({ ok: z.boolean(), refusal: z.object({ code: z.string() }).optional() });
const ProblemSchema = z.object({ code: z.string() });

/** Whoever may ask is refused for other reasons only, which says that they may. */
function outcomeOf(code: string | undefined): Outcome {
  return code === "not-allowed" || code === "own-work" ? "refused" : "allowed";
}

function mailOf(id: UserId): string {
  const mail = mails[id];
  if (mail === undefined) throw new Error(`${id} has no mail`);
  return mail;
}

function userOf(mail: string): UserId {
  return user(Object.keys(mails).find((id) => mails[id] === mail) ?? "");
}

/** Each person starts one of their own. */
function startedBy(id: UserId): string {
  return `Example ${id}`;
}

function undoOfSkip(run: Run): string {
  const task = requireTask(run, left(run));
  return JSON.stringify({
    undo: "skip",
    task: task.id,
    at: task.status === "skipped" ? task.skippedAt : run.openedAt,
  });
}

function offerOf(run: Run): string {
  const one = requireTask(run, kickoff(run));
  return one.status === "claimed" && one.offer ? one.offer.handoff : run.ownedBy;
}

function exceptionOn(run: Run, id: string): string {
  const found = run.exceptions.find((one) => one.task === id);
  if (!found) throw new Error(`There is no exception about ${id}`);
  return found.id;
}

async function runNow(): Promise<Run> {
  return (await bot.run(world)).run;
}

let spares = 0;
/** An onboarding that somebody else owned, and that is over: nobody can merge into it, but some may. */
async function overOnesOf(owner: UserId): Promise<RunId> {
  const run = await startOne();
  await ask(known.operator, run, { type: "assign-run", to: owner });
  await ask("system", run, { type: "cancel-run", reason: "The deal was lost", note: null });
  return run.id;
}

async function startOne(): Promise<Run> {
  return (await bot.startRun(`Example Spare ${++spares}`)).run;
}

let asked = 0;
/** Asks by the way, without a door; it must be accepted. */
async function ask(by: UserId | "system", run: Run, what: Ask): Promise<void> {
  const decision = await changeRun(bot.context(by), { run: run.id, key: `by the way ${++asked}`, ask: what });
  if (!decision.ok) throw new Error(`${what.type} was refused: ${decision.refusal.code}`);
}

async function offer(run: Run): Promise<void> {
  await ask(holder, run, { type: "hand-off-task", task: kickoff(run), to: added.asked, note: null });
}

async function leaveOut(run: Run): Promise<void> {
  const why = newText(owner, reason);
  const what = { type: "skip-task", task: left(run), reason: why?.ref ?? null } as const;
  const request = { run: run.id, key: `by the way ${++asked}`, ask: what, texts: why ? [why] : [] };
  const decision = await changeRun(bot.context(owner), request);
  if (!decision.ok) throw new Error(`The task was not left out: ${decision.refusal.code}`);
}

async function openGate(run: Run, about: ReturnType<typeof taskIdOf> | null): Promise<void> {
  const gate = gateOn(run, about);
  const words = newText(lead, reason);
  if (!gate || !words) throw new Error("There is no gate to open");
  const what = { type: "open-gate", exception: gate.id, choice: "resume", to: null } as const;
  const decision = await changeRun(bot.context(lead), {
    run: run.id,
    key: `by the way ${++asked}`,
    ask: { ...what, cause: words.ref, prevention: words.ref },
    texts: [words],
  });
  if (!decision.ok) throw new Error(`The gate was not opened: ${decision.refusal.code}`);
}

/** A run in which there is something of everything: late, offered, to approve, behind a gate, and unread. */
async function setUp(): Promise<RunId> {
  const { run } = await bot.startRun(CLIENT);
  await ask(owner, run, { type: "assign-task", task: built(run), to: worker });
  await ask(worker, run, { type: "complete-task", task: built(run), evidence: null });
  await ask(owner, run, { type: "assign-task", task: taken(run), to: added.other });
  await ask(owner, run, { type: "assign-task", task: held(run), to: holder });
  await ask(owner, run, { type: "assign-task", task: kept(run), to: holder });
  const why = newText(holder, reason);
  const block = { type: "block-task", task: kept(run), reason: why?.ref ?? null } as const;
  await changeRun(bot.context(holder), { run: run.id, key: "block", ask: block, texts: why ? [why] : [] });
  await ask("system", run, {
    type: "receive-signal",
    trigger: TriggerIdSchema.parse("trg_000000000001"),
    signal: "form.submitted",
    tasks: [],
    unread: [{ task: wait(run), error: "no such field" }],
  });
  await ask(owner, run, { type: "assign-task", task: kickoff(run), to: holder });
  await ask(owner, run, { type: "assign-task", task: late(run), to: added.told });
  const due = run.deadlines.find((one) => one.kind === "due" && one.task === late(run));
  if (!due) throw new Error("The late task has no due time");
  bot.setNow(due.at);
  await bot.sweep();
  await ask(added.told, run, { type: "give-back-task", task: late(run), reason: null });
  await ask(owner, run, { type: "assign-task", task: late(run), to: holder });
  await offer(run);
  await leaveOut(run);
  return run.id;
}

function withEverything(book: Book): Book {
  const { enterprise } = book.playbooks;
  if (!enterprise) throw new Error("The example book has no playbook enterprise");
  const spec = (key: string, some: Parameters<typeof taskSpec>[1] = {}) =>
    taskSpec(key, { calendar: enterprise.calendar, sla: null, after: [], gate: "leads", ...some });
  const form = { type: "form.submitted", when: null };
  const tasks = [
    spec("kickoff"),
    spec("welcome"),
    spec("contacts", { work: { kind: "client" } }),
    spec("built"),
    spec("judged", {
      work: { kind: "approval", needed: 9 },
      role: "security",
      after: ["built"],
      onFailure: "fail_closed",
    }),
    spec("kept"),
    spec("wait", { work: { kind: "wait", signal: form, timeout: null } }),
    spec("held"),
    spec("taken"),
    spec("late", { sla: { amount: 1, unit: "hours" } }),
    spec("left"),
  ];
  const playbook = { ...enterprise, stages: [{ stage: "All", tasks }] };
  const membersOf = (...members: string[]) => ({ members });
  return {
    ...book,
    playbooks: { ...book.playbooks, enterprise: playbook },
    roles: {
      ...book.roles,
      "customer-success": membersOf("csm-1@acme.example"),
      security: membersOf("sec-1@acme.example", "ps-2@acme.example"),
      leads: membersOf("founder@acme.example"),
      "professional-services": membersOf("ps-1@acme.example"),
    },
  };
}

function user(id: string): UserId {
  return UserIdSchema.parse(id);
}

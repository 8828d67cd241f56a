import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "#sandbox/client.ts";
import { COMMANDS } from "#views/help.ts";
import { startByHand } from "#services/start-by-hand.ts";
import { actionIds } from "#views/ids.ts";
import { hasButton, ONBOARDING, people, startBot, taskNamed, type Bot } from "#test/support/bot.ts";

let bot: Bot;
beforeAll(async () => {
  bot = await startBot({ lanes: false });
});
afterAll(() => bot.stop());

const say = (text: string, who = people.csmOne) => bot.say(who, text);

test("start opens a run by the rules, and says who owns it; a second start opens nothing", async () => {
  expect(await say("/onboard start Acme Robotics")).toMatch(
    /Started Self-serve onboarding for \*Acme Robotics\*\. <@U00000CSM0\d> owns it/,
  );
  expect(await say('/onboard start "Acme Robotics"', people.founder)).toContain("is being onboarded already");
  expect((await bot.db.sql`select count(*)::integer as runs from baton.runs`)[0]).toEqual({ runs: 1 });
});

test.for([
  { typed: "Beta Labs enterprise", client: "Beta Labs" },
  { typed: '"Beta Two" enterprise', client: "Beta Two" },
  { typed: "“Beta Three” Enterprise", client: "Beta Three" },
  { typed: '"Beta enterprise"', client: "Beta enterprise", playbook: "Self-serve" },
])(
  "start reads the client and the playbook from $typed",
  async ({ typed, client, playbook = "Enterprise" }) => {
    const told = await say(`/onboard start ${typed}`);
    expect(told).toContain(`Started ${playbook} onboarding for *${client}*`);
  },
);

test.for(["constructor", "__proto__", "toString"])(
  "%s is no playbook, though everything has one",
  async (name) => {
    expect(await say(`/onboard start "Example Proto" ${name}`)).not.toContain("Something broke");
    const typed = { client: "Example Proto", playbook: name, key: `start ${name}` };
    expect(await startByHand(bot.context(people.csmOne), typed)).toMatchObject({
      problem: "no-such-playbook",
    });
  },
);

test("start doesn't guess whether a last word is a mistyped playbook or part of the name", async () => {
  const told = await say("/onboard start Gamma enterprize");
  expect(told).toContain("There is no playbook “enterprize”");
  expect(told).toContain("put the name in quotes");
  expect(await say("/onboard start Gamma enterprize")).toContain("`self-serve`");
  expect(await say('/onboard start "Gamma" premium')).toContain("There is no playbook “premium”");
  expect(await say("/onboard start")).toContain("/onboard start &lt;client&gt; [playbook]");
});

test.for([
  { typed: "<@U0000GONE01|gone>", says: "mentions a person" },
  { typed: "@nobody enterprise", says: "mentions a person" },
  { typed: "\u{1F642}", says: "no letter and no digit" },
  { typed: "...", says: "no letter and no digit" },
  { typed: "x".repeat(3000), says: "at most 120 characters" },
  { typed: '""', says: "/onboard start &lt;client&gt; [playbook]" },
])("start takes no client's name in $says", async ({ typed, says }) => {
  const before = await runs();
  expect(await say(`/onboard start ${typed}`)).toContain(says);
  expect(await runs()).toEqual(before);
});

test("status shows how a client stands, by any part of its name's beginning", async () => {
  await bot.startRun("Delta Freight");
  for (const typed of ["Delta Freight", "delta", '"delta freight"', "delta-freight"]) {
    const told = await say(`/onboard status ${typed}`);
    expect(told).toContain("0 of 12 tasks done");
    expect(told).toContain("Schedule the kickoff call");
  }
});

test("a mistyped client gets suggestions, and one that could be several is asked about", async () => {
  await bot.startRun("Epsilon Bank");
  await bot.startRun("Epsilon Travel");
  expect(await say("/onboard status Epsilom Bank")).toContain("Did you mean *Epsilon Bank*");
  expect(await say("/onboard status epsilom")).toMatch(/Did you mean .*\*Epsilon Bank\*/);
  expect(await say("/onboard why epsilon")).toMatch(
    /could be \*Epsilon (Bank|Travel)\* or \*Epsilon (Bank|Travel)\*/,
  );
  expect(await say("/onboard audit nothing-like-it-at-all")).toContain("I found no onboarding");
});

test("a client's newest open run is shown, and the others are mentioned", async () => {
  const first = await bot.startRun("Zeta Health", "self-serve");
  await bot.db
    .sql`update baton.runs set status = 'completed', completed_at = now() where id = ${first.run.id}`;
  await bot.say(people.csmOne, '/onboard start "Zeta Health" enterprise');
  const told = await say("/onboard status zeta health");
  expect(told).toContain("Enterprise onboarding");
  expect(told).toContain("1 more onboarding of this client");
});

test("why says in a sentence which rule decided", async () => {
  await say("/onboard start Eta Mining");
  const told = await say("/onboard why eta mining");
  expect(told).toContain("*Eta Mining* runs *Self-serve onboarding* because rule *everyone-else* matched");
  expect(told).toContain("high-touch (did not match)");
  expect(await say("/onboard why")).toContain("/onboard why &lt;client&gt;");
});

test("audit tells what happened, by whom", async () => {
  await bot.startRun("Theta Air");
  expect(await say("/onboard audit theta air")).toContain("The record of Theta Air");
});

test("list shows every onboarding, mine the tasks that one holds, and /onboard alone what one could do", async () => {
  const seen = await bot.startRun("Iota Power");
  expect(await say("/onboard list iota")).toContain("Iota Power");
  expect(await say("/onboard list no-such-client")).toContain("No onboarding is open, of clients");
  expect(await say("/onboard mine", people.csmTwo)).toContain("You hold no task");
  expect(await say("/onboard", people.security)).toContain("Nothing needs you");
  expect(await say("/onboard", people.csmTwo)).toContain("Ready to claim");
  expect(seen.run.status).toBe("active");
});

test("a list that only one person sees is replaced by what there is after they press a button in it", async () => {
  await bot.startRun("Kappa Foods");
  const holder = people.psTwo;
  await say("/onboard", holder);
  const list = async () => (await bot.slack.messages({ channel: ONBOARDING, user: holder })).at(-1);
  const { ts, blocks } = (await list()) ?? { ts: "", blocks: [] };
  const [, task = ""] = /"task\.claim\.v1".*?"value":"(tsk_\w+)"/.exec(JSON.stringify(blocks)) ?? [];
  await bot.slack.click({
    user: holder,
    channel: ONBOARDING,
    ts,
    action_id: actionIds.claimTask,
    value: task,
  });
  await until(async () => hasButton((await list())?.blocks, actionIds.completeTask, task));
  expect(await list()).toMatchObject({ ts });
  expect(hasButton((await list())?.blocks, actionIds.claimTask, task)).toBe(false);
});

test("giveback gives back the one task that is meant, and lists several", async () => {
  const seen = await bot.startRun("Lambda Sea");
  const other = await bot.startRun("Lambda Land");
  for (const run of [seen, other]) {
    const task = taskNamed(run, "schedule-kickoff");
    await bot.claim(people.csmTwo, task);
  }
  expect(await say("/onboard giveback lambda", people.csmTwo)).toContain("You hold 2 tasks");
  expect(await say("/onboard giveback Lambda Sea", people.csmTwo)).toContain(
    "You gave back *Schedule the kickoff call* for *Lambda Sea*",
  );
  expect(await say("/onboard giveback kickoff", people.csmTwo)).toContain("for *Lambda Land*");
  expect(await say("/onboard giveback kickoff", people.csmTwo)).toContain("You hold no task that matches");
});

test("help knows every command, and a mistyped one is recognised", async () => {
  const told = await say("/onboard help");
  for (const name of Object.keys(COMMANDS)) expect(told).toContain(`/onboard ${name}`);
  expect(await say("/onboard help start")).toContain("/onboard start");
  expect(await say("/onboard sttaus")).toContain("Did you mean `/onboard status`");
  expect(await say("/onboard help sttaus")).toContain("Did you mean `/onboard status`");
  expect(await say("/onboard STATUS delta freight")).toContain("Delta Freight");
});

test("a name full of Slack's own signs starts a run, and nothing in it works in Slack", async () => {
  const name = "<!channel> *Bold* & _Co_ ~old~ `code` <@U00000CSM01>";
  const told = await say(`/onboard start "${name}"`);
  expect(told).not.toContain("<!channel>");
  expect(told).not.toMatch(/\*Bold\*|_Co_|~old~|`code`/);
  expect(await say("/onboard status @here")).not.toContain("<!");
});

test("text of any length and script is answered, and starts nothing by accident", async () => {
  const words = fc.oneof(
    fc.constantFrom(
      ...Object.keys(COMMANDS).filter((name) => name !== "start"),
      "<@U0000GONE01|gone>",
      "@nobody",
      '"',
      "“",
      "<",
      "&lt;",
      "<!here>",
      "constructor",
      "no\u0000thing",
      "\ud83d",
      "__proto__",
    ),
    fc.string({ unit: "grapheme", maxLength: 40 }),
    fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.replaceAll(/\p{Cs}/gu, "")),
    fc.constant("long ".repeat(700)),
  );
  const before = await runs();
  await fc.assert(
    fc.asyncProperty(fc.array(words, { maxLength: 5 }), async (typed) => {
      const line = typed.join(" ");
      // A line that begins with `start` would rightly open a run.
      fc.pre(!/^\s*["“„«]?\s*start\b/iu.test(line));
      const { ok } = await bot.slack.command({
        user: people.founder,
        channel: ONBOARDING,
        text: `/onboard ${line}`,
      });
      expect(ok).toBe(true);
      await closeForm();
    }),
    { numRuns: 60 },
  );
  expect(await runs()).toEqual(before);
  const told = (await bot.slack.messages({ channel: ONBOARDING, user: people.founder })).map(
    ({ text }) => text,
  );
  expect(told.filter((text) => text.includes("Something broke"))).toEqual([]);
});

async function closeForm() {
  const { view } = await bot.slack.state(people.founder);
  if (view) await bot.slack.close({ user: people.founder, view_id: view.id, all: true });
}

async function runs() {
  return [
    ...(await bot.db
      .sql`select count(*)::integer as runs, sum(version)::integer as versions from baton.runs`),
  ];
}

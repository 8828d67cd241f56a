import { expect, test } from "vitest";
import { HEADER, problemsOf, readText } from "./sheet.ts";

/** The problems of one row, in which one column says that. */
function problemsWith(column: string, cell: string): string[] {
  return problemsOf(sheetWith({ [column]: cell }));
}

const right = {
  external_id: "A-1",
  client: "Acme",
  playbook: "enterprise",
  owner: "csm-1@acme.example",
  started: "2026-02-02",
};

function sheetWith(some: Record<string, string>): string {
  const row = { ...right, ...some };
  const cells = Object.values(row).map((cell) => `"${cell.replaceAll('"', '""')}"`);
  return `${Object.keys(row).join(",")}\n${cells.join(",")}`;
}

test.for([
  { column: "external_id", cell: " ", problem: "A2 (external_id): is empty, and every onboarding needs it" },
  {
    column: "external_id",
    cell: "A".repeat(101),
    problem: "A2 (external_id): 101 characters are too many: at most 100",
  },
  {
    column: "client",
    cell: "x".repeat(121),
    problem: "B2 (client): 121 characters are too many: at most 120",
  },
  {
    column: "client",
    cell: "x".repeat(5000),
    problem: "B2 (client): 5000 characters are too many: at most 200",
  },
  { column: "client", cell: "?!", problem: 'B2 (client): "?!" is no name' },
  {
    column: "client",
    cell: "a\u0000b",
    problem: 'B2 (client): "a·b" holds a character that can\'t be seen (U+0000): take it out',
  },
  {
    column: "client",
    cell: "Acme\u202e",
    problem: 'B2 (client): "Acme·" holds a character that can\'t be seen (U+202E): take it out',
  },
  {
    column: "playbook",
    cell: "enterprize",
    problem: 'C2 (playbook): there is no playbook "enterprize"; did you mean "enterprise"?',
  },
  {
    column: "playbook",
    cell: "toString",
    problem: 'C2 (playbook): there is no playbook "toString": there are enterprise, migration',
  },
  {
    column: "owner",
    cell: "csm1@acme.example",
    problem: 'D2 (owner): nobody here has the mail "csm1@acme.example"; did you mean "csm-1@acme.example"?',
  },
  {
    column: "owner",
    cell: "Example CSM One",
    problem: 'D2 (owner): "Example CSM One" is no mail: people are named by theirs',
  },
  {
    column: "owner",
    cell: "left@acme.example",
    problem: 'D2 (owner): "left@acme.example" belongs to somebody who is no longer active',
  },
  {
    column: "owner",
    cell: "guest@partner.example",
    problem: 'D2 (owner): "guest@partner.example" belongs to somebody of another organisation',
  },
  {
    column: "started",
    cell: "01.02.2026",
    problem: 'E2 (started): "01.02.2026": write dates as year-month-day, here 2026-02-01',
  },
  {
    column: "started",
    cell: "2/1/2026",
    problem: 'E2 (started): "2/1/2026": write dates as year-month-day, here 2026-02-01 or 2026-01-02',
  },
  {
    column: "started",
    cell: "1/31/26",
    problem: 'E2 (started): "1/31/26": write dates as year-month-day, here 2026-01-31',
  },
  {
    column: "started",
    cell: "2026/02/01",
    problem: 'E2 (started): "2026/02/01": write dates as year-month-day, here 2026-02-01',
  },
  {
    column: "started",
    cell: "2026-02-01 00:00:00",
    problem: 'E2 (started): "2026-02-01 00:00:00": write dates as year-month-day, here 2026-02-01',
  },
  {
    column: "started",
    cell: "46054",
    problem: 'E2 (started): "46054": write dates as year-month-day, here 2026-02-01',
  },
  {
    column: "started",
    cell: "1 Feb 2026",
    problem: 'E2 (started): "1 Feb 2026" is no date: write it as 2026-03-01',
  },
  { column: "started", cell: "2026-02-30", problem: 'E2 (started): "2026-02-30" is no day of the calendar' },
  {
    column: "started",
    cell: "2026-03-03",
    problem: 'E2 (started): "2026-03-03" is still ahead: today is 2026-03-02',
  },
  { column: "started", cell: "2006-02-01", problem: 'E2 (started): "2006-02-01" is more than 10 years ago' },
  {
    column: "due",
    cell: "2026-01-31",
    problem: 'F2 (due): "2026-01-31" is before the onboarding started, on 2026-02-02',
  },
  { column: "due", cell: "2062-04-01", problem: 'F2 (due): "2062-04-01" is more than 10 years ahead' },
  { column: "due", cell: "asap", problem: 'F2 (due): "asap" is no date: write it as 2026-03-01' },
  {
    column: "contract_value",
    cell: "72,000",
    problem: 'F2 (contract_value): "72,000" is no amount: write it without separators or currency, as 72000',
  },
  {
    column: "contract_value",
    cell: "$72k",
    problem:
      'F2 (contract_value): "$72k" is no amount: write it without separators or currency, as 72000 or 72000.50',
  },
  {
    column: "contract_value",
    cell: "72000",
    problem: "F2 (contract_value): an amount needs its currency: USD, say, in the column currency",
  },
  {
    column: "currency",
    cell: "usd",
    problem: 'F2 (currency): "usd" is no currency: write its three letters, such as USD',
  },
  {
    column: "kickoff",
    cell: "2026-02-01",
    problem: 'F2 (kickoff): "2026-02-01" is before the onboarding started, on 2026-02-02',
  },
  {
    column: "kickoff",
    cell: "2026-03-03",
    problem: 'F2 (kickoff): "2026-03-03" is still ahead: today is 2026-03-02',
  },
  {
    column: "kickoff",
    cell: "3.2.2026",
    problem: 'F2 (kickoff): "3.2.2026": write dates as year-month-day, here 2026-02-03',
  },
  {
    column: "kickoff",
    cell: "done",
    problem:
      'F2 (kickoff): "done" says nothing about a task: write the day it was done, such as 2026-03-01, skipped where it is not needed, the mail of whoever has it in hand, or nothing where it is still to do',
  },
  {
    column: "kickoff",
    cell: "csm-3@acme.example",
    problem:
      'F2 (kickoff): nobody here has the mail "csm-3@acme.example"; did you mean "csm-1@acme.example"?',
  },
  {
    column: "provision",
    cell: "csm-1@acme.example",
    problem:
      'F2 (provision): nobody has "provision" in hand: it is done by another system. Write the day it was done, such as 2026-03-01, skipped where it is not needed, the mail of whoever has it in hand, or nothing where it is still to do',
  },
  {
    column: "copy",
    cell: "2026-02-10",
    problem: 'F2 (copy): "2026-02-10": playbook enterprise has no task "copy", so this cell must be empty',
  },
])("$column $cell: $problem", ({ column, cell, problem }) => {
  expect(problemsWith(column, cell)).toEqual([problem]);
});

test.for([
  { cell: "=cmd|' /C calc'!A0", begins: "=" },
  { cell: "+1+1", begins: "+" },
  { cell: "-2", begins: "-" },
  { cell: "@SUM(A1)", begins: "@" },
  { cell: "  =1", begins: "=" },
  { cell: "\t=1", begins: "a tab" },
  { cell: "\rx", begins: "a line break" },
])("a cell that begins with $begins is refused in every column", ({ cell, begins }) => {
  for (const [index, column] of [...Object.keys(right), "segment"].entries()) {
    const [problem, ...others] = problemsWith(column, cell);
    expect(problem).toContain(`${"ABCDEF".charAt(index)}2 (${column}): `);
    expect(problem).toContain(`begins with ${begins}, which spreadsheets take for a formula`);
    expect(others).toEqual([]);
  }
});

test("two rows of one id are both named", () => {
  const row = Object.values(right).join(",");
  expect(
    problemsOf(`${HEADER}\n${row}\n${row.replace("A-1", "A-2")}\n${row.replace("Acme", "Other")}`),
  ).toEqual([
    'A2 (external_id): "A-1" is also in row 4: each onboarding has an id of its own',
    'A4 (external_id): "A-1" is also in row 2: each onboarding has an id of its own',
  ]);
});

test("two rows that other systems know as one sale are both named", () => {
  const rows = ["A-1", "A-2"].map((id) => `${id},Acme,enterprise,csm-1@acme.example,2026-02-02,77`);
  expect(problemsOf(`${HEADER},CRM.deal\n${rows.join("\n")}`)).toEqual([
    'F2 (CRM.deal): "77" is also in row 3: each onboarding has an id of its own',
    'F3 (CRM.deal): "77" is also in row 2: each onboarding has an id of its own',
  ]);
});

test("every mistake of a file is named at once, row by row and from the left", () => {
  expect(
    problemsOf(
      [
        "external_id,client,playbook,owner,started,kickof,due",
        "A-1,=Acme,enterprise,nobody@acme.example,yesterday,,",
        "A-2,Acme,enterprise,csm-1@acme.example,2026-02-02,,2026-02-01",
        "A-1,Acme",
      ].join("\n"),
    ),
  ).toEqual([
    'F1: unknown column "kickof"; did you mean "kickoff"?',
    'B2 (client): "=Acme" begins with =, which spreadsheets take for a formula: write what it is without it',
    'D2 (owner): nobody here has the mail "nobody@acme.example"',
    'E2 (started): "yesterday" is no date: write it as 2026-03-01',
    'G3 (due): "2026-02-01" is before the onboarding started, on 2026-02-02',
    "row 4: has 2 cells, and the first row 7: an empty cell still needs its delimiter",
  ]);
});

test("a row is read as it is written: days are noon, and due at closing, where the playbook's people are", () => {
  const { rows, problems } = readText(
    sheetWith({
      due: "2026-03-06",
      segment: "enterprise",
      contract_value: "72000.00",
      currency: "USD",
      kickoff: "2026-02-03",
      review: "SKIPPED",
      "go-live": "CSM-2@acme.example",
      "task:due": "",
      "crm.deal": "5512",
    }),
  );
  expect(problems).toEqual([]);
  expect(rows).toMatchObject([
    {
      number: 2,
      externalId: "A-1",
      client: "Acme",
      segment: "enterprise",
      started: new Date("2026-02-02T17:00:00Z"),
      dueAt: new Date("2026-03-06T22:00:00Z"),
      contract: { value: "72000.00", currency: "USD" },
      tasks: [
        { task: "kickoff", state: "done", at: new Date("2026-02-03T17:00:00Z") },
        { task: "review", state: "skipped", at: new Date("2026-02-02T17:00:00Z") },
        { task: "go-live", state: "held", by: "U0CSMTWO" },
      ],
      deals: [{ namespace: "crm.deal", externalId: "5512" }],
    },
  ]);
});

test("what is due on a holiday is due at noon, and what happened today not later than now", () => {
  const [holiday] = readText(sheetWith({ due: "2026-03-04" })).rows;
  expect(holiday?.dueAt).toEqual(new Date("2026-03-04T17:00:00Z"));
  const [today] = readText(sheetWith({ started: "2026-03-02" })).rows;
  expect(today?.started).toEqual(new Date("2026-03-02T10:00:00Z"));
});

test("rows without a playbook take the one of --playbook; a column `task:due` is the task of that name", () => {
  const text = `external_id,client,playbook,owner,started,task:due\nA-1,Acme,,csm-1@acme.example,2026-02-02,2026-02-03`;
  expect(problemsOf(text)).toEqual(["C2 (playbook): is empty, and every onboarding needs it"]);
  const [row] = readText(text, { playbook: "migration" }).rows;
  expect(row?.playbook.playbook).toBe("migration");
  expect(row?.tasks).toMatchObject([{ task: "due", state: "done" }]);
});

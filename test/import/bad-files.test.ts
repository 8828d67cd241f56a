import { expect, test } from "vitest";
import { ROWS_MAX } from "#import/read-sheet.ts";
import { HEADER, problemsOf, readText } from "./sheet.ts";

const ROW = "A-1,Acme,enterprise,csm-1@acme.example,2026-02-02";
const good = `${HEADER}\n${ROW}\n`;
const SAVE_AS = "save it as “CSV UTF-8 (comma delimited)”";

test.for([
  { name: "a byte order mark", text: `\uFEFF${good}` },
  { name: "lines that end as on Windows", text: good.replaceAll("\n", "\r\n") },
  { name: "no line break at the end", text: good.trimEnd() },
  {
    name: "quotes",
    text: `${HEADER}\n"A-1","Acme, ""the"" client",enterprise,csm-1@acme.example,2026-02-02`,
  },
  { name: "empty rows and a delimiter at the end of each", text: `${HEADER},\n\n,,,,,\n${ROW},\n` },
  {
    name: "columns in capitals and in another order",
    text: `Started,OWNER,Playbook,Client,External_ID\n2026-02-02,CSM-1@acme.example,Enterprise,Acme,A-1`,
  },
  { name: "letters of any script", text: good.replace("Acme", "株式会社 Ünïcode 🚀") },
])("a file with $name is read", ({ text }) => {
  expect(problemsOf(text)).toEqual([]);
  expect(readText(text).rows).toHaveLength(1);
});

const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string) => new Uint8Array(Buffer.from(text, "utf16le"));
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));

test.for<{ name: string; file: string | Uint8Array; problems: readonly string[]; delimiter?: string }>([
  {
    name: "empty",
    file: "",
    problems: [
      "runs.csv: the file is empty: its first row names the columns, and every other row is an onboarding",
    ],
  },
  {
    name: "only its first row",
    file: `${HEADER}\n\n`,
    problems: ["runs.csv: there is no onboarding in it: only the first row, which names the columns"],
  },
  {
    name: "an empty first row",
    file: `\n${good}`,
    problems: ["runs.csv: the first row is empty: it names the columns"],
  },
  {
    name: "no first row that names columns",
    file: `${ROW}\n`,
    problems: [
      'A1: the first row has to name the columns (external_id, client, playbook, owner, started, due, segment, contract_value, currency, and the keys of tasks), and it begins with "A-1"',
    ],
  },
  {
    name: "semicolons",
    file: good.replaceAll(",", ";"),
    problems: ["A1: the cells seem to be separated by semicolons: give --delimiter ';'"],
  },
  {
    name: "tabs",
    file: good.replaceAll(",", "\t"),
    problems: ["A1: the cells seem to be separated by tabs: give --delimiter tab"],
  },
  {
    name: "commas where semicolons were said",
    file: good,
    delimiter: ";",
    problems: ["A1: the cells seem to be separated by commas: leave --delimiter out"],
  },
  {
    name: "letters of Windows",
    file: latin1(`${HEADER}\n${ROW}\nA-2,Müller,enterprise,csm-1@acme.example,2026-02-02\n`),
    problems: [
      `B3: this is not UTF-8: 0xFC in this cell is no part of a character. It was probably saved for Windows or an old Mac: ${SAVE_AS}`,
    ],
  },
  {
    name: "UTF-16 with a mark",
    file: utf16(`\uFEFF${good}`),
    problems: [`runs.csv: this is UTF-16 (which spreadsheets call “Unicode text”), not UTF-8: ${SAVE_AS}`],
  },
  {
    name: "UTF-16 without one",
    file: utf16(good),
    problems: [`runs.csv: this is UTF-16 (which spreadsheets call “Unicode text”), not UTF-8: ${SAVE_AS}`],
  },
  {
    name: "a workbook",
    file: utf8("PK\u0003\u0004…"),
    problems: [`runs.csv: this is a workbook (.xlsx or .ods), not CSV: ${SAVE_AS}`],
  },
  {
    name: "a quote that never ends",
    file: `${HEADER}\n${ROW}\nA-2,"Acme,enterprise\nA-3,x`,
    problems: ['B3: a quote (") begins here and never ends; nothing after it can be read'],
  },
  {
    name: "a quote in the middle of a cell",
    file: `${HEADER}\nA-1,The "Acme",enterprise,csm-1@acme.example,2026-02-02`,
    problems: [
      'B2: a quote (") stands within a cell: put the whole cell in quotes, and write the quote in it twice; nothing after it can be read',
    ],
  },
  {
    name: "something after a quote",
    file: `${HEADER}\nA-1,"Acme" Inc,enterprise,csm-1@acme.example,2026-02-02`,
    problems: [
      'B2: something follows the quote (") that ends this cell: a quote within a cell is written twice; nothing after it can be read',
    ],
  },
  {
    name: "unknown, unnamed and repeated columns",
    file: `external_id,client,playbook,ownr,started,kick-off,client,,\nA-1,Acme,enterprise,csm-1@acme.example,2026-02-02,,,x,`,
    problems: [
      "row 1: lacks the column owner",
      'D1: unknown column "ownr"; did you mean "owner"?',
      'F1: unknown column "kick-off"; did you mean "kickoff"?',
      'G1: "client" is there twice: also in B1',
      "H1: this column has no name, and something stands in it",
    ],
  },
  {
    name: "columns that are missing",
    file: `client,segment\nAcme,smb`,
    problems: [
      "row 1: lacks the columns external_id, owner, started, playbook; --playbook names one for all rows",
    ],
  },
  {
    name: "rows of other lengths",
    file: `${HEADER}\nA-1,Acme\n${ROW.replace("A-1", "A-2")}\nA-3,Acme, Inc,enterprise,csm-1@acme.example,2026-02-02`,
    problems: [
      "row 2: has 2 cells, and the first row 5: an empty cell still needs its delimiter",
      "row 4: has 6 cells, and the first row 5: a delimiter within a cell must stand in quotes",
    ],
  },
  {
    name: "too many rows",
    file: `${HEADER}\n${Array.from({ length: ROWS_MAX + 1 }, (_, n) => ROW.replace("A-1", `A-${n}`)).join("\n")}`,
    problems: [
      "runs.csv: it has 10001 rows, and at most 10000 are imported at once: cut it into several files",
    ],
  },
])("a file is refused for $name", ({ file, problems, delimiter = "," }) => {
  expect(problemsOf(file, { delimiter })).toEqual(problems);
});

test("semicolons are read where they are said, and a decimal comma is no delimiter then", () => {
  const file = good.replaceAll(",", ";");
  expect(problemsOf(file, { delimiter: ";" })).toEqual([]);
});

test("rows are numbered as the spreadsheet shows them, whatever stands on several lines or is empty", () => {
  const file = `${HEADER}\n\n"A-1","two\nlines",enterprise,csm-1@acme.example,2026-02-02\n,,,,\nA-2,,enterprise,csm-1@acme.example,2026-02-02`;
  expect(problemsOf(file)).toEqual([
    'B3 (client): "two·lines" is on several lines: put it on one',
    "B5 (client): is empty, and every onboarding needs it",
  ]);
});

#!/usr/bin/env node
import { Command, InvalidArgumentError, Option } from "commander";
import { apply } from "./apply.ts";
import { auditVerify } from "./audit-verify.ts";
import { publish } from "./publish.ts";
import { check } from "./check.ts";
import { importFile } from "./import.ts";
import { createApiKey, listApiKeys, readExpiry, readScopes, revokeApiKey } from "./keys.ts";
import { rehearse } from "./rehearse.ts";
import { readPlace, readSince } from "./replay-options.ts";
import { replay } from "./replay.ts";
import { send } from "./send.ts";

const program = new Command("baton")
  .description("Baton: client onboarding as runs with one owner, deadlines and a record")
  .showHelpAfterError()
  .showSuggestionAfterError();

const inTheNameOf = new Option("--as <mail>", "who you are: acts are in a person's name").env("BATON_AS");

program
  .command("apply")
  .description("check the book, and keep it as a numbered release that waits to be published")
  .argument("[folder]", "where the book is", process.env["BATON_BOOK"] ?? "config")
  .addOption(inTheNameOf)
  .action(apply);

program
  .command("publish")
  .description("ask that a release become current: an approver other than its author says so in Slack")
  .argument("<release>", "its number, as apply gave it; an old one goes back to it", wholeNumber)
  .option("--workspace <slug>", "where Baton serves several workspaces")
  .addOption(inTheNameOf)
  .action(publish);

program
  .command("check")
  .description("find every mistake in a book: file:line:column message")
  .argument(
    "[folder]",
    "where the book is; by default BATON_BOOK, else ./config",
    process.env["BATON_BOOK"] ?? "config",
  )
  .action(check);

program
  .command("import")
  .description("bring in onboardings from a spreadsheet; without --apply it only says what would happen")
  .argument("<file>", "a CSV file in UTF-8; docs/import.md tells its columns")
  .addOption(inTheNameOf)
  .option("--workspace <slug>", "where Baton serves several workspaces")
  .option("--playbook <key>", "the playbook of rows that name none")
  .option("--delimiter <character>", "what separates the cells: , ; | or tab", delimiter, ",")
  .option("--allow-second-runs", "also for clients with an open onboarding that is not from this file")
  .option("--apply", "import, once every row is right")
  .option("--yes", "don't ask before importing")
  .action(importFile);

program
  .command("rehearse")
  .description(
    "run whole onboardings of the book in virtual time: those of rehearsals.yaml, or one by a trigger",
  )
  .argument("[name]", "a playbook, or a rehearsal of the book; by default all rehearsals")
  .option("--trigger <file>", "what begins it, YAML or JSON; without a playbook the rules choose one")
  .option("--folder <folder>", "where the book is", process.env["BATON_BOOK"] ?? "config")
  .option("--json", "the timeline as data")
  .action(rehearse);

program
  .command("replay")
  .description(
    "what a release would have decided about the triggers of the past, beside what was decided; changes nothing",
  )
  .argument("[release]", "its number; by default the newest draft", wholeNumber)
  .option("--book <folder>", "the files in a folder instead, checked first")
  .addOption(
    new Option("--since <when>", "days such as 30d, or a date such as 2026-09-01")
      .argParser(since)
      .default(readSince("90d"), "90d"),
  )
  .addOption(
    new Option("--after <position>", "go on where a replay stopped, as it says")
      .argParser(place)
      .conflicts("since"),
  )
  .option("--json", "the result as data")
  .option("--workspace <slug>", "where Baton serves several workspaces")
  .addHelpText(
    "after",
    "\nCtrl-C stops after what is at hand, shows what was found so far, and says how to go on (exit code 130).",
  )
  .action(replay);

const audit = program.command("audit").description("the record of what happened");
audit
  .command("verify")
  .description(
    "prove that every run's events are an unbroken chain, and that replaying them gives the stored rows",
  )
  .option("--workspace <slug>", "only this workspace")
  .action(auditVerify);

const keys = program
  .command("keys")
  .description("keys by which other programs use the API in a person's name");
keys
  .command("create")
  .description("make a key and show it, this once")
  .requiredOption("--name <name>", "what it is for, such as crm-sync", shortName)
  .requiredOption("--scopes <scopes>", "what it reaches: read,act,decide,triggers,webhooks", scopes)
  .addOption(
    new Option("--expires <when>", "in how many days it ends, such as 30d; or never")
      .argParser(expiry)
      .default(expiry("90d"), "90d"),
  )
  .option("--for <mail>", "whose name it acts in, by default yours; for others, operators only")
  .option("--workspace <slug>", "where Baton serves several workspaces")
  .addOption(inTheNameOf)
  .action(createApiKey);
keys
  .command("list")
  .description("your keys; an operator sees everybody's")
  .option("--workspace <slug>", "where Baton serves several workspaces")
  .addOption(inTheNameOf)
  .action(listApiKeys);
keys
  .command("revoke")
  .description("end a key, at once and for ever")
  .argument("<key>", "its id, or its beginning as keys list shows it")
  .option("--workspace <slug>", "where Baton serves several workspaces")
  .addOption(inTheNameOf)
  .action(revokeApiKey);

const trigger = program.command("trigger").description("send what the sources send, to try the way in");
trigger
  .command("send")
  .description("send what the source would send, signed: a won deal (hubspot) or its paid invoice (stripe)")
  .argument("<source>", "hubspot or stripe", oneOf(["hubspot", "stripe"]))
  .requiredOption("--deal <number>", "the deal's number in HubSpot, such as 5512", wholeNumber)
  .option("--url <address>", "where Baton listens; by default the running demo, else HOST and PORT")
  .option("--workspace <slug>", "where Baton serves several workspaces")
  .addOption(
    new Option("--public-url <address>", "PUBLIC_URL of that Baton, if it has one").env("PUBLIC_URL"),
  )
  .action(send);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function wholeNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Expected a whole number.");
}

function delimiter(text: string): string {
  if (["tab", "\\t", "\t"].includes(text)) return "\t";
  if ([",", ";", "|"].includes(text)) return text;
  throw new InvalidArgumentError("Expected , ; | or tab.");
}

function shortName(text: string): string {
  if (text.trim() !== "" && text.length <= 100) return text.trim();
  throw new InvalidArgumentError("Expected 1 to 100 characters.");
}

function scopes(text: string) {
  const read = readScopes(text);
  if (read) return read;
  throw new InvalidArgumentError(
    "Expected some of read, act, decide, triggers and webhooks, with commas between.",
  );
}

function expiry(text: string) {
  const at = readExpiry(text, new Date());
  if (at !== undefined) return at;
  throw new InvalidArgumentError("Expected days, such as 90d, ten years at most; or never.");
}

function since(text: string) {
  const read = readSince(text);
  if (read) return read;
  throw new InvalidArgumentError(
    "Expected days, such as 90d, ten years at most; or a date, such as 2026-09-01.",
  );
}

function place(text: string) {
  const read = readPlace(text);
  if (read) return read;
  throw new InvalidArgumentError(
    "Expected what a stopped replay says, such as 2026-09-01T09:00:00.000Z/trg_0123456789ab.",
  );
}

function oneOf(words: readonly string[]) {
  return (text: string) => {
    if (words.includes(text)) return text;
    throw new InvalidArgumentError(`Expected ${words.join(" or ")}.`);
  };
}

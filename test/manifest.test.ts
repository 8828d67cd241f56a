import { globSync, readFileSync } from "node:fs";
import { App, HTTPReceiver } from "@slack/bolt";
import { expect, test, vi } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { slackHaste } from "#commands/answering.ts";
import { registerCommands } from "#commands/index.ts";
import { newLog } from "#src/log.ts";
import { COMMANDS } from "#views/help.ts";

/** What Slack says a manifest may hold: a key that it doesn't know, or a text that is too long, is refused. */
const ManifestSchema = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(2) }),
  display_information: z.strictObject({
    name: z.string().min(1).max(35),
    description: z.string().max(140),
    long_description: z.string().min(175).max(4000).optional(),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/i),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({
      display_name: z
        .string()
        .max(80)
        .regex(/^[\w .-]+$/),
      always_online: z.boolean(),
    }),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().startsWith("/").max(32),
          description: z.string().max(2000),
          usage_hint: z.string().max(1000),
          should_escape: z.boolean(),
        }),
      )
      .max(50),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()).max(255) }) }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ bot_events: z.array(z.string()).max(100) }),
    interactivity: z.strictObject({ is_enabled: z.boolean() }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});

/** What each method needs: one of these a kind of conversation for those that read them. */
const METHOD_SCOPES: Readonly<Record<string, readonly string[]>> = {
  "auth.test": [],
  "chat.postEphemeral": ["chat:write"],
  "chat.postMessage": ["chat:write"],
  "chat.update": ["chat:write"],
  "conversations.history": ["channels:history", "groups:history", "im:history"],
  "conversations.open": ["im:write"],
  "conversations.replies": ["channels:history", "groups:history", "im:history"],
  "users.info": ["users:read"],
  "users.lookupByEmail": ["users:read", "users:read.email"],
  "views.open": [],
  "views.publish": [],
  "views.update": [],
};

const EVENT_SCOPES: Readonly<Record<string, readonly string[]>> = {
  app_home_opened: [],
  app_mention: ["app_mentions:read"],
  user_change: ["users:read"],
};

const { features, oauth_config, settings } = ManifestSchema.parse(
  parse(readFileSync("manifest.yml", "utf8")),
);
const registered = whatIsRegistered();

test("the manifest has the slash commands that are heard, and no other", () => {
  expect(features.slash_commands.map(({ command }) => command)).toEqual(registered.commands);
});

test("the manifest has the Slack events that are heard, and no other", () => {
  expect(settings.event_subscriptions.bot_events.toSorted()).toEqual(registered.events.toSorted());
});

test("buttons and forms reach Baton, App Home is on, and mentions in a command arrive as ids", () => {
  expect(settings.interactivity.is_enabled).toBe(true);
  expect(features.app_home.home_tab_enabled).toBe(true);
  expect(features.slash_commands.every(({ should_escape }) => should_escape)).toBe(true);
});

test("the manifest asks for the scopes of the methods and events that are used, and for no more", () => {
  const needed = [
    "commands",
    ...methodsCalled().flatMap((method) => needOf(METHOD_SCOPES, method)),
    ...registered.events.flatMap((event) => needOf(EVENT_SCOPES, event)),
  ];
  expect(oauth_config.scopes.bot.toSorted()).toEqual([...new Set(needed)].toSorted());
});

test("the hint beside /onboard names every word that it understands", () => {
  const [onboard] = features.slash_commands;
  expect(onboard?.usage_hint.split(" | ")).toEqual(Object.keys(COMMANDS));
});

function whatIsRegistered() {
  const receiver = new HTTPReceiver({ signingSecret: "unused" });
  const app = new App({ receiver, authorize: async () => ({ botToken: "unused" }) });
  const [command, event] = [vi.spyOn(app, "command"), vi.spyOn(app, "event")];
  const never = () => {
    throw new Error("Nothing is asked of it");
  };
  registerCommands(app, {
    log: newLog("silent"),
    haste: slackHaste,
    contextOf: never,
    workspaceOf: never,
    profileOf: never,
    findByEmail: never,
    isOutage: never,
  });
  return {
    commands: command.mock.calls.map(([name]) => String(name)),
    events: event.mock.calls.map(([name]) => String(name)),
  };
}

/** Every Web API method that the source names. */
function methodsCalled(): string[] {
  const calls = globSync(["commands/**/*.ts", "src/**/*.ts"]).flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/client\.((?:[a-z]+\.)+[a-zA-Z]+)\(/g)].map(
      ([, method]) => method ?? "",
    ),
  );
  return [...new Set(calls)];
}

function needOf(scopes: Readonly<Record<string, readonly string[]>>, name: string): readonly string[] {
  const needed = scopes[name];
  if (!needed) throw new Error(`Which scopes does ${name} need? Say so in this test`);
  return needed;
}

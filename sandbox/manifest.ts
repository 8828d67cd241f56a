import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

const CommandSchema = z.object({
  command: z.string().startsWith("/").max(32),
  description: z.string().max(2000),
  usage_hint: z.string().max(1000).default(""),
  should_escape: z.boolean().default(false),
});

const ManifestSchema = z.object({
  display_information: z.object({ name: z.string().min(1).max(35) }),
  features: z
    .object({
      bot_user: z.object({ display_name: z.string().max(80) }).optional(),
      app_home: z
        .object({
          home_tab_enabled: z.boolean().default(false),
          messages_tab_enabled: z.boolean().default(true),
          messages_tab_read_only_enabled: z.boolean().default(false),
        })
        .optional(),
      slash_commands: z.array(CommandSchema).max(50).default([]),
    })
    .default({ slash_commands: [] }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()).default([]) }) }),
  settings: z
    .object({
      event_subscriptions: z
        .object({ bot_events: z.array(z.string()).default([]) })
        .default({ bot_events: [] }),
      interactivity: z.object({ is_enabled: z.boolean() }).default({ is_enabled: false }),
      socket_mode_enabled: z.boolean().default(false),
    })
    .prefault({}),
});

type SlashCommand = z.infer<typeof CommandSchema>;

/** What the app asked Slack for. The sandbox grants this and nothing more. */
export type AppManifest = {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly commands: readonly SlashCommand[];
  readonly events: readonly string[];
  readonly homeTab: boolean;
  /** People can read what the app writes to them, and write nothing back. */
  readonly readOnlyMessages: boolean;
  readonly interactivity: boolean;
  readonly socketMode: boolean;
};

export function readManifest(path: string): AppManifest {
  const parsed = ManifestSchema.safeParse(parse(readFileSync(path, "utf8")));
  if (!parsed.success) throw new Error(`${path} is no app manifest:\n${z.prettifyError(parsed.error)}`);
  const { display_information, features, oauth_config, settings } = parsed.data;
  return {
    name: features.bot_user?.display_name ?? display_information.name,
    scopes: oauth_config.scopes.bot,
    commands: features.slash_commands,
    events: settings.event_subscriptions.bot_events,
    homeTab: features.app_home?.home_tab_enabled ?? false,
    readOnlyMessages: features.app_home?.messages_tab_read_only_enabled ?? false,
    interactivity: settings.interactivity.is_enabled,
    socketMode: settings.socket_mode_enabled,
  };
}

// The workspace that a sandbox starts with when its host gives no other: plainly example people and channels.

type SeedTeam = { readonly id: string; readonly name: string; readonly domain: string };

type SeedUser = {
  readonly id: string;
  /** The handle after the @. */
  readonly name: string;
  readonly realName: string;
  readonly email: string;
  /** An IANA zone. */
  readonly tz: string;
  readonly deleted?: boolean;
  /** Another organisation's team id makes this person a stranger (Slack Connect). */
  readonly teamId?: string;
};

type SeedChannel = {
  readonly id: string;
  readonly name: string;
  readonly isPrivate?: boolean;
  /** User ids; absent: everyone in the team. The bot is always in. */
  readonly members?: readonly string[];
  /** Leaves the bot out, to try what happens then. */
  readonly withoutBot?: boolean;
};

export type Seed = {
  readonly team: SeedTeam;
  readonly bot: { readonly userId: string; readonly botId: string; readonly appId: string };
  readonly users: readonly SeedUser[];
  readonly channels: readonly SeedChannel[];
};

export const acme: Seed = {
  team: { id: "T0000000001", name: "Acme SaaS", domain: "acme-example" },
  bot: { userId: "U00000BOT01", botId: "B00000BOT01", appId: "A0000000001" },
  users: [
    person("U00000CSM01", "csm-1", "Example CSM One", "Europe/Berlin"),
    person("U00000CSM02", "csm-2", "Example CSM Two", "America/New_York"),
    person("U000000PS01", "ps-1", "Example PS One", "Europe/Berlin"),
    person("U000000PS02", "ps-2", "Example PS Two", "Asia/Tokyo"),
    person("U00000SEC01", "sec-1", "Example Security One", "America/New_York"),
    person("U00000SUP01", "support-1", "Example Support One", "Asia/Tokyo"),
    person("U00000OPS01", "ops", "Example Operator", "Europe/Berlin"),
    person("U0000FOUND1", "founder", "Example Founder", "America/New_York"),
    { ...person("U0000GONE01", "gone", "Example Leaver", "Europe/Berlin"), deleted: true },
    {
      id: "U0000STRAN1",
      name: "stranger",
      realName: "Example Stranger",
      email: "stranger@partner.example",
      tz: "Europe/Berlin",
      teamId: "T0000000002",
    },
  ],
  channels: [
    { id: "C0123456789", name: "onboarding" },
    { id: "C0123456790", name: "onboarding-reports" },
    {
      id: "C0123456791",
      name: "shared-with-partner",
      members: ["U00000CSM01", "U00000OPS01", "U0000STRAN1"],
    },
  ],
};

function person(id: string, name: string, realName: string, tz: string): SeedUser {
  return { id, name, realName, email: `${name}@acme.example`, tz };
}

import type {
  AppsConnectionsOpenResponse,
  AuthTestResponse,
  BotsInfoResponse,
  TeamInfoResponse,
  UsersConversationsResponse,
  UsersInfoResponse,
  UsersListResponse,
  UsersLookupByEmailResponse,
} from "@slack/web-api";
import { z } from "zod";
import { SlackError } from "../slack-error.ts";
import { userOrThrow } from "./find.ts";
import { flag, method, whole } from "./method.ts";
import { pageOf } from "./page.ts";
import { channelShape, userShape } from "./shapes.ts";

const paging = { cursor: z.string().optional(), limit: whole.optional() };

const info = method(
  { scopes: ["users:read"], tier: 4 },
  z.object({ user: z.string() }),
  (slack, args) =>
    ({ ok: true, user: userShape(slack, userOrThrow(slack, args.user)) }) satisfies UsersInfoResponse,
);

const lookupByEmail = method(
  { scopes: ["users:read.email"], tier: 3 },
  z.object({ email: z.string() }),
  (slack, args) => {
    const wanted = args.email.toLowerCase();
    const { users, team } = slack.world;
    // Deactivated people and those of another organisation can't be found by their address.
    const user = [...users.values()].find(
      (one) => one.email.toLowerCase() === wanted && wanted !== "" && !one.deleted && one.teamId === team.id,
    );
    if (!user) throw new SlackError("users_not_found");
    return { ok: true, user: userShape(slack, user) } satisfies UsersLookupByEmailResponse;
  },
);

const list = method({ scopes: ["users:read"], tier: 2 }, z.object(paging), (slack, args) => {
  const { items, response_metadata } = pageOf([...slack.world.users.values()], args, 1000);
  const members = items.map((one) => userShape(slack, one));
  return {
    ok: true,
    members,
    cache_ts: Math.floor(slack.clock.now() / 1000),
    response_metadata,
  } satisfies UsersListResponse;
});

const conversations = method(
  { scopes: ["channels:read", "groups:read", "im:read", "mpim:read"], tier: 3 },
  z.object({ ...paging, user: z.string().optional(), exclude_archived: flag }),
  (slack, args) => {
    const user = args.user ?? slack.world.bot.userId;
    const found = [...slack.world.channels.values()].filter(
      (one) =>
        one.kind === "public" && one.members.includes(user) && !(args.exclude_archived && one.archived),
    );
    const { items, response_metadata } = pageOf(found, args);
    const channels = items.map((one) => channelShape(slack, one));
    return { ok: true, channels, response_metadata } satisfies UsersConversationsResponse;
  },
);

const authTest = method({ tier: "none" }, z.object({}), (slack) => {
  const { team, bot, users } = slack.world;
  return {
    ok: true,
    url: `${slack.url()}/`,
    team: team.name,
    user: users.get(bot.userId)?.name ?? "",
    team_id: team.id,
    user_id: bot.userId,
    bot_id: bot.botId,
    is_enterprise_install: false,
  } satisfies AuthTestResponse;
});

const teamInfo = method({ scopes: ["team:read"], tier: 3 }, z.object({}), (slack) => {
  const { id, name, domain } = slack.world.team;
  return {
    ok: true,
    team: { id, name, domain, url: `${slack.url()}/`, email_domain: "" },
  } satisfies TeamInfoResponse;
});

const botsInfo = method(
  { scopes: ["users:read"], tier: 3 },
  z.object({ bot: z.string().optional() }),
  (slack, args) => {
    const { bot, users } = slack.world;
    if (args.bot !== undefined && args.bot !== bot.botId) throw new SlackError("bot_not_found");
    const name = users.get(bot.userId)?.realName ?? "";
    const shape = {
      id: bot.botId,
      app_id: bot.appId,
      user_id: bot.userId,
      name,
      deleted: false,
      updated: 1_700_000_000,
    };
    return { ok: true, bot: shape } satisfies BotsInfoResponse;
  },
);

const connectionsOpen = method({ token: "app", tier: 3 }, z.object({}), (slack) => {
  if (!slack.app.socketMode) throw new SlackError("socket_mode_not_enabled");
  return { ok: true, url: slack.openSocketAddress() } satisfies AppsConnectionsOpenResponse;
});

export const usersMethods = {
  "users.info": info,
  "users.lookupByEmail": lookupByEmail,
  "users.list": list,
  "users.conversations": conversations,
  "auth.test": authTest,
  "team.info": teamInfo,
  "bots.info": botsInfo,
  "apps.connections.open": connectionsOpen,
};

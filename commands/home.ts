import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import { UserIdSchema } from "#src/ids.ts";
import type { UserId } from "#domain/ids.ts";
import { whatNeeds } from "#services/what-needs.ts";
import { homeView } from "#views/home.ts";
import { asking, type Asked, type Deps } from "./asked.ts";

/** App Home: what needs a person, and what they own. */
export type Homes = {
  /** Shows it to somebody who has opened it. */
  onOpened(args: SlackEventMiddlewareArgs<"app_home_opened"> & AllMiddlewareArgs): Promise<void>;
  /** Shows it anew after they did something, if they have it open or had it open lately. */
  refresh(asked: Promise<Asked>, client: WebClient, where: { readonly isOpen: boolean }): Promise<void>;
};

/** Who opened it is remembered by this process alone: opening it again shows it anew in any case. */
const REMEMBERED_MAX = 1000;

export function newHomes(deps: Deps): Homes {
  const opened = new Set<UserId>();
  const turns = new Map<UserId, Promise<void>>();

  function remember(user: UserId): void {
    opened.delete(user);
    opened.add(user);
    const [first] = opened;
    if (opened.size > REMEMBERED_MAX && first !== undefined) opened.delete(first);
  }

  /** One after the other for each person, so that what was read first is not shown last. */
  async function publishInTurn(asked: Asked, client: WebClient): Promise<void> {
    const { me } = asked;
    const publishing = () => publish(asked, client);
    const turn = (turns.get(me) ?? Promise.resolve()).then(publishing, publishing);
    turns.set(me, turn);
    try {
      await turn;
    } finally {
      if (turns.get(me) === turn) turns.delete(me);
    }
  }

  return {
    async onOpened({ event, body, client, context }) {
      if (event.tab !== "home") return;
      const user = { id: UserIdSchema.parse(event.user), team: body.team_id };
      remember(user.id);
      const asked = await asking(deps, { client, team: context.teamId, user, key: body.event_id });
      await publishInTurn(asked, client);
    },
    async refresh(asked, client, { isOpen }) {
      try {
        const { me } = await asked;
        if (isOpen) remember(me);
        if (opened.has(me)) await publishInTurn(await asked, client);
      } catch (error) {
        deps.log.warn({ err: error }, "home not shown");
      }
    },
  };
}

async function publish({ ctx, me }: Asked, client: WebClient): Promise<void> {
  const { runs, ...needs } = await whatNeeds(ctx, me);
  await client.views.publish({
    user_id: me,
    view: homeView({ needs, runs, reader: { me, now: ctx.now } }),
  });
}

import type {
  ViewsOpenResponse,
  ViewsPublishResponse,
  ViewsPushResponse,
  ViewsUpdateResponse,
} from "@slack/web-api";
import { z } from "zod";
import { readHome, readModal } from "../blocks/views.ts";
import { SlackError } from "../slack-error.ts";
import type { Slack } from "../slack.ts";
import { findModal, openModal, publishHome, pushModal, replaceModal } from "../modals.ts";
import { userOrThrow } from "./find.ts";
import { method, nested } from "./method.ts";
import { type Shaped, viewShape } from "./shapes.ts";

const view = nested(z.unknown());
const triggered = z
  .object({ trigger_id: z.string().optional(), interactivity_pointer: z.string().optional(), view })
  .transform((args) => ({ view: args.view, trigger: args.trigger_id ?? args.interactivity_pointer }));

const open = method({ tier: 4 }, triggered, (slack, args) => {
  const content = readModal(args.view);
  const opened = openModal(slack, actor(slack, args.trigger), content);
  return { ok: true, view: viewShape(slack.world, opened) } satisfies Shaped<ViewsOpenResponse>;
});

const push = method({ tier: 4 }, triggered, (slack, args) => {
  const content = readModal(args.view);
  const pushed = pushModal(slack, actor(slack, args.trigger), content);
  return { ok: true, view: viewShape(slack.world, pushed) } satisfies Shaped<ViewsPushResponse>;
});

const update = method(
  { tier: 4 },
  z.object({
    view_id: z.string().optional(),
    external_id: z.string().optional(),
    hash: z.string().optional(),
    view,
  }),
  (slack, args) => {
    const content = readModal(args.view);
    const shown = findModal(slack.world, args);
    if (!shown) throw new SlackError("not_found");
    if (args.hash !== undefined && args.hash !== shown.hash) throw new SlackError("hash_conflict");
    replaceModal(slack, shown, content);
    return { ok: true, view: viewShape(slack.world, shown) } satisfies Shaped<ViewsUpdateResponse>;
  },
);

const publish = method(
  { tier: 4 },
  z.object({ user_id: z.string(), hash: z.string().optional(), view }),
  (slack, args) => {
    if (!slack.app.homeTab) throw new SlackError("not_enabled");
    const user = userOrThrow(slack, args.user_id);
    const content = readHome(args.view);
    const shown = slack.world.homes.get(user.id);
    if (args.hash !== undefined && args.hash !== shown?.hash) throw new SlackError("hash_conflict");
    return {
      ok: true,
      view: viewShape(slack.world, publishHome(slack, user.id, content)),
    } satisfies Shaped<ViewsPublishResponse>;
  },
);

export const viewsMethods = {
  "views.open": open,
  "views.push": push,
  "views.update": update,
  "views.publish": publish,
};

function actor(slack: Slack, trigger: string | undefined): string {
  if (!trigger) throw new SlackError("invalid_arguments", missing("trigger_id"));
  return slack.triggers.exchange(trigger);
}

function missing(field: string) {
  return {
    response_metadata: { messages: [`[ERROR] missing required field: ${field} [json-pointer:/${field}]`] },
  };
}

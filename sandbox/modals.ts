import { randomBytes } from "node:crypto";
import type { HomeView, ModalView } from "@slack/types";
import { interactiveIn } from "./blocks/interactive.ts";
import { SlackError } from "./slack-error.ts";
import type { Slack } from "./slack.ts";
import { nextId, type OpenHome, type OpenModal, type StateValues, type World } from "./world.ts";

const STACK_MAX = 3;

/** The modal a person has in front of them. */
export function topModal(world: World, user: string): OpenModal | undefined {
  return world.modals.get(user)?.at(-1);
}

export function findModal(
  world: World,
  {
    view_id,
    external_id,
  }: { readonly view_id?: string | undefined; readonly external_id?: string | undefined },
): OpenModal | undefined {
  const open = [...world.modals.values()].flat();
  if (view_id !== undefined) return open.find((one) => one.id === view_id);
  return external_id === undefined ? undefined : open.find((one) => one.content.external_id === external_id);
}

/** Opens a first modal for a person; whatever they had open is gone. */
export function openModal(slack: Slack, user: string, content: ModalView): OpenModal {
  refuseSameExternalId(slack.world, content);
  const id = nextId(slack.world, "V");
  const opened: OpenModal = { ...fresh(slack, content), id, user, rootId: id, previousId: null };
  slack.world.modals.set(user, [opened]);
  slack.changed();
  return opened;
}

/** Puts a modal on top of the one that is open; there can be three. */
export function pushModal(slack: Slack, user: string, content: ModalView): OpenModal {
  const stack = slack.world.modals.get(user) ?? [];
  const below = stack.at(-1);
  if (!below) throw new SlackError("not_found");
  if (stack.length >= STACK_MAX) throw new SlackError("push_limit_reached");
  refuseSameExternalId(slack.world, content);
  const id = nextId(slack.world, "V");
  const pushed: OpenModal = {
    ...fresh(slack, content),
    id,
    user,
    rootId: below.rootId,
    previousId: below.id,
  };
  stack.push(pushed);
  slack.changed();
  return pushed;
}

/** Shows something else in the same modal. What a person entered stays where block_id and action_id stay. */
export function replaceModal(slack: Slack, shown: OpenModal, content: ModalView): void {
  if (content.external_id !== shown.content.external_id) refuseSameExternalId(slack.world, content);
  shown.content = content;
  shown.draft = surviving(content, shown.draft);
  shown.errors = {};
  shown.hash = newHash(slack);
  slack.changed();
}

export function publishHome(slack: Slack, user: string, content: HomeView): OpenHome {
  const known = slack.world.homes.get(user);
  const id = known?.id ?? nextId(slack.world, "V");
  const draft = known ? surviving(content, known.draft) : {};
  const shown: OpenHome = { ...fresh(slack, content), id, user, rootId: id, previousId: null, draft };
  slack.world.homes.set(user, shown);
  slack.changed();
  return shown;
}

/** Takes a modal away; the one below is there again. */
export function closeModal(slack: Slack, modal: OpenModal): void {
  const left = (slack.world.modals.get(modal.user) ?? []).filter((one) => one !== modal);
  if (left.length > 0) slack.world.modals.set(modal.user, left);
  else slack.world.modals.delete(modal.user);
  slack.changed();
}

export function closeAllModals(slack: Slack, user: string): void {
  slack.world.modals.delete(user);
  slack.changed();
}

function fresh<V>(slack: Slack, content: V) {
  return { hash: newHash(slack), content, draft: {}, errors: {} };
}

function newHash(slack: Slack): string {
  return `${Math.floor(slack.clock.now() / 1000)}.${randomBytes(6).toString("base64url")}`;
}

function surviving(content: ModalView | HomeView, draft: StateValues): StateValues {
  const kept: StateValues = {};
  for (const { blockId, actionId, type } of interactiveIn(content.blocks)) {
    const value = draft[blockId]?.[actionId];
    if (value?.type === type) kept[blockId] = { ...kept[blockId], [actionId]: value };
  }
  return kept;
}

function refuseSameExternalId(world: World, content: ModalView): void {
  if (content.external_id && findModal(world, { external_id: content.external_id }))
    throw new SlackError("duplicate_external_id");
}

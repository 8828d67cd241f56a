import type { Playbook } from "#domain/book.ts";
import { activeMembers } from "#domain/facts.ts";
import type { RunId } from "#domain/ids.ts";
import { pickOwner } from "#domain/pick-owner.ts";
import { isLive, type Parent } from "#domain/run.ts";
import {
  ChannelIdSchema,
  ClientIdSchema,
  DealIdSchema,
  TriggerIdSchema,
  WorkspaceIdSchema,
} from "#src/ids.ts";
import { ask, factsIn, ROUTING, type World } from "./world.ts";

const WORKSPACE = WorkspaceIdSchema.parse("wsp_000000000000");
const CLIENT = ClientIdSchema.parse("cli_000000000000");
const DEAL = DealIdSchema.parse("dea_000000000000");
const TRIGGER = TriggerIdSchema.parse("trg_000000000000");

export type Opening = {
  readonly id: RunId;
  readonly playbook: Playbook;
  /** The role that provides the owner. */
  readonly role: string;
  readonly occurredAt: Date;
  readonly parent: Parent | null;
};

/** Opens a run as the service does, flagged as a rehearsal. */
export function openRun(world: World, { id, playbook, role, occurredAt, parent }: Opening): void {
  const { owner, missingRole } = chooseOwner(world, role);
  const channel = ChannelIdSchema.parse(world.book.workspace.channels[playbook.channel]);
  ask(world, id, ROUTING, {
    type: "open-run",
    run: id,
    workspace: WORKSPACE,
    client: CLIENT,
    deal: DEAL,
    generation: 1,
    trigger: TRIGGER,
    occurredAt,
    playbook,
    release: 0,
    parent,
    channel,
    owner,
    missingRole,
    simulated: true,
    history: null,
  });
}

function chooseOwner(world: World, role: string) {
  const facts = factsIn(world);
  const available = new Set(activeMembers(facts, role));
  const live = [...world.runs.values()].filter(isLive);
  const candidates = (facts.roles.get(role) ?? []).map((id) => ({
    id,
    available: available.has(id),
    openRuns: live.filter(({ owner }) => owner === id).length,
  }));
  return pickOwner(role, candidates, facts.fallbackOwner);
}

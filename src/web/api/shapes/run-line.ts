import { z } from "zod";
import type { listRunPage } from "#services/list-runs.ts";
import { ClientRef, Instant, iso, isoOrNull, PersonRef, RunRef } from "./common.ts";
import { RUN_STATES, WAITING_ON } from "./run.ts";

export const RunLine = z
  .object({
    id: RunRef,
    client: z.object({ id: ClientRef, key: z.string(), name: z.string() }),
    playbook: z.string(),
    title: z.string(),
    state: z.enum(RUN_STATES),
    owner: PersonRef,
    openedAt: Instant,
    dueAt: Instant.nullable(),
    completedAt: Instant.nullable(),
    cancelledAt: Instant.nullable(),
    pause: z.object({ on: z.enum(WAITING_ON), reviewAt: Instant }).nullable(),
    tasksDone: z.int(),
    tasks: z.int().meta({ description: "All but those that were skipped or waived" }),
    overdueTasks: z.int(),
    gates: z.int().meta({ description: "How many hold it up" }),
    thread: z.string().nullable().meta({ description: "The address of its thread in Slack" }),
  })
  .meta({ id: "RunLine", description: "A run in a list" });

type Line = Awaited<ReturnType<typeof listRunPage>>["runs"][number];

export function showRunLine(line: Line): z.input<typeof RunLine> {
  const { id, clientId, clientKey, client, playbook, title, status, owner, done, total } = line;
  return {
    id,
    client: { id: clientId, key: clientKey, name: client },
    playbook,
    title,
    state: status,
    owner,
    openedAt: iso(line.openedAt),
    dueAt: isoOrNull(line.dueAt),
    completedAt: isoOrNull(line.completedAt),
    cancelledAt: isoOrNull(line.cancelledAt),
    pause: line.review && { on: line.review.on, reviewAt: iso(line.review.at) },
    tasksDone: done,
    tasks: total,
    overdueTasks: line.overdueTasks,
    gates: line.gates,
    thread: line.threadLink,
  };
}

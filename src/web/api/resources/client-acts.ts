import { z } from "zod";
import type { WorkspaceRefusal } from "#domain/may-in-workspace.ts";
import { addClient, changeSegment } from "#services/add-client.ts";
import { CLIENT_NAME_MAX } from "#services/start-by-hand.ts";
import { route } from "#web/api/route.ts";
import { clientParam } from "#web/api/shapes/common.ts";
import { notInWorkspace } from "#web/api/shapes/refused.ts";
import { ClientSchema } from "./clients.ts";

const segment = z.string().trim().min(1).max(100).meta({ example: "enterprise" });

export const clientActRoutes = [
  route({
    method: "post",
    path: "/clients",
    id: "addClient",
    tag: "Clients",
    summary: "Add a client",
    description: "Where there is a client of that name it is answered as it is, with 200.",
    scope: "act",
    body: z
      .strictObject({
        name: z
          .string()
          .trim()
          .max(CLIENT_NAME_MAX)
          .regex(/[\p{L}\p{N}]/u, "A name has letters or digits.")
          .meta({ example: "Example GmbH" }),
        segment: segment.optional(),
      })
      .meta({ id: "ClientGiven", example: { name: "Example GmbH", segment: "enterprise" } }),
    answers: { 200: ClientSchema, 201: ClientSchema },
    async handle({ ctx, body }) {
      const added = await addClient(ctx, { name: body.name, segment: body.segment ?? null });
      if (!added.ok) return problemOf(added.refusal);
      const { made, client } = added;
      const headers = { location: `/api/v1/clients/${client.id}` };
      return { status: made ? 201 : 200, data: client, headers };
    },
  }),
  route({
    method: "patch",
    path: "/clients/{id}",
    id: "changeClient",
    tag: "Clients",
    summary: "Change a client's segment",
    description:
      "By operators. What is opened from now on sees it: rules, conditions and calls. Runs under way keep the segment that they were opened under. The name and the key that is made of it stay.",
    scope: "act",
    params: clientParam,
    body: z
      .strictObject({ segment: segment.nullable() })
      .meta({ id: "ClientChange", example: { segment: "enterprise" } }),
    answers: { 200: ClientSchema },
    async handle({ ctx, params, body }) {
      const changed = await changeSegment(ctx, params.id, body.segment);
      return changed.ok ? { status: 200, data: changed.client } : problemOf(changed.refusal);
    },
  }),
];

function problemOf(refusal: WorkspaceRefusal | { readonly code: "no-such-client" }) {
  if (refusal.code !== "no-such-client") return { problem: notInWorkspace(refusal) };
  return { problem: { kind: "not-found", detail: "There is no such client." } } as const;
}

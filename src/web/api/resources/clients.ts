import { z } from "zod";
import { listClients, readClient } from "#services/list-clients.ts";
import { pageOf, pageQuery, pageSchema, readCursor } from "#web/api/page.ts";
import { route } from "#web/api/route.ts";
import { clientParam, ClientRef } from "#web/api/shapes/common.ts";

export const ClientSchema = z
  .object({
    id: ClientRef,
    key: z.string().meta({ description: "A unique slug of the name" }),
    name: z.string(),
    segment: z.string().nullable(),
  })
  .meta({
    id: "Client",
    description: "A company that is being onboarded",
    example: { id: "cli_0a1b2c3d4e5f", key: "example-gmbh", name: "Example GmbH", segment: "enterprise" },
  });

/** Where a page ended; keys are slugs. */
const ClientKeySchema = z.string().regex(/^[\p{L}\p{N}-]+$/u);

export const clientRoutes = [
  route({
    method: "get",
    path: "/clients",
    id: "listClients",
    tag: "Clients",
    summary: "Clients, by their keys",
    scope: "read",
    query: z.strictObject({
      name: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .meta({ description: "How the name begins: case, accents and signs don't matter" }),
      ...pageQuery,
    }),
    answers: { 200: pageSchema("Client", ClientSchema) },
    async handle({ ctx, query }) {
      const list = { workspace: ctx.workspace, list: "clients", filter: query };
      const at = readCursor(query, list, ClientKeySchema);
      if ("problem" in at) return at;
      const { clients, next } = await listClients(
        ctx,
        { name: query.name ?? null },
        { ...at, limit: query.limit },
      );
      return { status: 200, data: pageOf(clients, next, list) };
    },
  }),
  route({
    method: "get",
    path: "/clients/{id}",
    id: "readClient",
    tag: "Clients",
    summary: "A client",
    scope: "read",
    params: clientParam,
    answers: { 200: ClientSchema },
    async handle({ ctx, params }) {
      const client = await readClient(ctx, params.id);
      if (!client) return { problem: { kind: "not-found", detail: "There is no such client." } };
      return { status: 200, data: client };
    },
  }),
];

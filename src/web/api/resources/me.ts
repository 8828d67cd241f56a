import { z } from "zod";
import { SCOPES } from "#domain/scope.ts";
import { route } from "#web/api/route.ts";
import { Instant, isoOrNull, PersonRef } from "#web/api/shapes/common.ts";

const MeSchema = z
  .object({
    person: PersonRef.meta({ description: "In whose name the key acts" }),
    workspace: z.string(),
    key: z.object({
      id: z.string(),
      name: z.string(),
      scopes: z.array(z.enum(SCOPES)),
      expiresAt: Instant.nullable().meta({ description: "Null: never" }),
    }),
  })
  .meta({ id: "Me", description: "Who asks by this key" });

export const meRoutes = [
  route({
    method: "get",
    path: "/me",
    id: "readMe",
    tag: "Keys",
    summary: "Who the key acts for, and how far it reaches",
    scope: SCOPES,
    answers: { 200: MeSchema },
    async handle({ holder }) {
      const { id, name, scopes, expiresAt, person, workspace } = holder;
      const key = { id, name, scopes: [...scopes], expiresAt: isoOrNull(expiresAt) };
      return { status: 200, data: { person, workspace, key } };
    },
  }),
];

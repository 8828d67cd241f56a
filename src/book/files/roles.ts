import { z } from "zod";
import { SYSTEM_ROLE } from "#domain/book.ts";
import { NameSchema, person, strict } from "#book/values.ts";
import type { Names } from "#book/values.ts";

const RoleNameSchema = NameSchema.refine(
  (name) => name !== SYSTEM_ROLE,
  `"${SYSTEM_ROLE}" is what Baton does itself: no role of people is called that`,
);

/** roles.yaml: who can do what. A role without members would be tasks that nobody can do. */
export function rolesSchema(names: Names) {
  const role = strict(
    {
      members: z
        .array(person(names))
        .min(1, "a role without members has nobody to do its tasks")
        .describe("Mails of people of workspace.yaml."),
    },
    (key) => (key === "usergroup" ? '"usergroup" is not carried out by this version' : null),
  );
  return strict({
    roles: z
      .record(RoleNameSchema, role)
      .describe("Roles by name. operators and approvers mean something to Baton."),
  }).transform(({ roles }) => roles);
}

import { z } from "zod";
import { NameSchema, person, strict } from "#book/values.ts";
import type { Names } from "#book/values.ts";

/** roles.yaml: who can do what. A role without members would be tasks that nobody can do. */
export function rolesSchema(names: Names) {
  const role = strict(
    {
      members: z.array(person(names)).min(1, "a role without members has nobody to do its tasks"),
    },
    ["usergroup"],
  );
  return strict({ roles: z.record(NameSchema, role) }).transform(({ roles }) => roles);
}

import { z } from "zod";
import { calendarsSchema } from "#book/files/calendars.ts";
import { escalationSchema } from "#book/files/escalation.ts";
import { playbookSchema } from "#book/files/playbook.ts";
import { rehearsalsSchema } from "#book/files/rehearsals.ts";
import { rolesSchema } from "#book/files/roles.ts";
import { routingSchema } from "#book/files/routing.ts";
import { sourcesSchema } from "#book/files/sources.ts";
import { workspaceSchema } from "#book/files/workspace.ts";
import type { Names } from "#book/values.ts";

/** What editors complete and explain the files of a book by: a JSON Schema for each kind of file, as text. */
export function jsonSchemas(): ReadonlyMap<string, string> {
  const files = {
    playbook: playbookSchema(NO_NAMES),
    routing: routingSchema(NO_NAMES),
    workspace: workspaceSchema(NO_NAMES),
    roles: rolesSchema(NO_NAMES),
    calendars: calendarsSchema([]),
    escalation: escalationSchema(NO_NAMES),
    sources: sourcesSchema(),
    rehearsals: rehearsalsSchema(NO_NAMES),
  };
  return new Map(Object.entries(files).map(([name, schema]) => [`${name}.json`, textOf(name, schema)]));
}

/** A single schema can't know the names that other files give: `baton check` knows them. */
const NO_NAMES: Names = {
  role: null,
  calendar: null,
  escalation: null,
  channel: null,
  playbook: null,
  person: null,
};

function textOf(name: string, schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, {
    target: "draft-7",
    // Files are what goes in; what the book makes of them is no matter of editors.
    io: "input",
    unrepresentable: "any",
    override: ({ jsonSchema }) => {
      allowShortForm(jsonSchema);
      allowSingle(jsonSchema);
    },
  });
  return `${JSON.stringify({ ...json, title: `A book's ${name}` }, null, 2)}\n`;
}

/** What is `short` may be one text in place of its keys. */
function allowShortForm(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema["short"] !== true) return;
  const { short: _short, description, ...long } = schema;
  for (const key of Object.keys(schema)) delete schema[key];
  Object.assign(schema, {
    ...(description !== undefined && { description }),
    anyOf: [{ type: "string" }, long],
  });
}

/** What is `single` may be one item in place of a list of them. */
function allowSingle(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema["single"] !== true) return;
  const { single: _single, ...list } = schema;
  for (const key of Object.keys(schema)) delete schema[key];
  Object.assign(schema, { anyOf: [list.items, list] });
}

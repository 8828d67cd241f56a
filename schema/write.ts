import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { jsonSchemas } from "#book/json-schemas.ts";
import { openApi } from "#web/api/openapi.ts";
import { routes } from "#web/api/table.ts";
import { clientTypes } from "./client-types.ts";

// `npm run schemas`: the JSON Schemas of a book's files, for editors, and what the API is, for other programs. Tests hold
// them to what they describe.
for (const [name, text] of jsonSchemas()) await write(name, text);
const description = `${JSON.stringify(openApi(routes), null, 2)}\n`;
await write("openapi.json", description);
await write("openapi.d.ts", await clientTypes(description));

function write(name: string, text: string): Promise<void> {
  return writeFile(join(import.meta.dirname, name), text);
}

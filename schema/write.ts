import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { jsonSchemas } from "#book/json-schemas.ts";

// `npm run schemas`: the JSON Schemas of a book's files, for editors. A test holds them to what the files are checked by.
for (const [name, text] of jsonSchemas()) await writeFile(join(import.meta.dirname, name), text);

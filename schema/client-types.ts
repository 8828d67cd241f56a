import { createRequire, registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

// The types of a client, made of the API's description. What makes them needs a TypeScript that can be called, and ours is
// none: it is given the one that is kept inside another package.

const CALLABLE = pathToFileURL(
  createRequire(import.meta.url).resolve("@ts-morph/common/dist/typescript.js"),
).href;
const HEADER =
  "// Made by `npm run schemas` of what the API is served by: a client's types for openapi.json.\n\n";

/** The API's paths and schemas as TypeScript. */
export async function clientTypes(description: string): Promise<string> {
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "typescript" ? { url: CALLABLE, shortCircuit: true } : next(specifier, context),
  });
  try {
    const { default: generate, astToString } = await import("openapi-typescript");
    return HEADER + astToString(await generate(description));
  } finally {
    hooks.deregister();
  }
}

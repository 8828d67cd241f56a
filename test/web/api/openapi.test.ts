import { readFile } from "node:fs/promises";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { expect, test } from "vitest";
import { z } from "zod";
import { clientTypes } from "#schema/client-types.ts";
import { openApi } from "#web/api/openapi.ts";
import { routes } from "#web/api/table.ts";

const shipped = await readFile("schema/openapi.json", "utf8");

test("what is shipped of the API is what it is served by", async () => {
  expect(`${JSON.stringify(openApi(routes), null, 2)}\n`, "npm run schemas").toBe(shipped);
  expect(await readFile("schema/openapi.d.ts", "utf8"), "npm run schemas").toBe(await clientTypes(shipped));
});

test("a linter of OpenAPI has nothing to say about it", async () => {
  const config = await createConfig({ extends: ["recommended"] });
  const problems = await lintFromString({ source: shipped, absoluteRef: "/openapi.json", config });
  expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual(
    [],
  );
});

const OperationSchema = z.looseObject({
  operationId: z.string(),
  "x-scopes": z.array(z.string()),
  responses: z.record(z.string(), z.unknown()),
});

test("every route is in it by a name of its own, with its scopes and its problems", () => {
  const { paths } = z
    .object({ paths: z.record(z.string(), z.record(z.string(), OperationSchema)) })
    .parse(JSON.parse(shipped));
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ at: `${method} ${path}`, ...operation })),
  );
  expect(operations.map(({ at }) => at).sort()).toEqual(
    routes.map(({ method, path }) => `${method} ${path}`).sort(),
  );
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(routes.length);
  for (const { at, responses } of operations)
    expect([at, Object.keys(responses)]).toEqual([at, expect.arrayContaining(["401", "403", "429", "500"])]);
});

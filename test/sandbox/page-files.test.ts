import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { newSandbox } from "./support.ts";

test("the page's files are served as a browser can run them: no types, and only what belongs to the page", async () => {
  const { sandbox } = await newSandbox();
  const files = readdirSync("sandbox/page").filter((file) => /\.(ts|css)$/.test(file));
  for (const file of files) {
    const response = await fetch(`${sandbox.url}/page/${file}`);
    expect(response.status, file).toBe(200);
    expect(response.headers.get("content-type"), file).toMatch(/javascript|css/);
    if (file.endsWith(".ts"))
      expect(await response.text(), file).not.toMatch(/^(import type|type |export type) /m);
  }
  for (const path of [
    "/page/tsconfig.json",
    "/page/..%2fserver.ts",
    "/page/absent.ts",
    "/vendor/constructor",
    "/vendor/x",
  ])
    expect((await fetch(sandbox.url + path)).status, path).toBe(404);
});

test("the page may run its own scripts only, and each library it imports is there", async () => {
  const { sandbox } = await newSandbox();
  const response = await fetch(sandbox.url);
  const policy = response.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
  const html = await response.text();
  const { imports } = JSON.parse(/<script type="importmap">(.*)<\/script>/.exec(html)?.[1] ?? "{}");
  const linked = [...html.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map((found) => found[1] ?? "");
  for (const path of [...Object.values<string>(imports), ...linked])
    expect((await fetch(sandbox.url + path)).status, path).toBe(200);
});

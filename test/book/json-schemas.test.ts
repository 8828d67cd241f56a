import { readdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { jsonSchemas } from "#book/json-schemas.ts";

const schemas = [...jsonSchemas()];
const examples = (await readdir("config", { recursive: true })).filter((name) => name.endsWith(".yaml"));

test("the schemas that are shipped are those that the files are checked by", async () => {
  const shipped = (await readdir("schema")).filter(
    (name) => name.endsWith(".json") && name !== "openapi.json",
  );
  expect(shipped.sort()).toEqual(schemas.map(([name]) => name).sort());
  for (const [name, text] of schemas) {
    expect(await readFile(join("schema", name), "utf8"), "npm run schemas").toBe(text);
  }
});

test.for(schemas)("%s explains every key", ([, text]) => {
  const unexplained: string[] = [];
  JSON.parse(text, function explains(this: unknown, key: string, value: unknown) {
    if (key !== "properties" || typeof value !== "object" || value === null) return value;
    for (const [name, property] of Object.entries(value)) {
      if (typeof property !== "object" || !("description" in property)) unexplained.push(name);
    }
    return value;
  });
  expect(unexplained).toEqual([]);
});

describe("an editor finds", () => {
  async function read(name: string) {
    const file = join("config", name);
    const text = await readFile(file, "utf8");
    const schema = /^# yaml-language-server: \$schema=(\S+)/.exec(text)?.[1] ?? "";
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(
      JSON.parse(await readFile(resolve(dirname(file), schema), "utf8")),
    );
    return { validate, data: (): Record<string, unknown> => parse(text) };
  }

  test.for(examples)("nothing wrong with %s, and a key that doesn't belong there", async (name) => {
    const { validate, data } = await read(name);
    validate(data());
    expect(validate.errors).toBeNull();
    expect(validate({ ...data(), titel: "x" })).toBe(false);
  });

  test("a key of another kind of task, and a task without what its kind needs", async () => {
    const { validate, data } = await read("playbooks/guided.yaml");
    const withTask = (task: object) => ({ ...data(), stages: [{ stage: "A", tasks: [task] }] });
    const person = { task: "a", title: "A", assign: { role: "support" } };
    expect(validate(withTask(person))).toBe(true);
    expect(validate(withTask({ ...person, request: { url: "https://api.example" } }))).toBe(false);
    expect(validate(withTask({ ...person, kind: "wait" }))).toBe(false);
    expect(validate(withTask({ ...person, kind: "wait", signal: "payment.received" }))).toBe(true);
    expect(validate(withTask({ ...person, kind: "wait", signal: { type: "x.a", when: "true" } }))).toBe(true);
  });
});

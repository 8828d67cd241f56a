import { expect, test } from "vitest";
import { newLog } from "#src/log.ts";

test("an error of the database is logged without what is in its rows", () => {
  const lines: string[] = [];
  const error = Object.assign(new Error("null value in column"), {
    code: "23502",
    detail: "Failing row contains (wsp_1, Acme Robotics).",
    where: 'JSON data, line 1: {"name":"Acme Robotics"}',
  });
  newLog("info", { write: (line) => void lines.push(line) }).error({ err: error }, "request failed");
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("23502");
  expect(lines[0]).not.toContain("Acme Robotics");
});

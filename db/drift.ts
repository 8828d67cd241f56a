import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Says whether the schema has changes that no migration holds: generates into a copy and looks whether a file came of it.
const copy = mkdtempSync(join(tmpdir(), "baton-drift-"));
cpSync("db/migrations", copy, { recursive: true });
const before = readdirSync(copy).length;
const { status, stdout, stderr } = spawnSync(
  "drizzle-kit",
  ["generate", "--dialect=postgresql", "--schema=./db/schema/*.ts", `--out=${copy}`],
  { encoding: "utf8" },
);
const added = readdirSync(copy).length - before;
rmSync(copy, { recursive: true });
if (status !== 0 || added !== 0) {
  process.stderr.write(
    `${stdout}${stderr}\ndb/schema has changes that no migration holds: run npx drizzle-kit generate\n`,
  );
  process.exit(1);
}

import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";

/** Of our own it may import these layers, and these files of src; of packages, some that it may and some that it may not. */
type Layer = {
  readonly folder: string;
  readonly ours: readonly string[];
  readonly shared: readonly string[];
  readonly may: readonly string[];
  readonly never: readonly string[];
};

const LAYERS =
  "commands views db domain services book triggers sources calls import rehearse slack jobs web cli demo sandbox test";
const OURS = LAYERS.split(" ").flatMap(filesOf);
const SHARED = ["#src/ids.ts", "#src/context.ts", "#src/log.ts", "#src/baton.ts"];
const ELSEWHERE = ["../../db/a.ts", "../../db/deeper/a.ts"];
const SLACK = ["@slack/bolt", "@slack/web-api"];
const DATABASE = ["postgres", "drizzle-orm", "drizzle-orm/pg-core"];

const layers: readonly Layer[] = [
  {
    folder: "src/domain",
    ours: ["domain"],
    shared: [],
    may: ["temporal-polyfill"],
    never: ["zod", "node:fs", "@slack/types", ...SLACK, ...DATABASE],
  },
  {
    folder: "views",
    ours: ["views", "domain"],
    shared: [],
    may: ["@slack/types"],
    never: ["zod", "node:fs", ...SLACK, ...DATABASE],
  },
  {
    folder: "commands",
    ours: ["commands", "services", "views", "domain"],
    shared: ["#src/ids.ts", "#src/context.ts"],
    may: ["zod", "node:crypto", ...SLACK],
    never: ["pg-boss", ...DATABASE],
  },
  {
    folder: "db",
    ours: ["db", "domain"],
    shared: ["#src/ids.ts"],
    may: ["zod", "node:fs/promises", ...DATABASE],
    never: ["pg-boss", ...SLACK],
  },
  {
    folder: "src/services",
    ours: ["services", "db", "book", "calls", "rehearse", "import", "domain"],
    shared: ["#src/ids.ts", "#src/context.ts", "#src/log.ts"],
    may: ["zod", "node:fs/promises"],
    never: ["hono", ...SLACK, ...DATABASE],
  },
  ...["src/book", "src/sources"].map((folder) => ({
    folder,
    ours: ["book", "sources", "domain"],
    shared: ["#calls/call.ts", "#src/ids.ts", "#src/log.ts"],
    may: ["zod", "yaml", "node:fs/promises"],
    never: [...SLACK, ...DATABASE],
  })),
  {
    folder: "src/import",
    ours: ["import", "book", "domain"],
    shared: [],
    may: ["csv-parse/sync", "temporal-polyfill", "zod"],
    never: ["node:fs", "hono", "pg-boss", ...SLACK, ...DATABASE],
  },
  {
    folder: "src/calls",
    ours: ["calls", "domain"],
    shared: ["#src/loopback.ts"],
    may: ["undici", "ipaddr.js", "standardwebhooks", "node:dns/promises"],
    never: ["zod", "pg-boss", "@marcbachmann/cel-js", ...SLACK, ...DATABASE],
  },
  {
    folder: "src/rehearse",
    ours: ["rehearse", "book", "domain"],
    shared: ["#calls/call.ts", "#src/ids.ts"],
    may: [],
    never: ["zod", "node:fs/promises", "undici", "pg-boss", ...SLACK, ...DATABASE],
  },
  {
    folder: "src/slack",
    ours: ["slack", "views", "db", "domain"],
    shared: ["#src/ids.ts", "#src/context.ts", "#src/log.ts"],
    may: SLACK,
    never: [],
  },
  ...["src/jobs", "src/triggers"].map((folder) => ({
    folder,
    ours: ["jobs", "triggers", "services", "sources", "calls", "domain"],
    shared: ["#src/ids.ts", "#src/context.ts", "#src/log.ts"],
    may: ["pg-boss", "hono"],
    never: [...SLACK, ...DATABASE],
  })),
  {
    folder: "src/web",
    ours: ["web", "services", "domain"],
    shared: ["#src/ids.ts", "#src/context.ts", "#src/log.ts"],
    may: ["hono", "hono/html"],
    never: [...SLACK, ...DATABASE],
  },
  {
    folder: "sandbox",
    ours: ["sandbox"],
    shared: [],
    may: ["hono", "../a.ts", ...SLACK],
    never: ["../src/domain/a.ts"],
  },
];

const DiagnosticsSchema = z.object({
  diagnostics: z.array(
    z.object({
      code: z.string(),
      filename: z.string(),
      labels: z.tuple([z.object({ span: z.object({ line: z.number() }) })]),
    }),
  ),
});

let folder: string;
/** What lint refused: the importing folder and what it imports. */
let refused: ReadonlySet<string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "baton-layers-"));
  await cp(".oxlintrc.json", join(folder, ".oxlintrc.json"));
  await Promise.all(layers.map(writeImports));
  refused = new Set(await lint());
});

afterAll(() => rm(folder, { recursive: true }));

test.for(layers)("$folder may import what its layer stands on", (layer) => {
  expect(allowedIn(layer).filter((imported) => refused.has(`${layer.folder} ${imported}`))).toEqual([]);
});

test.for(layers)("$folder imports nothing above or beside it", (layer) => {
  expect(forbiddenIn(layer).filter((imported) => !refused.has(`${layer.folder} ${imported}`))).toEqual([]);
});

function allowedIn({ ours, shared, may }: Layer): string[] {
  return ["./a.ts", ...ours.flatMap(filesOf), ...shared, ...may];
}

function forbiddenIn(layer: Layer): string[] {
  const allowed = allowedIn(layer);
  return [...OURS, ...SHARED, ...ELSEWHERE].filter((name) => !allowed.includes(name)).concat(layer.never);
}

/** One file of a layer on its first level, and one below: a pattern may stop at a slash. */
function filesOf(layer: string): string[] {
  return [`#${layer}/a.ts`, `#${layer}/deeper/a.ts`];
}

async function writeImports(layer: Layer): Promise<void> {
  await mkdir(join(folder, layer.folder), { recursive: true });
  const lines = importsOf(layer).map((imported) => `import "${imported}";\n`);
  await writeFile(join(folder, fileOf(layer)), lines.join(""));
}

async function lint(): Promise<string[]> {
  const oxlint = resolve("node_modules/oxlint/bin/oxlint");
  const { stdout } = await promisify(execFile)(process.execPath, [oxlint, "--format", "json"], {
    cwd: folder,
  }).catch((error: unknown) => z.object({ code: z.literal(1), stdout: z.string() }).parse(error));
  return DiagnosticsSchema.parse(JSON.parse(stdout))
    .diagnostics.filter(({ code }) => code.includes("no-restricted-imports"))
    .map(({ filename, labels: [{ span }] }) => {
      const layer = layers.find((candidate) => fileOf(candidate) === filename);
      return `${layer?.folder} ${layer && importsOf(layer)[span.line - 1]}`;
    });
}

/** Line by line what the file of a layer imports. */
function importsOf(layer: Layer): string[] {
  return [...allowedIn(layer), ...forbiddenIn(layer)];
}

function fileOf(layer: Layer): string {
  return `${layer.folder}/imports.ts`;
}

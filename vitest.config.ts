import { defineConfig } from "vitest/config";
import LongestFirst from "./test/support/longest-first.ts";

// unit: domain, views, book: milliseconds. embedded: Postgres started, killed and adopted.
// db: a real Postgres. life: processes killed while they work. slack: the whole bot in the sandbox. These share one
// throwaway cluster a run.
export default defineConfig({
  test: {
    maxWorkers: "100%",
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "test/{domain,views,book,rehearse,sources,calls,import,sandbox,demo}/**/*.test.ts",
            "test/*.test.ts",
          ],
          exclude: ["test/demo/postgres.test.ts"],
          // Properties ask hundreds of histories; a busy machine must not fail them.
          testTimeout: 30_000,
        },
      },
      { test: { name: "embedded", include: ["test/demo/postgres.test.ts"], testTimeout: 30_000 } },
      {
        test: {
          name: "db",
          include: ["test/{db,services,jobs,triggers}/**/*.test.ts"],
          globalSetup: ["test/support/postgres.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "life",
          include: ["test/long-life/**/*.test.ts"],
          globalSetup: ["test/support/postgres.ts"],
          testTimeout: 150_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "slack",
          include: ["test/{commands,slack,web,cli,tour}/**/*.test.ts"],
          globalSetup: ["test/support/postgres.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});

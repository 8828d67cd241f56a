import { defineConfig } from "vitest/config";

// unit: domain, views, book: milliseconds. db: a real Postgres. slack: the whole bot in the sandbox.
export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/{domain,views,book,sources,sandbox,demo}/**/*.test.ts", "test/*.test.ts"] } },
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

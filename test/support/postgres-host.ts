import { startPostgres } from "#demo/postgres.ts";

// A process of its own that has an embedded Postgres, for tests that kill it. It ends by itself with the test that started it.
const [folder = ""] = process.argv.slice(2);
process.once("disconnect", () => process.exit());
const { url, pid } = await startPostgres({ folder, durable: false, log: () => {} });
process.send?.({ url, pid });

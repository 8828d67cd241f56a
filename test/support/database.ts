import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { inject } from "vitest";

/** A database of a test's own. */
export interface FreshDatabase {
  /** As the superuser, who owns it. */
  readonly url: string;
  /** Removes it, and with it every connection that is still open. */
  drop(): Promise<void>;
}

/** Copies the migrated template: an empty database that nobody else knows of. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const { url, template } = inject("postgres");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await asAdmin(`create database ${name} template ${template}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return { url: own.href, drop: () => asAdmin(`drop database ${name} with (force)`) };
}

async function asAdmin(statement: string): Promise<void> {
  const admin = postgres(inject("postgres").url, { max: 1, fetch_types: false });
  await admin.unsafe(statement);
  await admin.end();
}

import type { Playbook } from "#domain/book.ts";
import type { Asked } from "#test/support/provisioning.ts";
import { automation, child, oneStage } from "#test/support/automation.ts";
import { taskSpec } from "#test/support/domain.ts";

/**
 * A call, an approval, a child run with a call of its own, and then as many calls as the edition has: every edition calls
 * other addresses, so that the other system can tell by which a run went.
 */
export function journey(url: string, edition: number): readonly Playbook[] {
  const call = (key: string, after: readonly string[]) =>
    automation(key, { url: `${url}/${edition}/${key}/\${client.key}` }, { after });
  const approve = taskSpec("approve", {
    role: "operators",
    sla: null,
    after: ["provision"],
    work: { kind: "approval", needed: 1 },
  });
  const migrate = child("migrate", "copying", { after: ["approve"] });
  const finishing = keysOf(edition).map((key) => call(key, ["migrate"]));
  return [
    oneStage("journey", [call("provision", []), approve, migrate, ...finishing]),
    oneStage("copying", [call("copy", [])]),
  ];
}

/** What the other system must have been asked for a client, in the order of the alphabet. */
export function askedBy(edition: number, client: string): readonly string[] {
  return ["copy", "provision", ...keysOf(edition)].map((key) => `/${edition}/${key}/${client}`).toSorted();
}

/** What another system that knows the keys carried out: each key once, however often it came. */
export function effectsOf(calls: readonly Asked[]): readonly string[] {
  const byKey = new Map(calls.map(({ headers, path }) => [String(headers["idempotency-key"]), path]));
  return [...byKey.values()].toSorted();
}

function keysOf(edition: number): readonly string[] {
  return Array.from({ length: edition }, (_, index) => `finish-${index + 1}`);
}

import { everyWorkspace, workspaceBySlug } from "#db/workspaces.ts";
import { verifyAudit } from "#services/verify-audit.ts";
import { withDatabase } from "./database.ts";

/** `baton audit verify`: exits 0 only when every chain holds and every row is what its events give. */
export async function auditVerify({ workspace: slug }: { workspace?: string }): Promise<void> {
  await withDatabase(async (db) => {
    const only = slug === undefined ? null : await workspaceBySlug(db, slug);
    if (slug !== undefined && only === null) throw new Error(`There is no workspace ${slug}`);
    const workspaces = only ? [only] : await everyWorkspace(db);
    for (const workspace of workspaces) {
      const { runs, events, broken } = await verifyAudit({ db, workspace }, (done) =>
        console.error(`${done} runs verified`),
      );
      for (const { run, where, problem } of broken) console.log(`${run} ${where} ${problem}`);
      if (broken.length > 0) process.exitCode = 1;
      const verdict =
        broken.length === 0 ? "every chain holds and replays to its rows" : `${broken.length} broken`;
      console.log(`${workspace}: ${runs} runs, ${events} events: ${verdict}`);
    }
    if (workspaces.length === 0) console.log("There is nothing to verify yet: no workspace has been set up.");
  });
}

import type { Tx } from "#db/client.ts";
import { logRelease, releaseRequests, type ReleaseState, type StoredRequest } from "#db/release-log.ts";
import { setCurrent } from "#db/releases.ts";
import { showAnew, tell } from "#db/workspace-notices.ts";
import { saveTerms, type WorkspaceTerms } from "#db/workspaces.ts";
import type { ReleaseRequestId, UserId, WorkspaceId } from "#domain/ids.ts";
import type { Exemption } from "#domain/release.ts";

// Steps of what changes releases, each in a transaction that holds them.

type Publication = {
  readonly number: number;
  readonly terms: WorkspaceTerms;
  /** Null: the system. */
  readonly by: UserId | null;
  readonly request: ReleaseRequestId | null;
  /** Why nobody else had to approve it; null: somebody did. */
  readonly exempt: Exemption | null;
  readonly at: Date;
};

/** Makes a release current, and the workspace what it says. What else was asked for is over. */
export async function makeCurrent(
  tx: Tx,
  workspace: WorkspaceId,
  { current: from }: Pick<ReleaseState, "current">,
  publication: Publication,
): Promise<void> {
  const { number, terms, by, request, exempt, at } = publication;
  const note = exempt && EXEMPT[exempt];
  await setCurrent(tx, workspace, number, at);
  await saveTerms(tx, workspace, terms);
  await logRelease(tx, workspace, { release: number, what: "published", by, request, from, note, at });
  await withdrawOthers(tx, workspace, { by, at, note: `release ${number} was published` });
}

/** As the log of releases keeps it. */
const EXEMPT: Readonly<Record<Exemption, string>> = {
  "first-release": "no second person: it is the first release",
  "lone-approver": "no second person: the workspace has no other approver",
  "no-approver": "no second person: the workspace has no active approver",
};

/** Ends every request that waits: only one release can be next. */
export async function withdrawOthers(
  tx: Tx,
  workspace: WorkspaceId,
  { by, at, note }: Pick<Publication, "by" | "at"> & { readonly note: string },
): Promise<void> {
  for (const request of await releaseRequests(tx, workspace)) {
    await logRelease(tx, workspace, {
      release: request.number,
      what: "withdrawn",
      by,
      request: request.id,
      note,
      at,
    });
    await tellAnswered(tx, workspace, request, { by, at, clicked: null });
  }
}

/** Shows what came of a request to who was asked, and tells who wrote the release and who asked for it. */
export async function tellAnswered(
  tx: Tx,
  workspace: WorkspaceId,
  { id, author, by: asker }: StoredRequest,
  answer: {
    readonly by: UserId | null;
    readonly at: Date;
    readonly clicked: { readonly channel: string; readonly ts: string } | null;
  },
): Promise<void> {
  const { by, at, clicked } = answer;
  await showAnew(tx, workspace, id, { at, clicked });
  const to = [...new Set([asker, ...(author ? [author] : [])])].filter((person) => person !== by);
  if (to.length > 0) await tell(tx, workspace, { kind: "release-answered", about: id, to, at });
}

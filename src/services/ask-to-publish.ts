import { changeLines, type Change } from "#book/diff.ts";
import { inWorkspace } from "#db/client.ts";
import {
  holdReleases,
  logRelease,
  readReleaseState,
  releaseRequests,
  type ReleaseState,
  type StoredRequest,
} from "#db/release-log.ts";
import { releaseHeads } from "#db/releases.ts";
import { tell } from "#db/workspace-notices.ts";
import type { WorkspaceTerms } from "#db/workspaces.ts";
import type { UserId } from "#domain/ids.ts";
import {
  decideAsking,
  type Asking,
  type Candidate,
  type Exemption,
  type ReleaseRefusal,
} from "#domain/release.ts";
import { newReleaseRequestId } from "#src/ids.ts";
import { readTerms, type FindByEmail } from "./book-people.ts";
import { changesBetween } from "./draft-release.ts";
import { makeCurrent, withdrawOthers } from "./make-current.ts";
import type { ReleaseContext } from "./release-context.ts";
import { releaseOf } from "./release-of.ts";

export type Asked = {
  readonly from: number;
  readonly changes: readonly Change[];
} & (
  | { readonly ok: true; readonly outcome: "published"; readonly why: Exemption }
  /** `already`: somebody had asked for the same before. */
  | {
      readonly ok: true;
      readonly outcome: "asked";
      readonly approvers: readonly UserId[];
      readonly already: boolean;
    }
);

type Refused = { readonly ok: false; readonly refusal: ReleaseRefusal };
type Wish = {
  readonly release: Candidate;
  readonly asker: UserId;
  readonly state: ReleaseState;
  readonly changes: readonly Change[];
};

const TRIES_MAX = 5;

/**
 * Asks that a release become current: approvers get a message with what it changes. With nobody to ask it is published at
 * once, and the log says why. Asking for one ends what was asked before. Going back is asking for an old one.
 */
export async function askToPublish(
  ctx: ReleaseContext,
  { number, findByEmail }: { readonly number: number; readonly findByEmail: FindByEmail | null },
): Promise<Asked | Refused> {
  const { by, db, workspace } = ctx;
  if (by.kind !== "person" || !by.internal) return refused({ code: "from-outside" });
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const { release, state } = await read(ctx, number);
    if (!release) return refused({ code: "no-such-release", number });
    if (state.current === number) return refused({ code: "current-already", number });
    const { workspace: slug } = (await releaseOf(db, workspace, number)).workspace;
    if (slug !== state.slug) return refused({ code: "renamed", from: state.slug, to: slug });
    const changes = await changesBetween(db, workspace, state.current, number);
    const done = await tryOnce(ctx, { release, asker: by.id, state, changes }, findByEmail);
    if (done) return done;
  }
  throw new Error(`Releases of ${workspace} changed ${TRIES_MAX} times while ${number} was asked for`);
}

function read({ db, workspace }: ReleaseContext, number: number) {
  return inWorkspace(db, workspace, async (tx) => {
    const [release] = await releaseHeads(tx, workspace, number);
    return { release, state: await readReleaseState(tx, workspace) };
  });
}

/** Null: what it was decided by has changed meanwhile. */
async function tryOnce(
  ctx: ReleaseContext,
  wish: Wish,
  findByEmail: FindByEmail | null,
): Promise<Asked | Refused | null> {
  const { release, asker, state } = wish;
  const asking = decideAsking(release, asker, state.reviewers);
  if (asking.kind === "refused") return refused(asking.refusal);
  if (asking.kind === "review") return review(ctx, wish, asking);
  const book = await releaseOf(ctx.db, ctx.workspace, release.number);
  const read = await readTerms(ctx.db, ctx.workspace, book, findByEmail);
  return read.ok ? publishAlone(ctx, wish, asking, read.terms) : read;
}

async function review(
  ctx: ReleaseContext,
  wish: Wish,
  { approvers }: Asking & { kind: "review" },
): Promise<Asked | null> {
  const { db, workspace, now } = ctx;
  const { release, asker, changes, state } = wish;
  const from = state.current;
  const written = await inWorkspace(db, workspace, async (tx): Promise<Asked | null> => {
    if (!isStill(wish, await holdReleases(tx, workspace))) return null;
    const open = (await releaseRequests(tx, workspace)).find((request) => isFor(request, release, approvers));
    if (open) return { ok: true, outcome: "asked", approvers: open.asked, already: true, from, changes };
    await withdrawOthers(tx, workspace, {
      by: asker,
      at: now,
      note: `release ${release.number} was asked for`,
    });
    const id = newReleaseRequestId();
    await logRelease(tx, workspace, {
      id,
      release: release.number,
      what: "asked",
      by: asker,
      from,
      note: changeLines(changes).join("\n"),
      at: now,
    });
    await tell(tx, workspace, { kind: "release-review", about: id, to: approvers, at: now });
    return { ok: true, outcome: "asked", approvers, already: false, from, changes };
  });
  if (written) {
    ctx.wake();
    ctx.log.info({ release: release.number, from, by: asker, asked: approvers }, "release asked for");
  }
  return written;
}

async function publishAlone(
  ctx: ReleaseContext,
  wish: Wish,
  { why }: Asking & { kind: "exempt" },
  terms: WorkspaceTerms,
): Promise<Asked | null> {
  const { db, workspace, now } = ctx;
  const { release, asker, changes, state } = wish;
  const from = state.current;
  const written = await inWorkspace(db, workspace, async (tx) => {
    const held = await holdReleases(tx, workspace);
    if (!isStill(wish, held)) return false;
    await makeCurrent(tx, workspace, held, {
      number: release.number,
      terms,
      by: asker,
      request: null,
      exempt: why,
      at: now,
    });
    return true;
  });
  if (!written) return null;
  ctx.wake();
  ctx.log.info({ release: release.number, from, by: asker, exempt: why }, "release published without review");
  return { ok: true, outcome: "published", why, from, changes };
}

/** Whether nothing has changed since that the decision was made by. */
function isStill({ release, asker, state }: Wish, now: ReleaseState): boolean {
  const decided = (by: ReleaseState) => JSON.stringify(decideAsking(release, asker, by.reviewers));
  return now.current === state.current && decided(now) === decided(state);
}

/** Somebody who may still answer was asked for this. */
function isFor(request: StoredRequest, { number }: Candidate, approvers: readonly UserId[]): boolean {
  return request.number === number && request.asked.some((person) => approvers.includes(person));
}

function refused(refusal: ReleaseRefusal): Refused {
  return { ok: false, refusal };
}

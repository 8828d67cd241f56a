import { z } from "zod";
import { listReleaseHeads } from "#services/list-release-heads.ts";
import { showRelease } from "#services/list-releases.ts";
import { pageOf, pageQuery, pageSchema, readCursor } from "#web/api/page.ts";
import { route } from "#web/api/route.ts";
import { Instant, iso, isoOrNull, PersonRef, shownAs } from "#web/api/shapes/common.ts";

const ReleaseLine = z
  .object({
    number: z.int(),
    current: z.boolean().meta({ description: "Whether new runs are opened under it" }),
    author: PersonRef.nullable().meta({
      description: "Null: it was read from the folder when Baton started",
    }),
    createdAt: Instant,
    publishedAt: Instant.nullable().meta({ description: "When it first became current; null: a draft" }),
    playbooks: z
      .record(z.string(), z.int())
      .meta({ description: "Its playbooks, each with its version", example: { enterprise: 3 } }),
  })
  .meta({ id: "ReleaseLine", description: "A release in a list" });

export const ReleaseSchema = ReleaseLine.extend({
  changes: z.array(z.string()).meta({ description: "What making it current would change, in lines" }),
  request: z
    .object({ id: z.string(), by: PersonRef, at: Instant, asked: z.array(PersonRef) })
    .nullable()
    .meta({ description: "Who asked that it become current, and whom; null: nobody waits for an answer" }),
}).meta({ id: "Release", description: "One numbered version of the book" });

/** A release's number, as an address has it. */
export const releaseParam = z.object({
  number: z
    .string()
    .regex(/^[1-9]\d{0,8}$/)
    .transform(Number)
    .meta({
      description: "The release's number",
      override: shownAs({ type: "integer", minimum: 1 }),
      example: 7,
    }),
});

type Head = Awaited<ReturnType<typeof listReleaseHeads>>["releases"][number];

export const releaseRoutes = [
  route({
    method: "get",
    path: "/releases",
    id: "listReleases",
    tag: "Releases",
    summary: "Releases of the book, the newest first",
    scope: "read",
    query: z.strictObject(pageQuery),
    answers: { 200: pageSchema("Release", ReleaseLine) },
    async handle({ ctx, query }) {
      const list = { workspace: ctx.workspace, list: "releases", filter: {} };
      const at = readCursor(query, list, z.int32());
      if ("problem" in at) return at;
      const { releases, current, next } = await listReleaseHeads(ctx, { ...at, limit: query.limit });
      return {
        status: 200,
        data: pageOf(
          releases.map((head) => showLine(head, current)),
          next,
          list,
        ),
      };
    },
  }),
  route({
    method: "get",
    path: "/releases/{number}",
    id: "readRelease",
    tag: "Releases",
    summary: "A release, and what it would change",
    scope: "read",
    params: releaseParam,
    answers: { 200: ReleaseSchema },
    async handle({ ctx, params }) {
      const data = await releaseShown(ctx, params.number);
      return data
        ? { status: 200, data }
        : { problem: { kind: "not-found", detail: "There is no such release." } };
    },
  }),
];

/** A release as programs see it; null: there is none of that number. */
export async function releaseShown(
  ctx: Parameters<typeof showRelease>[0],
  number: number,
): Promise<z.input<typeof ReleaseSchema> | null> {
  const found = await showRelease(ctx, number);
  if (!found) return null;
  const { release, current } = found;
  const waiting = release.request?.answer ? null : release.request;
  return {
    ...showLine(release, current),
    changes: [...release.changes],
    request: waiting && { id: waiting.id, by: waiting.by, at: iso(waiting.at), asked: [...waiting.asked] },
  };
}

function showLine({ number, author, createdAt, publishedAt, versions }: Head, current: number) {
  return {
    number,
    author,
    current: number === current,
    createdAt: iso(createdAt),
    publishedAt: isoOrNull(publishedAt),
    playbooks: { ...versions },
  };
}

import { createHash } from "node:crypto";
import { z } from "zod";
import type { WorkspaceId } from "#domain/ids.ts";
import type { Problem } from "./problem.ts";
import { shownAs } from "./shapes/common.ts";

// Lists come in pages. A cursor says where the last page ended, in which list: it fits no other workspace, list or filter.

export const PAGE_MAX = 100;
const PAGE = 50;

/** What every list takes besides its filters. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^\d{1,9}$/, "Expected a whole number.")
    .transform(Number)
    .pipe(z.number().min(1, "At least 1.").max(PAGE_MAX, `From 1 to ${PAGE_MAX}.`))
    .default(PAGE)
    .meta({
      description: `How many at most: 1 to ${PAGE_MAX}`,
      example: PAGE,
      override: shownAs({ type: "integer", minimum: 1, maximum: PAGE_MAX, default: PAGE }),
    }),
  cursor: z.string().max(1000).optional().meta({ description: "`next` of the page before" }),
};

/** One page of a list. */
export function pageSchema<S extends z.ZodType>(name: string, item: S) {
  return z
    .object({
      data: z.array(item),
      next: z
        .string()
        .nullable()
        .meta({ description: "The cursor of the next page; null: this is the last" }),
    })
    .meta({ id: `${name}Page`, description: "One page of a list" });
}

type Asked = { readonly limit: number; readonly cursor?: string | undefined };

/** Of which list a cursor is: the workspace, and everything that chooses what is listed. */
export type List = { readonly workspace: WorkspaceId; readonly list: string; readonly filter: object };

/** Where the page before ended; null: this is the first. A cursor from elsewhere is a problem. */
export function readCursor<S extends z.ZodType>(
  { cursor }: Asked,
  of: List,
  After: S,
): { readonly after: z.output<S> | null } | { readonly problem: Problem } {
  if (cursor === undefined) return { after: null };
  const read = CursorSchema.safeParse(cursor);
  const after = read.success && read.data.of === hashOf(of) ? After.safeParse(read.data.after) : null;
  if (after?.success) return { after: after.data };
  const detail =
    "This cursor is none of this list with these filters. Begin without one, and take each page's next.";
  return { problem: { kind: "bad-cursor", detail, errors: [{ parameter: "cursor", detail }] } };
}

/** A page as it goes out; `next` is where it ended, null for the last. */
export function pageOf<Item>(data: readonly Item[], next: unknown, of: List) {
  return {
    data: [...data],
    next:
      next === null
        ? null
        : Buffer.from(JSON.stringify({ after: next, of: hashOf(of) })).toString("base64url"),
  };
}

const CursorSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/)
  .transform((text, issues): unknown => {
    try {
      return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    } catch {
      issues.addIssue({ code: "custom", message: "Not a cursor" });
      return z.NEVER;
    }
  })
  .pipe(z.strictObject({ after: z.unknown(), of: z.string() }));

function hashOf({ workspace, list, filter }: List): string {
  const entries = Object.entries(filter).filter(([key]) => key !== "limit" && key !== "cursor");
  const text = JSON.stringify([workspace, list, entries.sort(([a], [b]) => (a < b ? -1 : 1))]);
  return createHash("sha256").update(text).digest("base64url").slice(0, 16);
}

import { z } from "zod";
import type { Exemption, ReleaseRefusal } from "#domain/release.ts";
import type { ReleaseRequestId } from "#domain/ids.ts";
import { unreachable } from "#domain/unreachable.ts";
import { approveRelease, rejectRelease, type Answered } from "#services/answer-release.ts";
import { applyBook, type Applied } from "#services/apply-book.ts";
import { askToPublish } from "#services/ask-to-publish.ts";
import { showRelease } from "#services/list-releases.ts";
import { pointerTo, type Problem } from "#web/api/problem.ts";
import { route, type Call } from "#web/api/route.ts";
import { PersonRef, Words } from "#web/api/shapes/common.ts";
import { FROM_OUTSIDE, invalidField } from "#web/api/shapes/refused.ts";
import { releaseParam, ReleaseSchema, releaseShown } from "./releases.ts";

const FILES_MAX = 200;
const BOOK_BYTES_MAX = 1024 * 1024;

const BookSchema = z
  .strictObject({
    files: z
      .record(z.string().max(200), z.string())
      .refine((files) => Object.keys(files).length <= FILES_MAX, `At most ${FILES_MAX} files.`)
      .meta({ description: "The book's files by their names in its folder, each as its text" }),
  })
  .meta({
    id: "Book",
    description: "A whole book",
    example: {
      files: { "workspace.yaml": "workspace: acme-saas\n…", "playbooks/enterprise.yaml": "playbook: …" },
    },
  });

const AppliedSchema = z
  .object({
    made: z.boolean().meta({ description: "False: a release with this content was there" }),
    warnings: z.array(z.string()).meta({ description: "About what is allowed and may not be meant" }),
    release: ReleaseSchema,
  })
  .meta({ id: "Applied" });

const AskedSchema = z
  .object({
    outcome: z.enum(["published", "asked"]),
    why: z
      .enum(["first-release", "lone-approver", "no-approver"] satisfies readonly Exemption[])
      .nullable()
      .meta({ description: "Why nobody else had to approve it" }),
    approvers: z.array(PersonRef).meta({ description: "Who can approve it" }),
    release: ReleaseSchema,
  })
  .meta({ id: "Asked", description: "What came of asking that a release become current" });

export const releaseActRoutes = [
  route({
    method: "post",
    path: "/releases",
    id: "applyBook",
    tag: "Releases",
    summary: "Check and rehearse a book, and keep it as a draft",
    description:
      "As `baton apply` does: of one with mistakes, or whose rehearsals don't come as expected, no release is made. What a release holds already makes none: that one is answered, with 200.",
    scope: "act",
    body: BookSchema,
    bodyMax: BOOK_BYTES_MAX,
    answers: { 200: AppliedSchema, 201: AppliedSchema },
    async handle({ ctx, body }) {
      const applied = await applyBook(ctx, body.files);
      if (!applied.ok) return { problem: appliedProblem(applied.refusal) };
      const { made, number } = applied.draft;
      const release = await releaseShown(ctx, number);
      if (!release) return { problem: NOT_FOUND };
      const warnings = applied.warnings.map(
        ({ file, line, column, message }) => `${file}:${line}:${column} ${message}`,
      );
      const headers = { location: `/api/v1/releases/${number}` };
      return { status: made ? 201 : 200, data: { made, warnings, release }, headers };
    },
  }),
  route({
    method: "post",
    path: "/releases/{number}/publish",
    id: "publishRelease",
    tag: "Releases",
    summary: "Ask that a release become current",
    description:
      "Approvers are asked in Slack. Where nobody else can approve it, it is published at once. Going back is asking for an old one.",
    scope: "decide",
    params: releaseParam,
    answers: { 200: AskedSchema },
    async handle({ ctx, params, reach }) {
      const asked = await askToPublish(ctx, { ...params, findByEmail: reach.findByEmail });
      if (!asked.ok) return { problem: releaseProblem(asked.refusal) };
      const release = await releaseShown(ctx, params.number);
      if (!release) return { problem: NOT_FOUND };
      const data =
        asked.outcome === "published"
          ? { outcome: asked.outcome, why: asked.why, approvers: [] }
          : { outcome: asked.outcome, why: null, approvers: [...asked.approvers] };
      return { status: 200, data: { ...data, release } };
    },
  }),
  route({
    method: "post",
    path: "/releases/{number}/approval",
    id: "approveRelease",
    tag: "Releases",
    summary: "Approve a release that somebody asked for",
    scope: "decide",
    params: releaseParam,
    answers: { 200: ReleaseSchema },
    handle: (call) =>
      answer(call, (request) =>
        approveRelease(call.ctx, { request, clicked: null, findByEmail: call.reach.findByEmail }),
      ),
  }),
  route({
    method: "post",
    path: "/releases/{number}/rejection",
    id: "rejectRelease",
    tag: "Releases",
    summary: "Send a release back",
    scope: "decide",
    params: releaseParam,
    body: z
      .strictObject({ reason: Words.meta({ description: "Why, so that its author can mend it" }) })
      .meta({ id: "Rejection", example: { reason: "The SLA of the kickoff is too short" } }),
    answers: { 200: ReleaseSchema },
    handle: (call) =>
      answer(call, (request) =>
        rejectRelease(call.ctx, { request, clicked: null, reason: call.body.reason }),
      ),
  }),
];

const NOT_FOUND: Problem = { kind: "not-found", detail: "There is no such release." };

async function answer(
  { ctx, params }: Pick<Call<{ number: number }, undefined, unknown>, "ctx" | "params">,
  give: (request: ReleaseRequestId) => Promise<Answered>,
) {
  const found = await showRelease(ctx, params.number);
  if (!found) return { problem: NOT_FOUND };
  const { request } = found.release;
  if (!request) return { problem: releaseProblem({ code: "no-such-request" }) };
  const answered = await give(request.id);
  if (!answered.ok) return { problem: releaseProblem(answered.refusal) };
  const release = await releaseShown(ctx, params.number);
  return release ? ({ status: 200, data: release } as const) : { problem: NOT_FOUND };
}

function appliedProblem(refusal: (Applied & { ok: false })["refusal"]): Problem {
  const { code } = refusal;
  switch (refusal.code) {
    case "from-outside":
      return FROM_OUTSIDE;
    case "no-book-file": {
      const detail = "A book has no file of that name.";
      const errors = refusal.names.map((name) => ({ pointer: pointerTo(["files", name]), detail }));
      return { kind: "invalid", code, detail, errors };
    }
    case "mistakes":
      return {
        kind: "invalid",
        code,
        detail: `The book has mistakes: ${refusal.problems.length}.`,
        errors: refusal.problems.map(({ file, line, column, message }) => ({
          pointer: pointerTo(["files", ...(file === "" ? [] : [file])]),
          detail: `${file}:${line}:${column} ${message}`,
        })),
      };
    case "rehearsals-failed":
      return {
        kind: "invalid",
        code,
        detail: `The book's rehearsals do not come as expected: ${refusal.failures.length}. No release is made.`,
        errors: refusal.failures.flatMap(({ rehearsal, wrong }) =>
          wrong.map(({ expected, happened }) => ({
            pointer: pointerTo(["files", "rehearsals.yaml"]),
            detail: `${rehearsal}: expected is "${expected}", but ${happened}`,
          })),
        ),
      };
    case "renamed":
      return renamed(refusal);
    default:
      return unreachable(refusal);
  }
}

function releaseProblem(refusal: ReleaseRefusal): Problem {
  const { code } = refusal;
  const conflict = (detail: string): Problem => ({ kind: "conflict", code, detail });
  const notAllowed = (detail: string): Problem => ({ kind: "not-allowed", code, detail });
  switch (refusal.code) {
    case "from-outside":
      return FROM_OUTSIDE;
    case "no-such-release":
      return NOT_FOUND;
    case "no-such-request":
      return conflict("Nobody has asked that this release become current, or that was answered already.");
    case "current-already":
      return conflict(`Release ${refusal.number} is current already.`);
    case "not-alone":
      return notAllowed(
        `Nobody can approve it, and only ${refusal.who.join(", ")} may publish without that.`,
      );
    case "own-release":
      return notAllowed(
        refusal.as === "author"
          ? "Its author can't approve it: somebody else must."
          : "Who asked for it can't approve it: somebody else must.",
      );
    case "not-approver":
      return notAllowed(`Only approvers can answer this: ${refusal.who.join(", ")}.`);
    case "answered-already":
      return conflict(`It is ${refusal.what} already${refusal.by ? `, by ${refusal.by}` : ""}.`);
    case "reason-missing":
      return invalidField("reason", "Say why, so that its author can mend it.", code);
    case "people-unknown":
      return conflict(`It names people whom Slack doesn't know: ${refusal.emails.join(", ")}.`);
    case "fallback-owner-inactive":
      return conflict(`Its fallback owner ${refusal.email} is no active person.`);
    case "renamed":
      return renamed(refusal);
    default:
      return unreachable(refusal);
  }
}

function renamed({ from, to }: { readonly from: string; readonly to: string }): Problem {
  const detail = `The book is of the workspace ${to}, and this is ${from}. That name can't change.`;
  return { kind: "conflict", code: "renamed", detail };
}

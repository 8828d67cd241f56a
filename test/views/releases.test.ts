import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ReleaseRequestIdSchema } from "#src/ids.ts";
import { csmOne, csmTwo, MONDAY, operator, owner } from "#test/support/people.ts";
import { playbooksText, releaseText, type PlaybooksProps } from "#views/playbooks.ts";
import { rejectReleaseModal } from "#views/reject-release-modal.ts";
import { releaseRefusalText } from "#views/release-words.ts";
import { workspaceNoticeMessage, type RequestProps } from "#views/workspace-notice.ts";
import { buttonsIn, problemsOf, shown, shownModal } from "./shown.ts";

const id = ReleaseRequestIdSchema.parse("rlg_aaaaaaaaaaaa");
const changes = [
  "playbook enterprise 3 → 4",
  "  task sign-dpa added in Kickoff: human task of <!channel>",
  "rules",
  "  high-touch removed",
];
const request: RequestProps = {
  id,
  number: 4,
  author: csmOne.id,
  by: csmTwo.id,
  at: MONDAY,
  from: 3,
  changes,
  answer: null,
};
const answered = (what: "published" | "rejected" | "withdrawn", reason: string | null = null) => ({
  ...request,
  answer: { what, by: operator.id, at: MONDAY, reason },
});

function review(about: RequestProps) {
  return workspaceNoticeMessage({ kind: "release-review", recipient: operator.id, request: about });
}

test("an approver sees who asks, who wrote it, what changes, and two buttons", () => {
  const { text, blocks } = review(request);
  expect(text).toBe("<@U0CSMTWO> asks for your approval of release 4 of the book");
  expect(shown(blocks)).toMatchInlineSnapshot(`
    "<@U0CSMTWO> asks to make current *release 4* of the book, written by <@U0CSMONE>.
    *What changes from release 3:*
    *playbook enterprise 3 → 4*
    • task sign-dpa added in Kickoff: human task of &lt;!channel&gt;
    *rules*
    • high-touch removed
    [Approve] [Reject]
    Runs that are open keep the release they were opened under."
  `);
});

test("once it is answered the buttons go, and it tells who answered how", () => {
  for (const [about, says] of [
    [answered("published"), "✓ <@U0OPERATOR> approved it"],
    [answered("rejected", "Too *short*"), "✗ <@U0OPERATOR> rejected it"],
    [answered("withdrawn"), "is not asked for any more"],
  ] as const) {
    const { text, blocks } = review(about);
    expect(buttonsIn(blocks)).toEqual([]);
    expect(text).toContain(says);
    expect(shown(blocks)).toContain(says);
  }
});

test("who wrote it reads why it was rejected", () => {
  const { blocks } = workspaceNoticeMessage({
    kind: "release-answered",
    recipient: csmOne.id,
    request: answered("rejected", "Too *short*"),
  });
  expect(shown(blocks)).toContain("> Too ✱short✱");
});

test("going back to an older release is called that", () => {
  expect(shown(review({ ...request, number: 2 }).blocks)).toContain("asks to go back to *release 2*");
});

test("the form for a rejection says what it is about", () => {
  expect(shownModal(rejectReleaseModal(request))).toMatchInlineSnapshot(`
    "Reject a release
    Release 4 of the book, written by <@U0CSMONE>, will not be published.
    Why not? | Who wrote it and who asked see it.
    [Reject]"
  `);
});

const current = { number: 3, author: null, createdAt: MONDAY, publishedAt: MONDAY };
const listed: PlaybooksProps = {
  current,
  playbooks: [
    {
      key: "enterprise",
      title: "Enterprise",
      version: 3,
      tasks: 12,
      openRuns: 5,
      openOnOthers: 2,
      isMore: false,
    },
    {
      key: "self-serve",
      title: "Self-serve",
      version: 1,
      tasks: 1,
      openRuns: 0,
      openOnOthers: 0,
      isMore: false,
    },
  ],
  waiting: [
    {
      number: 4,
      author: csmOne.id,
      createdAt: MONDAY,
      publishedAt: null,
      changes,
      request: { id, by: csmTwo.id, asked: [operator.id, owner.id] },
    },
  ],
  moreWaiting: 0,
};

test("playbooks are listed with their version, open runs and those on another version, and what waits", () => {
  expect(shown(playbooksText(listed, csmOne.id).blocks ?? [])).toMatchInlineSnapshot(`
    "*Release 3 of the book is current*, first published {2026-03-02 10:00 UTC}, read from the folder when Baton started.
    • *Enterprise* (\`enterprise\`), version 3: 12 tasks · 5 open onboardings, 2 of them by another version
    • *Self-serve* (\`self-serve\`), version 1: 1 task · 0 open onboardings
    ---
    *Release 4* waits, written by <@U0CSMONE>, {2026-03-02 10:00 UTC}. Against release 3:
    *playbook enterprise 3 → 4*
    • task sign-dpa added in Kickoff: human task of &lt;!channel&gt;
    *rules*
    • high-touch removed
    <@U0CSMTWO> asked that it become current. <@U0OPERATOR> and <@U0OWNER> can approve it.
    \`/onboard playbooks &lt;number&gt;\` shows what an earlier release would change back."
  `);
});

test("whoever was asked can answer in the list too", () => {
  expect(buttonsIn(playbooksText(listed, operator.id).blocks ?? [])).toEqual(["Approve", "Reject"]);
  expect(buttonsIn(playbooksText(listed, csmTwo.id).blocks ?? [])).toEqual([]);
});

test("where nothing waits it says so", () => {
  const text = shown(playbooksText({ ...listed, waiting: [] }, csmOne.id).blocks ?? []);
  expect(text).toContain("No other release waits to be published.");
});

test("a draft that nobody asked for has a button to ask", () => {
  const [draft] = listed.waiting;
  if (!draft) throw new Error("One waits");
  const { blocks } = releaseText({ release: { ...draft, request: null }, current: 3, me: operator.id });
  expect(shown(blocks ?? [])).toContain("[Publish]");
  expect(
    releaseText({ release: { ...draft, number: 3, changes: [] }, current: 3, me: operator.id }).text,
  ).toContain("is current");
});

test("every refusal says why, and whom to ask", () => {
  expect(releaseRefusalText({ code: "not-approver", who: [operator.id] })).toBe(
    "Only approvers can answer this. <@U0OPERATOR> was asked.",
  );
  expect(
    releaseRefusalText({ code: "answered-already", number: 4, what: "published", by: operator.id }),
  ).toContain("<@U0OPERATOR> approved it before you");
  expect(
    releaseRefusalText({ code: "people-unknown", emails: ["new@acme.example"], askedSlack: false }),
  ).toContain("new@acme.example");
});

test("however long the changes and reasons are, Slack takes the messages", () => {
  const anyLine = fc.oneof(
    fc.string({ minLength: 1, maxLength: 50 }),
    fc.constantFrom("&".repeat(600), "  " + "word ".repeat(150), "  <!channel> *".repeat(50)),
  );
  const anyChanges = fc.array(anyLine, { minLength: 0, maxLength: 60, size: "max" });
  fc.assert(
    fc.property(anyChanges, anyLine, (lines, reason) => {
      const [draft] = listed.waiting;
      if (!draft) throw new Error("One waits");
      const waiting = [4, 5, 6].map((number) => ({ ...draft, number, changes: lines }));
      const playbooks = Array.from({ length: 60 }, (_, index) => ({
        key: `${index}`,
        title: reason,
        version: 1,
        tasks: 3,
        openRuns: 1,
        openOnOthers: 1,
        isMore: false,
      }));
      const messages = [
        review({ ...request, changes: lines }).blocks,
        review({ ...answered("rejected", reason), changes: lines }).blocks,
        playbooksText({ ...listed, playbooks, waiting, moreWaiting: 9 }, operator.id).blocks ?? [],
        releaseText({ release: { ...draft, changes: lines }, current: 3, me: operator.id }).blocks ?? [],
      ];
      for (const blocks of messages) expect(problemsOf(blocks)).toEqual([]);
    }),
    { numRuns: 25, endOnFailure: true },
  );
});

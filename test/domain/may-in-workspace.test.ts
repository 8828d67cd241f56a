import { expect, test } from "vitest";
import { mayInWorkspace, type WorkspaceAsk, type WorkspaceAskType } from "#domain/may-in-workspace.ts";
import { workspacePermissions } from "#test/support/permissions.ts";
import { csmOne, csmTwo, operator } from "#test/support/people.ts";

const asks: Readonly<Record<WorkspaceAskType, WorkspaceAsk>> = {
  "add-client": { type: "add-client" },
  "change-segment": { type: "change-segment" },
  "send-trigger": { type: "send-trigger" },
  "manage-webhooks": { type: "manage-webhooks" },
  "keep-key": { type: "keep-key", person: csmOne.id },
  "settle-trigger": { type: "settle-trigger", owner: csmOne.id },
};

/** By the words of docs/permissions.md: may whoever answers for it, and may anybody else inside? */
const BY_WORDS: Readonly<Record<string, readonly [theirs: boolean, others: boolean]>> = {
  "anyone inside the organisation": [true, true],
  operators: [false, false],
  "whose name it acts in": [true, false],
  "who answers for it, by default the fallback owner": [true, false],
};

test.for(Object.values(asks))("$type is for whom docs/permissions.md names", (ask) => {
  const { words } = workspacePermissions[ask.type];
  const may = [csmOne, csmTwo].map(({ actor }) => mayInWorkspace(actor, ask) === null);
  expect(may).toEqual(BY_WORDS[words]);
  expect(mayInWorkspace(operator.actor, ask)).toBeNull();
  expect(mayInWorkspace({ kind: "system", name: "worker" }, ask)).toBeNull();
  const stranger = { ...operator.actor, internal: false };
  expect(mayInWorkspace(stranger, ask)).toEqual({ code: "from-outside" });
});

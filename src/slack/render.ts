import type { Db } from "#db/client.ts";
import { placeOf } from "#db/history.ts";
import { readNotice } from "#db/notices.ts";
import { besideRun, goesOnAs } from "#db/beside-run.ts";
import { readRun } from "#db/runs.ts";
import type { DueMessage } from "#db/slack-messages.ts";
import { readWorkspaceNotice } from "#db/workspace-notices.ts";
import type { RunId, WorkspaceId } from "#domain/ids.ts";
import type { Run } from "#domain/run.ts";
import { threadLink } from "#domain/thread-link.ts";
import { unreachable } from "#domain/unreachable.ts";
import type { Message } from "#views/blocks.ts";
import { cardMessage } from "#views/card.ts";
import { noticeMessage } from "#views/notice.ts";
import { stageMessage } from "#views/stage.ts";
import { workspaceNoticeMessage } from "#views/workspace-notice.ts";

export type Rendered = { readonly message: Message; readonly version: number };

type OfRun = DueMessage & { readonly run_id: RunId };

/** What a message should show: its run, or what else it is about, as it is now, whatever was asked for first. */
export async function renderMessage(
  db: Db,
  workspace: WorkspaceId,
  due: DueMessage,
  now: Date,
): Promise<Rendered> {
  if (due.run_id === null) {
    // Read after the version that was wanted: what is newer is shown early, and shown again.
    const notice = await readWorkspaceNotice(db, workspace, due.notice_id);
    return { message: workspaceNoticeMessage(notice), version: due.wanted };
  }
  const { read } = await readRun(db, workspace, due.run_id, null);
  if (!read) throw new Error(`Message ${due.id} is of run ${due.run_id}, which does not exist`);
  return { message: await messageOf(db, read.run, due, now), version: read.run.version };
}

/** What it needs besides the run is read after it: newer is put right by the next change, older would stay. */
async function messageOf(db: Db, run: Run, due: OfRun, now: Date): Promise<Message> {
  const client = { name: due.client };
  switch (due.kind) {
    case "card":
      return cardMessage({ run, client, ...(await besideRun(db, run)), now });
    case "stage":
      return stageMessage({
        run,
        stage: due.stage ?? 0,
        part: due.part ?? 0,
        client,
        childLinks: await childLinks(db, run, due.stage ?? 0),
        now,
      });
    case "notice": {
      const { recipient, kind, tasks, handoffId, handoff, exception, level, by, words, runbook } =
        await readNotice(db, run.workspace, due.notice_id ?? "");
      return noticeMessage({
        notice: { kind, tasks, handoff: handoffId },
        run,
        client,
        recipient,
        handoffRecord: handoff,
        exception,
        level,
        by,
        words,
        merged: await goesOnAs(db, run),
        threadLink: threadLink(due.slack_url, due.card_channel, due.card_ts),
        runbook,
        now,
      });
    }
    default:
      return unreachable(due.kind);
  }
}

/** Where the threads of the child runs are that a stage waits for: most stages have none, and then nothing is read. */
async function childLinks(db: Db, run: Run, stage: number): Promise<ReadonlyMap<RunId, string>> {
  const children = run.tasks.flatMap((task) =>
    task.stage === stage && task.status === "running" && task.child ? [task.child] : [],
  );
  const found = await Promise.all(
    children.map(async (child) => [child, await linkOf(db, run, child)] as const),
  );
  return new Map(found.flatMap(([child, link]) => (link === null ? [] : [[child, link]])));
}

async function linkOf(db: Db, { workspace }: Run, other: RunId | null): Promise<string | null> {
  return other && ((await placeOf(db, workspace, other))?.threadLink ?? null);
}

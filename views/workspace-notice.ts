import type { ReleaseRequestId, UserId } from "#domain/ids.ts";
import { unreachable } from "#domain/unreachable.ts";
import { actions, context, section, type Message } from "./blocks.ts";
import { approveReleaseButton, rejectReleaseButton } from "./buttons.ts";
import { authorWords, changeSections } from "./release-words.ts";
import { heldTrigger, heldTriggerOverdue, type HeldProps } from "./held-trigger.ts";
import { operationMessage, type OperationProps } from "./operation.ts";
import { operationConcerns, type ConcernProps } from "./operation-concerns.ts";
import { quote } from "./text.ts";
import { webhookDisabled, type DisabledWebhookProps } from "./webhook-disabled.ts";
import { mention, when } from "./words.ts";

/** Somebody asked that a release become current, and what came of it. */
export type RequestProps = {
  readonly id: ReleaseRequestId;
  readonly number: number;
  readonly author: UserId | null;
  readonly by: UserId;
  readonly at: Date;
  /** What was current when it was asked; 0: nothing. */
  readonly from: number;
  readonly changes: readonly string[];
  readonly answer: {
    readonly what: "published" | "rejected" | "withdrawn";
    readonly by: UserId | null;
    readonly at: Date;
    readonly reason: string | null;
  } | null;
};

export type WorkspaceNoticeProps =
  | { readonly kind: "release-review"; readonly recipient: UserId; readonly request: RequestProps }
  | { readonly kind: "release-answered"; readonly recipient: UserId; readonly request: RequestProps }
  | {
      readonly kind: "held-trigger" | "held-trigger-overdue";
      readonly recipient: UserId;
      readonly held: HeldProps;
    }
  | { readonly kind: "webhook-disabled"; readonly recipient: UserId; readonly webhook: DisabledWebhookProps }
  | {
      readonly kind: "operation";
      readonly recipient: UserId;
      readonly operation: OperationProps;
      readonly mayUndo: boolean;
    }
  | ({ readonly kind: "operation-received" | "operation-concerns" } & ConcernProps);

/** What somebody is told that is about no run. It is shown again when that changes, so it always tells how things are now. */
export function workspaceNoticeMessage(notice: WorkspaceNoticeProps): Message {
  switch (notice.kind) {
    case "release-review":
      return releaseReview(notice.request);
    case "release-answered":
      return releaseAnswered(notice.request);
    case "held-trigger":
      return heldTrigger(notice.held);
    case "held-trigger-overdue":
      return heldTriggerOverdue(notice.held, notice.recipient);
    case "webhook-disabled":
      return webhookDisabled(notice.webhook);
    case "operation":
      return operationMessage(notice.operation, notice);
    case "operation-received":
    case "operation-concerns":
      return operationConcerns(notice);
    default:
      return unreachable(notice);
  }
}

function releaseReview(request: RequestProps): Message {
  const { id, number, author, by, from, changes, answer } = request;
  const text = `${mention(by)} asks for your approval of release ${number} of the book`;
  const what = number < from ? "go back to" : "make current";
  return {
    text: answer ? `Release ${number} of the book: ${answerWords(request)}` : text,
    blocks: [
      section(
        `${mention(by)} asks to ${what} *release ${number}* of the book, ${authorWords(author)}.\n*What changes from release ${from}:*`,
      ),
      ...changeSections(changes.length > 0 ? changes : ["Nothing that has words."]),
      ...(answer
        ? [section(answerWords(request)), ...reasonOf(request)]
        : [
            ...actions([approveReleaseButton(id, number), rejectReleaseButton(id, number)]),
            context("Runs that are open keep the release they were opened under."),
          ]),
    ],
  };
}

function releaseAnswered(request: RequestProps): Message {
  const text = `Release ${request.number} of the book: ${answerWords(request)}`;
  return { text, blocks: [section(text), ...reasonOf(request)] };
}

function answerWords({ number, answer }: RequestProps): string {
  if (!answer) return "nobody has answered yet.";
  const who = answer.by ? mention(answer.by) : "Baton";
  switch (answer.what) {
    case "published":
      return `✓ ${who} approved it, and it was published ${when(answer.at)}.`;
    case "rejected":
      return `✗ ${who} rejected it ${when(answer.at)}, so it was not published.`;
    case "withdrawn":
      return `release ${number} is not asked for any more: another one was, ${when(answer.at)}.`;
    default:
      return unreachable(answer.what);
  }
}

function reasonOf({ answer }: RequestProps) {
  return answer?.reason ? [section(quote(answer.reason, 2500))] : [];
}

import type { WebClient } from "@slack/web-api";
import type { Log } from "#src/log.ts";
import type { Db } from "#db/client.ts";
import { drawCall, pauseCalls } from "#db/rate-buckets.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { unreachable } from "#domain/unreachable.ts";
import { failureOf, type Failure } from "./failures.ts";
import type { Pace } from "./pace.ts";

export type LaneDeps = {
  readonly db: Db;
  readonly client: WebClient;
  /** The runs' clock, which the demo moves: what is overdue is told by it. Pace and leases go by the database's. */
  readonly now: () => Date;
  readonly log: Log;
  readonly pace: Pace;
  /** The conversations with people that are known already, by workspace and person. */
  readonly conversations: Map<string, string>;
};

/** What came of showing a message. */
export type Outcome =
  | {
      readonly outcome: "posted" | "updated" | "found";
      readonly channel: string;
      readonly ts: string;
      readonly version: number;
    }
  | NotDone
  /** Somebody deleted it. */
  | { readonly outcome: "gone" }
  /** The lane is no longer ours. */
  | { readonly outcome: "lost" };

/** Why a call was not made, or did not do what it should. */
export type NotDone = { readonly method: Method } & (
  | { readonly outcome: "refused"; readonly error: string; readonly details: readonly string[] }
  | { readonly outcome: "unanswered"; readonly error: string }
  /** There is no budget for it now. */
  | { readonly outcome: "later" }
);

export type Method = keyof Pace["budgets"];
export type Call<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: NotDone };

/** Takes a call out of the budget that all processes share, for something that somebody waits for or not. */
export async function mayCall(
  { db, pace }: LaneDeps,
  workspace: WorkspaceId,
  method: Method,
  pressing: boolean,
): Promise<boolean> {
  return drawCall(db, workspace, pace.budgets[method], pressing);
}

/** Calls Slack, and does as it says when it asks to wait. */
export async function call<T>(
  { db, pace }: LaneDeps,
  workspace: WorkspaceId,
  method: Method,
  ask: () => Promise<T>,
): Promise<Call<T>> {
  try {
    return { ok: true, value: await ask() };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind === "limited") await pauseCalls(db, workspace, pace.budgets[method], failure.seconds);
    return { ok: false, why: notDone(failure, method) };
  }
}

function notDone(failure: Failure, method: Method): NotDone {
  switch (failure.kind) {
    case "limited":
      return { outcome: "later", method };
    case "unanswered":
      return { outcome: "unanswered", method, error: failure.error };
    case "refused":
      return { outcome: "refused", method, error: failure.error, details: failure.details };
    default:
      return unreachable(failure);
  }
}

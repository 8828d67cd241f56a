import type { UserId } from "#domain/ids.ts";
import type { Run } from "#domain/run.ts";
import type { Db } from "./client.ts";
import { placeOf } from "./history.ts";
import { endNote, readText } from "./texts.ts";

/** The run that goes on in the stead of one that was merged. */
export type GoesOn = { readonly client: string; readonly owner: UserId; readonly threadLink: string | null };

/** What is said of a run that stands elsewhere: what it is part of, what goes on in its stead, and what was written about its pause or its end. */
export async function besideRun(db: Db, run: Run) {
  const parent = run.parent && (await placeOf(db, run.workspace, run.parent.run));
  return {
    parentLink: parent?.threadLink ?? null,
    merged: await goesOnAs(db, run),
    reason: await reasonOf(db, run),
  };
}

/** Which run goes on in its stead; null: it wasn't merged. */
export async function goesOnAs(db: Db, run: Run): Promise<GoesOn | null> {
  const into = run.status === "cancelled" ? run.mergedInto : null;
  const place = into && (await placeOf(db, run.workspace, into));
  return place && { client: place.client.name, owner: place.owner, threadLink: place.threadLink };
}

function reasonOf(db: Db, run: Run): Promise<string | null> | null {
  if (run.status === "cancelled") return endNote(db, run.workspace, run.id);
  const reason = run.status === "paused" ? run.pause.reason : null;
  return reason && readText(db, run.workspace, reason.id);
}

import type { WebClient } from "@slack/web-api";
import type { Asker, Context } from "#src/context.ts";
import type { UserId, WorkspaceId } from "#domain/ids.ts";
import { rememberPerson, type Person } from "#services/remember-person.ts";
import type { Thread } from "#services/run-of-thread.ts";

/** How long what is asked may take before it is answered in two steps. */
export type Haste = {
  /** Then it is acknowledged, and answered after. */
  readonly acknowledgeMs: number;
  /** Then a window is opened that holds the place of the answer. */
  readonly holdMs: number;
};

/** What commands need of the process they run in. */
export type Deps = {
  readonly log: Context["log"];
  readonly haste: Haste;
  /** The workspace of a Slack team. Rejects where the team has none. */
  workspaceOf(team: string): Promise<WorkspaceId>;
  contextOf(by: Asker, workspace: WorkspaceId): Context;
  /** Who that is, as Slack says it now; null: nobody, or no person. */
  profileOf(client: WebClient, user: UserId, team: string): Promise<Person | null>;
  /** The person of the team with that mail, as Slack says it now; null: nobody. */
  findByEmail(client: WebClient, email: string, team: string): Promise<Person | null>;
  /** Whether the store could not be reached, so that surely nothing was saved. */
  isOutage(error: unknown): boolean;
};

/** Somebody asks something: who, when, and where they stand. */
export type Asked = {
  readonly ctx: Context;
  readonly me: UserId;
  /** The same request, delivered again, has the same. */
  readonly key: string;
  /** The part of the key that the record may keep for ever. */
  readonly cause: string;
  /** The message whose button was pressed; null: none, or one that only they see. */
  readonly clicked: { readonly channel: string; readonly ts: string } | null;
  /** Where it was said; null: in no thread. */
  readonly thread: Thread | null;
  /** Asks Slack who that is and remembers it, before they are given work. */
  meet(user: UserId): Promise<void>;
  /** Asks Slack who has that mail; null: nobody. */
  findByEmail(email: string): Promise<Person | null>;
};

export type Asking = {
  readonly client: WebClient;
  /** The team that the app is installed in. */
  readonly team: string | undefined;
  readonly user: { readonly id: UserId; readonly team: string | undefined };
  readonly key: string;
  readonly cause?: string;
  readonly clicked?: Asked["clicked"];
  readonly thread?: Thread | null;
};

/** Makes a request of what Slack delivered. People of another team than ours are strangers here. */
export async function asking(
  deps: Deps,
  { client, team, user, key, cause, clicked, thread }: Asking,
): Promise<Asked> {
  if (team === undefined) throw new Error("Slack delivered a request without the team it is for");
  const workspace = await deps.workspaceOf(team);
  const plain = deps.contextOf({ kind: "person", id: user.id, internal: user.team === team }, workspace);
  const ctx: Context = { ...plain, log: plain.log.child({ user: user.id }) };
  return {
    ctx,
    me: user.id,
    key,
    cause: cause ?? key,
    clicked: clicked ?? null,
    thread: thread ?? null,
    findByEmail: (email) => deps.findByEmail(client, email, team),
    async meet(other) {
      try {
        const person = await deps.profileOf(client, other, team);
        if (person) await rememberPerson(ctx.db, workspace, person);
      } catch (error) {
        if (deps.isOutage(error)) throw error;
        // What is known of them has to do.
        ctx.log.warn({ err: error, other }, "person not looked up");
      }
    },
  };
}

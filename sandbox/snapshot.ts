import type { HomeView, KnownBlock, ModalView } from "@slack/types";

// What the page shows to one viewer: GET /_sandbox/snapshot?user=U… answers with this, and GET /_sandbox/live
// (server-sent events) says "change" whenever a new one is worth fetching.

export type SnapshotUser = {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly email: string;
  readonly tz: string;
  readonly deleted: boolean;
  readonly isBot: boolean;
  /** From another organisation (Slack Connect). */
  readonly isStranger: boolean;
};

export type SnapshotChannel = {
  readonly id: string;
  readonly name: string;
  readonly isIm: boolean;
  readonly isPrivate: boolean;
  readonly isArchived: boolean;
  /** The app's messages, where its manifest lets nobody write back. */
  readonly isReadOnly: boolean;
};

export type SnapshotMessage = {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  readonly edited: boolean;
  /** Only this viewer sees it; it is gone after a reload of the real Slack. */
  readonly ephemeral: boolean;
};

export type SnapshotView = {
  readonly id: string;
  readonly view: ModalView;
  /** By block_id, as the bot refused them. */
  readonly errors: Readonly<Record<string, string>>;
};

/** A button of the page that the sandbox's host gave it, such as "Move time to the next deadline". */
export type SnapshotAction = { readonly id: number; readonly label: string; readonly hint: string };

export type Snapshot = {
  readonly team: { readonly id: string; readonly name: string };
  readonly bot: { readonly userId: string; readonly name: string };
  readonly users: readonly SnapshotUser[];
  /** Those the viewer may see, and the viewer's own direct messages with the bot. */
  readonly channels: readonly SnapshotChannel[];
  readonly messages: readonly SnapshotMessage[];
  /** The top of the viewer's stack of modals. */
  readonly view: SnapshotView | null;
  readonly home: HomeView | null;
  readonly commands: readonly {
    readonly command: string;
    readonly usageHint: string;
    readonly description: string;
  }[];
  readonly actions: readonly SnapshotAction[];
};

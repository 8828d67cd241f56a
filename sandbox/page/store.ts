import type { ConfirmationDialog } from "@slack/types";
import type { Snapshot, SnapshotAction } from "../snapshot.ts";
import { fetchSnapshot, listen, runAction, send } from "./api.ts";
import type { Answer, Deed } from "./api.ts";
import { hashOf, permalinkOf, placeOf } from "./place.ts";
import type { Place } from "./place.ts";
import { markRead } from "./unread.ts";
import { messageAt, rootTsOf } from "./talk.ts";

export type Question = { readonly confirm: ConfirmationDialog; readonly answer: (yes: boolean) => void };
export type Notice = { readonly id: number; readonly tone: "good" | "bad"; readonly text: string };

export type State = {
  readonly viewer: string | null;
  readonly snapshot: Snapshot | null;
  readonly place: Place;
  /** The message that a permalink led to. */
  readonly spotlight: string | null;
  readonly online: boolean;
  readonly notice: Notice | null;
  readonly question: Question | null;
  /** How fast the bot acknowledged what was last done. */
  readonly ackMs: number | null;
  /** Ephemeral messages that the viewer put away. */
  readonly dismissed: ReadonlySet<string>;
};

const VIEWER_KEY = "sandbox.viewer";
const NOTICE_MS = 6000;

let state: State = {
  viewer: new URLSearchParams(location.search).get("user") ?? localStorage.getItem(VIEWER_KEY),
  snapshot: null,
  place: placeOf(location.hash),
  spotlight: null,
  online: true,
  notice: null,
  question: null,
  ackMs: null,
  dismissed: new Set(),
};
const listeners = new Set<() => void>();

export function getState(): State {
  return state;
}

export function subscribe(listener: () => void): void {
  listeners.add(listener);
}

/** Loads the workspace, opens what the address names, and keeps the page live from then on. */
export async function start(): Promise<void> {
  await load(state.viewer);
  addEventListener("hashchange", () => arrive(placeOf(location.hash)));
  // What came while the window was hidden is read when it is seen.
  document.addEventListener("visibilitychange", () => {
    markRead(state);
    change({});
  });
  const link = permalinkOf(location.pathname);
  if (link) openMessage(link.channel, link.ts, true);
  else arrive(state.place);
  listen(
    () => void refresh(),
    (online) => {
      if (online && !state.online) void refresh();
      change({ online });
    },
  );
}

export function go(place: Place): void {
  location.hash = hashOf(place);
}

/** Shows a message where it stands, in its channel or its thread, and draws the eye to it. */
export function openMessage(channel: string, ts: string, replace = false): void {
  const message = state.snapshot ? messageAt(state.snapshot, channel, ts) : undefined;
  const isRoot = message === undefined || rootTsOf(message) === ts;
  const place: Place = isRoot
    ? { kind: "channel", channel }
    : { kind: "thread", channel, ts: rootTsOf(message) };
  const address = `/${location.search}${hashOf(place)}`;
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  arrive(place);
  change({ spotlight: ts });
}

/** From now on the page is this person's. */
export async function actAs(user: string): Promise<void> {
  turn += 1;
  await load(user);
  const { place, snapshot } = state;
  const isGone = "channel" in place && !snapshot?.channels.some(({ id }) => id === place.channel);
  arrive(isGone ? { kind: "start" } : place);
}

/** Does something as the viewer, then shows what became of it. */
export async function perform(deed: Deed): Promise<Answer> {
  if (state.viewer === null) return { ok: false, ackMs: 0, error: "nobody is chosen to act as" };
  const answer = await send(state.viewer, deed);
  // What Slack itself refused never reached the app.
  if (answer.ackMs > 0) change({ ackMs: Math.round(answer.ackMs) });
  await refresh();
  return answer;
}

export async function performAction({ id, label }: SnapshotAction): Promise<void> {
  const { ok, error, text } = await runAction(id);
  await refresh();
  if (ok) notify("good", text ?? `${label}: done`);
  else notify("bad", `${label} did not work: ${error ?? "unknown error"}`);
}

/** Asks what a button's confirm object asks. */
export function ask(confirm: ConfirmationDialog): Promise<boolean> {
  return new Promise((resolve) => {
    const answer = (yes: boolean): void => {
      change({ question: null });
      resolve(yes);
    };
    change({ question: { confirm, answer } });
  });
}

export function notify(tone: Notice["tone"], text: string): void {
  const id = (state.notice?.id ?? 0) + 1;
  change({ notice: { id, tone, text } });
  setTimeout(() => {
    if (state.notice?.id === id) change({ notice: null });
  }, NOTICE_MS);
}

export function dismiss(ts: string): void {
  change({ dismissed: new Set([...state.dismissed, ts]) });
}

let loading: Promise<void> | null = null;
let isStale = false;
// Counts changes of person: what was fetched for the one before is thrown away.
let turn = 0;

/** Fetches the newest snapshot; many requests at once make one fetch, and one more when it was already on its way. */
function refresh(): Promise<void> {
  if (loading) isStale = true;
  loading ??= loadUntilFresh().finally(() => {
    loading = null;
  });
  return loading;
}

async function loadUntilFresh(): Promise<void> {
  do {
    isStale = false;
    await load(state.viewer);
  } while (isStale);
}

async function load(user: string | null): Promise<void> {
  const asked = turn;
  const snapshot = await fetchSnapshot(user).catch(() => undefined);
  if (asked !== turn) return;
  if (snapshot === undefined) return change({ online: false });
  // A remembered person may not exist in this workspace.
  if (snapshot === null) return user === null ? change({ online: false }) : load(null);
  const viewer = snapshot.users.some(({ id }) => id === user) ? user : firstPerson(snapshot);
  if (viewer !== user) return load(viewer);
  if (viewer !== null) rememberViewer(viewer);
  change({ viewer, snapshot });
  markRead(state);
}

function firstPerson({ users }: Snapshot): string | null {
  return users.find(({ isBot, deleted, isStranger }) => !isBot && !deleted && !isStranger)?.id ?? null;
}

function rememberViewer(viewer: string): void {
  localStorage.setItem(VIEWER_KEY, viewer);
  const address = new URL(location.href);
  if (address.searchParams.get("user") === viewer) return;
  address.searchParams.set("user", viewer);
  history.replaceState(null, "", address);
}

function arrive(place: Place): void {
  if (hashOf(place) !== (location.hash || "#"))
    history.replaceState(null, "", `/${location.search}${hashOf(place)}`);
  change({ place, spotlight: null });
  markRead(state);
  if (place.kind === "home") void perform({ kind: "home" });
}

function change(part: Partial<State>): void {
  state = { ...state, ...part };
  for (const listener of listeners) listener();
}

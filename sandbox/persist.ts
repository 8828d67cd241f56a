import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { isObject } from "./blocks/rules.ts";
import type { Secrets } from "./slack.ts";
import { addMessage, type Channel, type Message, type OpenHome, type User, type World } from "./world.ts";

const WRITE_AFTER_MS = 150;

/** What a restarted sandbox still knows. Open modals are not in it: they live as long as a client's window. */
const StoredSchema = z.object({
  version: z.literal(1),
  secrets: z.object({ botToken: z.string(), appToken: z.string(), signingSecret: z.string() }),
  lastMicros: z.number(),
  counter: z.number(),
  users: z.array(z.custom<User>(isObject)),
  channels: z.array(z.custom<Channel>(isObject)),
  messages: z.array(z.custom<Message>(isObject)),
  homes: z.array(z.custom<OpenHome>(isObject)),
});

type Stored = z.infer<typeof StoredSchema>;

/** What was stored, or null before the first time. */
export function readStored(path: string): Stored | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const parsed = StoredSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(`${path} is not a sandbox's state: remove it to begin anew`);
  return parsed.data;
}

/** Puts what was stored over the seed, so that a person added to the seed since is there too. */
export function restore(world: World, stored: Stored): void {
  for (const user of stored.users) world.users.set(user.id, user);
  for (const channel of stored.channels) world.channels.set(channel.id, channel);
  for (const message of stored.messages) addMessage(world, message);
  for (const home of stored.homes) world.homes.set(home.user, home);
  world.lastMicros = stored.lastMicros;
  world.counter = stored.counter;
}

export type Store = {
  /** Writes soon; many changes make one write. */
  changed(): void;
  /** Writes what is not written yet, and stops. */
  stop(): void;
};

export function newStore(path: string, world: World, secrets: Secrets): Store {
  let waiting: NodeJS.Timeout | null = null;

  function write(): void {
    waiting = null;
    const stored: Stored = {
      version: 1,
      secrets,
      lastMicros: world.lastMicros,
      counter: world.counter,
      users: [...world.users.values()],
      channels: [...world.channels.values()],
      messages: [...world.messages.values()].flatMap((one) => [...one.values()]),
      homes: [...world.homes.values()],
    };
    mkdirSync(dirname(path), { recursive: true });
    // Written aside and renamed: whoever is killed half way leaves the state before.
    writeFileSync(`${path}.new`, JSON.stringify(stored), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }

  return {
    changed: () => void (waiting ??= setTimeout(write, WRITE_AFTER_MS)),
    stop() {
      if (!waiting) return;
      clearTimeout(waiting);
      write();
    },
  };
}

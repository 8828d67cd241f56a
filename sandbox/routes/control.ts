import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { z } from "zod";
import { channelArchiveEvent, installationEvents, userChangeEvent } from "../events.ts";
import { FaultSchema } from "../faults.ts";
import type { Live } from "../live.ts";
import { click, ClickInput } from "../people/click.ts";
import { CommandInput, typeCommand } from "../people/command.ts";
import { NoSuch } from "../people/no-such.ts";
import { person } from "../people/person.ts";
import { HomeInput, mention, openHome, SayInput, writeMessage } from "../people/say.ts";
import { close, CloseInput, submit, SubmitInput } from "../people/submit.ts";
import type { Acked, Slack } from "../slack.ts";
import { snapshotOf, visibleMessages } from "../snapshot-of.ts";
import type { SnapshotAction } from "../snapshot.ts";
import { localOnly } from "./local.ts";

/** A button that the sandbox's host gives the page. What `run` answers is shown to whoever pressed it. */
export type HostAction = {
  readonly label: string;
  readonly hint: string;
  readonly run: () => Promise<string | void>;
};

export type Controls = {
  readonly slack: Slack;
  readonly live: Live;
  readonly actions: readonly HostAction[];
  readonly disconnect: (hard: boolean) => void;
  readonly resend: (envelopeId?: string) => Promise<Acked>;
  readonly reset: () => void;
};

const PING_MS = 15_000;

/** What the page and the tests do as people of the workspace, and what they may look at: `/_sandbox/*`. */
export function controlRoutes(controls: Controls): Hono {
  const { slack } = controls;
  const routes = new Hono();
  routes.use(localOnly);
  routes.onError((error, c) => {
    if (error instanceof NoSuch) return c.json({ ok: false, error: error.code, known: error.known }, 404);
    if (error instanceof z.ZodError)
      return c.json({ ok: false, error: "invalid_input", what: z.prettifyError(error) }, 400);
    return c.json({ ok: false, error: "sandbox_error", what: String(error) }, 500);
  });

  const post = <S extends z.ZodType>(
    path: string,
    schema: S,
    run: (input: z.output<S>) => object | Promise<object>,
  ) => routes.post(path, async (c) => c.json(await run(schema.parse(await c.req.json().catch(() => ({}))))));

  post("/command", CommandInput, (input) => typeCommand(slack, input));
  post("/click", ClickInput, (input) => click(slack, input));
  post("/submit", SubmitInput, (input) => submit(slack, input));
  post("/close", CloseInput, (input) => close(slack, input));
  post("/message", SayInput, (input) => writeMessage(slack, input));
  post("/mention", SayInput, (input) => mention(slack, input));
  post("/home", HomeInput, (input) => openHome(slack, input));
  post("/users", UserInput, (input) => changeUser(slack, input));
  post("/channels", ChannelInput, (input) => changeChannel(slack, input));
  post("/members", MemberInput, (input) => changeMember(slack, input));
  post("/installation", InstallationInput, (input) => changeInstallation(slack, input));
  post("/faults", FaultSchema, (fault) => {
    slack.faults.add(fault);
    return { ok: true };
  });
  post("/disconnect", z.object({ hard: z.boolean().default(false) }), ({ hard }) => {
    controls.disconnect(hard);
    return { ok: true };
  });
  post("/resend", z.object({ envelope_id: z.string().optional() }), ({ envelope_id }) =>
    controls.resend(envelope_id),
  );
  post("/reset", z.object({}), () => {
    controls.reset();
    return { ok: true };
  });
  routes.post("/actions/:id", async (c) => {
    const action = controls.actions[Number(c.req.param("id"))];
    if (!action) throw new NoSuch("no_such_action");
    const said = await action.run();
    return c.json({ ok: true, ...(said !== undefined && { text: said }) });
  });

  routes.get("/snapshot", (c) => {
    const user = c.req.query("user") ?? firstPerson(slack);
    return c.json(snapshotOf(slack, user, shownActions(controls)));
  });
  routes.get("/messages", (c) => {
    const channel = slack.world.channels.get(c.req.query("channel") ?? "");
    if (!channel) throw new NoSuch("no_such_channel", [...slack.world.channels.keys()]);
    const viewer = c.req.query("user");
    return c.json(visibleMessages(slack, viewer === undefined ? null : person(slack, viewer), channel));
  });
  routes.get("/state", (c) => {
    const { view, home, channels } = snapshotOf(slack, c.req.query("user") ?? firstPerson(slack), []);
    return c.json({ view, home, dm: channels.find((one) => one.isIm)?.id ?? null });
  });
  routes.get("/log", (c) => {
    const method = c.req.query("method");
    return c.json(
      slack.log.entries().filter((one) => method === undefined || ("method" in one && one.method === method)),
    );
  });
  routes.get("/live", (c) =>
    streamSSE(c, async (stream) => {
      const stop = controls.live.subscribe(() => void stream.writeSSE({ event: "change", data: "change" }));
      stream.onAbort(stop);
      while (!stream.aborted && !stream.closed && !controls.live.stopped()) {
        await stream.write(": still here\n\n");
        await controls.live.sleep(PING_MS);
      }
      stop();
    }),
  );
  return routes;
}

const UserInput = z.strictObject({ id: z.string(), deleted: z.boolean() });
const ChannelInput = z.strictObject({ id: z.string(), archived: z.boolean() });
const MemberInput = z.strictObject({ channel: z.string(), user: z.string(), member: z.boolean() });

const InstallationInput = z.strictObject({
  state: z.enum(["installed", "token_revoked", "account_inactive"]),
});

/** Withdraws the app's token, removes the app, or installs it again. */
function changeInstallation(slack: Slack, { state }: z.infer<typeof InstallationInput>) {
  slack.installation = state;
  if (state !== "installed") installationEvents(slack);
  return { ok: true };
}

/** Deactivates a person, or brings them back. */
function changeUser(slack: Slack, { id, deleted }: z.infer<typeof UserInput>) {
  const user = slack.world.users.get(id);
  if (!user) throw new NoSuch("no_such_user", [...slack.world.users.keys()]);
  user.deleted = deleted;
  userChangeEvent(slack, user);
  slack.changed();
  return { ok: true };
}

function changeChannel(slack: Slack, { id, archived }: z.infer<typeof ChannelInput>) {
  const channel = slack.world.channels.get(id);
  if (!channel) throw new NoSuch("no_such_channel", [...slack.world.channels.keys()]);
  channel.archived = archived;
  channelArchiveEvent(slack, channel);
  slack.changed();
  return { ok: true };
}

/** Lets a person, a stranger or the app itself into a channel, or out of it. */
function changeMember(slack: Slack, { channel: id, user, member }: z.infer<typeof MemberInput>) {
  const channel = slack.world.channels.get(id);
  if (!channel || !slack.world.users.has(user))
    throw new NoSuch("no_such_member", [...slack.world.channels.keys()]);
  channel.members = channel.members.filter((one) => one !== user);
  if (member) channel.members.push(user);
  slack.changed();
  return { ok: true };
}

function shownActions({ actions }: Controls): SnapshotAction[] {
  return actions.map(({ label, hint }, id) => ({ id, label, hint }));
}

function firstPerson(slack: Slack): string {
  const { users, team } = slack.world;
  return [...users.values()].find((one) => !one.isBot && !one.deleted && one.teamId === team.id)?.id ?? "";
}

import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { setTimeout as sleep } from "node:timers/promises";
import { Hono } from "hono";
import { z } from "zod";
import { say } from "../api/chat.ts";
import { cut, messageBlocks } from "../api/content.ts";
import { type Fault, faultName } from "../faults.ts";
import type { ResponseTarget } from "../response-urls.ts";
import { SlackError } from "../slack-error.ts";
import type { Slack } from "../slack.ts";
import { findMessage, nextTs, removeMessage } from "../world.ts";

const HookSchema = z.object({
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  response_type: z.enum(["ephemeral", "in_channel"]).default("ephemeral"),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
  thread_ts: z.string().optional(),
});

type Hook = z.infer<typeof HookSchema>;
type Answer = { readonly status: number; readonly body: string };

/** The addresses in `response_url`: five answers within half an hour. */
export function hookRoutes(slack: Slack): Hono<{ Bindings: HttpBindings }> {
  const routes = new Hono<{ Bindings: HttpBindings }>();
  routes.post("/:kind{commands|actions}/:team/:id", async (c) => {
    const at = slack.clock.now();
    const body: unknown = await c.req.json().catch(() => null);
    const fault = slack.faults.take("response_url");
    if (fault?.latencyMs) await sleep(fault.latencyMs);
    const truth =
      fault && spoils(fault) && !fault.afterEffect ? null : answer(slack, c.req.param("id"), body);
    const given =
      truth !== null && !(fault && spoils(fault)) ? truth : { status: fault?.http ?? 500, body: "error" };
    slack.log.add({
      kind: "call",
      at: new Date(at).toISOString(),
      method: "response_url",
      args: { body },
      status: given.status,
      answer: given.body,
      ms: slack.clock.now() - at,
      fault: fault && faultName(fault),
    });
    if (fault?.dropConnection) {
      c.env.incoming.socket.destroy();
      return RESPONSE_ALREADY_SENT;
    }
    return new Response(given.body, {
      status: given.status,
      headers: { "content-type": "text/plain; charset=utf-8" },
    });
  });
  return routes;
}

function answer(slack: Slack, id: string, body: unknown): Answer {
  const hook = HookSchema.safeParse(body);
  if (!hook.success) return { status: 400, body: "invalid_payload" };
  const target = slack.responseUrls.use(id);
  if (typeof target === "string") return { status: 404, body: JSON.stringify({ ok: false, error: target }) };
  try {
    return carryOut(slack, target, hook.data);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return { status: 400, body: error.code };
  }
}

function carryOut(slack: Slack, target: ResponseTarget, hook: Hook): Answer {
  const original =
    target.messageTs === null ? undefined : findMessage(slack.world, target.channel, target.messageTs);
  if (hook.delete_original) {
    if (original) removeMessage(slack.world, original);
    slack.changed();
    return { status: 200, body: "ok" };
  }
  const blocks = hook.blocks === undefined ? [] : messageBlocks(hook.blocks);
  const text = cut(hook.text ?? "");
  if (text === "" && blocks.length === 0) throw new SlackError("no_text");
  if (hook.replace_original && original) {
    Object.assign(original, { text, blocks, editedAt: nextTs(slack.world, slack.clock.now()) });
    slack.changed();
    return { status: 200, body: "ok" };
  }
  say(slack, {
    channel: target.channel,
    threadTs: hook.thread_ts ?? null,
    text,
    blocks,
    metadata: null,
    isBroadcast: false,
    visibleTo: hook.response_type === "ephemeral" ? target.user : null,
  });
  return { status: 200, body: "ok" };
}

function spoils(fault: Fault): boolean {
  return Boolean(fault.http ?? fault.error ?? fault.retryAfter ?? fault.dropConnection);
}

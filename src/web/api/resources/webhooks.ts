import { z } from "zod";
import { HOOK_TYPES } from "#domain/hooks.ts";
import { unreachable } from "#domain/unreachable.ts";
import {
  addWebhook,
  changeWebhook,
  listWebhooks,
  pingWebhook,
  readWebhook,
  readWebhookSecret,
  removeWebhook,
  type Webhook,
  type WebhookRefusal,
} from "#services/manage-webhooks.ts";
import { WebhookIdSchema } from "#src/ids.ts";
import type { Problem } from "#web/api/problem.ts";
import { route } from "#web/api/route.ts";
import { Instant, iso, isoOrNull, PersonRef } from "#web/api/shapes/common.ts";
import { invalidField, notInWorkspace } from "#web/api/shapes/refused.ts";

const URL_MAX = 2000;

const WebhookRef = z.string().meta({ description: "A webhook", example: "whk_0a1b2c3d4e5f" });
const webhookParam = z.object({
  id: WebhookIdSchema.meta({ description: "The webhook's id", example: "whk_0a1b2c3d4e5f" }),
});
const url = z.url().max(URL_MAX).meta({
  description: "An https address that is public, on port 443 or 8443",
  example: "https://hooks.acme.example/baton",
});
const types = z.array(z.enum(HOOK_TYPES)).meta({ description: "Which events; none: all" });

const WebhookSchema = z
  .object({
    id: WebhookRef,
    url: z.string(),
    types: z.array(z.string()).meta({ description: "Which events; none: all" }),
    enabled: z.boolean(),
    createdBy: PersonRef,
    createdAt: Instant,
    failingSince: Instant.nullable().meta({
      description: "Since when no delivery has worked; null: the last one did, or there was none",
    }),
    lastSuccessAt: Instant.nullable(),
    lastError: z.string().nullable(),
    disabledAt: Instant.nullable(),
  })
  .meta({ id: "Webhook", description: "Where another program hears of events" });

const SecretSchema = z
  .string()
  .meta({ description: "What its deliveries are signed with, as Standard Webhooks has it" });

export const webhookRoutes = [
  route({
    method: "get",
    path: "/webhooks",
    id: "listWebhooks",
    tag: "Webhooks",
    summary: "All webhooks, the oldest first",
    scope: "webhooks",
    answers: {
      200: z.object({ data: z.array(WebhookSchema) }).meta({ id: "WebhookList" }),
    },
    async handle({ ctx }) {
      const webhooks = await listWebhooks(ctx);
      return { status: 200, data: { data: webhooks.map(showWebhook) } };
    },
  }),
  route({
    method: "post",
    path: "/webhooks",
    id: "addWebhook",
    tag: "Webhooks",
    summary: "Have events sent to an address",
    scope: "webhooks",
    body: z.strictObject({ url, types: types.default([]) }).meta({ id: "WebhookGiven" }),
    answers: {
      201: WebhookSchema.extend({
        secret: SecretSchema.nullable().meta({
          description: "Null: this request was answered before. Its secret has an address of its own",
        }),
      }).meta({ id: "WebhookMade" }),
    },
    unkept: ["secret"],
    async handle({ ctx, body, requestKey, reach }) {
      const added = await addWebhook(ctx, { ...body, key: requestKey }, reach.outside);
      if (!added.ok) return { problem: problemOf(added.refusal) };
      const { webhook, secret } = added;
      const headers = { location: `/api/v1/webhooks/${webhook.id}` };
      return { status: 201, data: { ...showWebhook(webhook), secret }, headers };
    },
  }),
  route({
    method: "get",
    path: "/webhooks/{id}",
    id: "readWebhook",
    tag: "Webhooks",
    summary: "A webhook, and how its deliveries go",
    scope: "webhooks",
    params: webhookParam,
    answers: { 200: WebhookSchema },
    async handle({ ctx, params }) {
      const found = await readWebhook(ctx, params.id);
      return found.ok
        ? { status: 200, data: showWebhook(found.webhook) }
        : { problem: problemOf(found.refusal) };
    },
  }),
  route({
    method: "patch",
    path: "/webhooks/{id}",
    id: "changeWebhook",
    tag: "Webhooks",
    summary: "Enable or disable a webhook, or change what it hears and where",
    description: "Enabled again it hears of what comes after.",
    scope: "webhooks",
    params: webhookParam,
    body: z
      .strictObject({ url: url.optional(), types: types.optional(), enabled: z.boolean().optional() })
      .meta({ id: "WebhookChange", example: { enabled: true } }),
    answers: { 200: WebhookSchema },
    async handle({ ctx, params, body, reach }) {
      const changed = await changeWebhook(ctx, params.id, body, reach.outside);
      return changed.ok
        ? { status: 200, data: showWebhook(changed.webhook) }
        : { problem: problemOf(changed.refusal) };
    },
  }),
  route({
    method: "delete",
    path: "/webhooks/{id}",
    id: "removeWebhook",
    tag: "Webhooks",
    summary: "Remove a webhook",
    description: "What still waited for it is not sent.",
    scope: "webhooks",
    params: webhookParam,
    answers: { 204: null },
    async handle({ ctx, params, reach }) {
      const removed = await removeWebhook(ctx, params.id, reach.outside);
      return removed.ok ? { status: 204, data: null } : { problem: problemOf(removed.refusal) };
    },
  }),
  route({
    method: "get",
    path: "/webhooks/{id}/secret",
    id: "readWebhookSecret",
    tag: "Webhooks",
    summary: "What a webhook's deliveries are signed with",
    scope: "webhooks",
    params: webhookParam,
    answers: { 200: z.object({ secret: SecretSchema }).meta({ id: "WebhookSecret" }) },
    async handle({ ctx, params, reach }) {
      const found = await readWebhookSecret(ctx, params.id, reach.outside);
      return found.ok
        ? { status: 200, data: { secret: found.secret } }
        : { problem: problemOf(found.refusal) };
    },
  }),
  route({
    method: "post",
    path: "/webhooks/{id}/ping",
    id: "pingWebhook",
    tag: "Webhooks",
    summary: "Send a webhook a `ping` now, once",
    description: "Enabled or not. How that goes is answered, and counts for nothing else.",
    scope: "webhooks",
    params: webhookParam,
    answers: {
      200: z
        .object({
          delivered: z.boolean(),
          status: z.int().nullable().meta({ description: "What it answered; null: nothing" }),
          problem: z.string().nullable(),
        })
        .meta({ id: "Pinged" }),
    },
    async handle({ ctx, params, reach }) {
      const pinged = await pingWebhook(ctx, params.id, reach.outside);
      if (!pinged.ok) return { problem: problemOf(pinged.refusal) };
      const { delivered, status, problem } = pinged;
      return { status: 200, data: { delivered, status, problem } };
    },
  }),
];

function showWebhook({ createdAt, failingSince, lastSuccessAt, disabledAt, types, ...rest }: Webhook) {
  return {
    ...rest,
    types: [...types],
    createdAt: iso(createdAt),
    failingSince: isoOrNull(failingSince),
    lastSuccessAt: isoOrNull(lastSuccessAt),
    disabledAt: isoOrNull(disabledAt),
  };
}

function problemOf(refusal: WebhookRefusal): Problem {
  switch (refusal.code) {
    case "from-outside":
    case "operators-only":
      return notInWorkspace(refusal);
    case "no-such-webhook":
      return { kind: "not-found", detail: "There is no such webhook." };
    case "no-secret-key":
      return {
        kind: "conflict",
        code: refusal.code,
        detail:
          "This installation has no BATON_SECRET_KEY in its environment, so that nothing can be signed: whoever runs it has to set one.",
      };
    case "too-many":
      return {
        kind: "conflict",
        code: refusal.code,
        detail: `A workspace has ${refusal.atMost} webhooks at most. Remove one.`,
      };
    case "address":
      return invalidField("url", `Baton does not call that address: ${refusal.problem}.`, refusal.code);
    case "no-such-type":
      return invalidField("types", `There is no event ${refusal.type}.`, refusal.code);
    default:
      return unreachable(refusal);
  }
}

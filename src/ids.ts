import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import type {
  ApiKeyId,
  ChannelId,
  ClientId,
  DeadlineId,
  DealId,
  ExceptionId,
  HandoffId,
  OperationId,
  ReleaseRequestId,
  RunId,
  TaskId,
  TextId,
  TriggerId,
  UserId,
  WebhookId,
  WorkspaceId,
} from "#domain/ids.ts";

// The one place where a string becomes an id: behind a check, or made here.

const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
const LENGTH = 12;

export const WorkspaceIdSchema = branded<WorkspaceId>(/^wsp_[0-9a-z]{12}$/);
export const RunIdSchema = branded<RunId>(/^run_[0-9a-z]{12}$/);
export const TaskIdSchema = branded<TaskId>(/^tsk_[0-9a-z]{12}_\d{1,4}$/);
export const HandoffIdSchema = branded<HandoffId>(/^hof_[0-9a-z]{12}_\d{1,9}$/);
export const DeadlineIdSchema = branded<DeadlineId>(/^ddl_[0-9a-z]{12}_\d{1,9}_[a-z-]{1,20}(_\d{1,4})?$/);
export const ExceptionIdSchema = branded<ExceptionId>(/^exc_[0-9a-z]{12}(_\d{1,9})?$/);
export const TriggerIdSchema = branded<TriggerId>(/^trg_[0-9a-z]{12}$/);
export const ClientIdSchema = branded<ClientId>(/^cli_[0-9a-z]{12}$/);
export const DealIdSchema = branded<DealId>(/^dea_[0-9a-z]{12}$/);
export const TextIdSchema = branded<TextId>(/^txt_[0-9a-z]{12}$/);
export const ReleaseRequestIdSchema = branded<ReleaseRequestId>(/^rlg_[0-9a-z]{12}$/);
export const ApiKeyIdSchema = branded<ApiKeyId>(/^key_[0-9a-z]{12}$/);
export const WebhookIdSchema = branded<WebhookId>(/^whk_[0-9a-z]{12}$/);
export const OperationIdSchema = branded<OperationId>(/^opn_[0-9a-z]{12}$/);
/** Slack's own ids: of people and of channels. */
export const UserIdSchema = branded<UserId>(/^[UW][A-Z0-9]{5,20}$/);
export const ChannelIdSchema = branded<ChannelId>(/^[CG][A-Z0-9]{5,20}$/);

/** An instant as JSON and rows carry it. */
export const InstantSchema = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

export const ActorRefSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("person"), id: UserIdSchema }),
  z.object({ kind: z.literal("system"), name: z.enum(["clock", "routing", "worker"]) }),
]);

export const newRunId = () => made(RunIdSchema, "run");
export const newWorkspaceId = () => made(WorkspaceIdSchema, "wsp");
export const newTriggerId = () => made(TriggerIdSchema, "trg");
export const newClientId = () => made(ClientIdSchema, "cli");
export const newDealId = () => made(DealIdSchema, "dea");
export const newTextId = () => made(TextIdSchema, "txt");
export const newReleaseRequestId = () => made(ReleaseRequestIdSchema, "rlg");
export const newApiKeyId = () => made(ApiKeyIdSchema, "key");
export const newWebhookId = () => made(WebhookIdSchema, "whk");
export const newExceptionId = () => made(ExceptionIdSchema, "exc");

/** The same for the same key: a request that is done again makes the same webhook, or operation. */
export const webhookIdFor = (key: string) => WebhookIdSchema.parse(`whk_${digestOf(key)}`);
export const operationIdFor = (key: string) => OperationIdSchema.parse(`opn_${digestOf(key)}`);

function digestOf(key: string): string {
  const number = BigInt(`0x${createHash("sha256").update(key).digest("hex")}`);
  return number.toString(36).padStart(LENGTH, "0").slice(-LENGTH);
}

/** Ids that no type needs to tell apart: of notices, of their messages, of what happened to a release. */
export function newRowId(prefix: "ntc" | "msg" | "rlg"): string {
  return `${prefix}_${random()}`;
}

const CLIENT_KEY_MAX = 60;

/**
 * What the book calls a client: a slug of its name in any script, in which letters and digits stay and the rest becomes
 * hyphens. Where too little stays to tell names apart, a hash does.
 */
export function clientKeyOf(name: string): string {
  const slug = slugOf(name);
  if (slug !== "" && slug.length <= CLIENT_KEY_MAX) return slug;
  const hash = createHash("sha256").update(name.normalize("NFKD")).digest("hex").slice(0, 8);
  return `${slug === "" ? "client" : slug.slice(0, CLIENT_KEY_MAX)}-${hash}`;
}

/** How the keys of all clients begin whose names begin so; empty: that says nothing of a key. */
export function clientKeyStart(beginning: string): string {
  return slugOf(beginning).slice(0, CLIENT_KEY_MAX);
}

function slugOf(name: string): string {
  return name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "");
}

function branded<Id extends string>(pattern: RegExp) {
  return z
    .string()
    .regex(pattern)
    .transform((id) => id as Id);
}

function made<Id>(schema: { parse(text: unknown): Id }, prefix: string): Id {
  return schema.parse(`${prefix}_${random()}`);
}

/** 36^12, about 62 bits: rejection keeps every character equally likely. */
function random(): string {
  let text = "";
  while (text.length < LENGTH) {
    for (const byte of randomBytes(LENGTH)) {
      if (byte < 252 && text.length < LENGTH) text += ALPHABET[byte % 36];
    }
  }
  return text;
}

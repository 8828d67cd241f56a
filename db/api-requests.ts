import { z } from "zod";
import type { ApiKeyId, WorkspaceId } from "#domain/ids.ts";
import { batchInWorkspace, type Db } from "./client.ts";

/** What was answered, as it went out. */
export type StoredAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type ApiRequest = { readonly apiKey: ApiKeyId; readonly key: string; readonly hash: Buffer };

const HeadersSchema = z.record(z.string(), z.string());
const RowSchema = z.object({
  request_hash: z.instanceof(Buffer),
  status: z.int().nullable(),
  headers: z.string().nullable(),
  body: z.string().nullable(),
});

/** Keeps that a request came, unless one with its key did. Answers with the hash of the first, and its answer if it has one. */
export async function keepRequest(
  db: Db,
  workspace: WorkspaceId,
  { apiKey, key, hash }: ApiRequest,
  at: Date,
): Promise<{ readonly hash: Buffer; readonly answer: StoredAnswer | null }> {
  const [, rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`insert into baton.api_requests (workspace_id, api_key_id, key, request_hash, created_at)
      values (${workspace}, ${apiKey}, ${key}, ${hash}, ${at}) on conflict do nothing`,
    tx`select request_hash, status, headers, body from baton.api_requests
      where workspace_id = ${workspace} and api_key_id = ${apiKey} and key = ${key}`,
  ]);
  const { request_hash, status, headers, body } = RowSchema.parse(rows?.[0]);
  const answered = status !== null && body !== null && headers !== null;
  return {
    hash: request_hash,
    answer: answered ? { status, body, headers: HeadersSchema.parse(JSON.parse(headers)) } : null,
  };
}

/** Keeps an answer to a request; the first one stays. */
export async function keepAnswer(
  db: Db,
  workspace: WorkspaceId,
  { apiKey, key }: ApiRequest,
  { status, headers, body }: StoredAnswer,
): Promise<void> {
  await batchInWorkspace(db, workspace, (tx) => [
    tx`update baton.api_requests set status = ${status}, headers = ${JSON.stringify(headers)}, body = ${body}
      where workspace_id = ${workspace} and api_key_id = ${apiKey} and key = ${key} and status is null`,
  ]);
}

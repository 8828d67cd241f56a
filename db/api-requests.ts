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

/** Who works on a request, and for how long nobody else does. */
export type Lease = { readonly by: string; readonly seconds: number };

/** A request as it stands once somebody wanted to work on it. */
export type TakenRequest = {
  /** Of the first request that came with its key. */
  readonly hash: Buffer;
  /** Null: there is none yet. */
  readonly answer: StoredAnswer | null;
  /** Whether it was given to who wanted it; else somebody is at work on it. */
  readonly isOurs: boolean;
};

const HeadersSchema = z.record(z.string(), z.string());
const RowSchema = z.object({
  request_hash: z.instanceof(Buffer),
  status: z.int().nullable(),
  headers: z.string().nullable(),
  body: z.string().nullable(),
  leased_by: z.string().nullable(),
});

/** Keeps that a request came, unless one with its key did, and gives it to who leases it where it has no answer and nobody is at work on it. */
export async function takeRequest(
  db: Db,
  workspace: WorkspaceId,
  { apiKey, key, hash }: ApiRequest,
  { by, seconds }: Lease,
  at: Date,
): Promise<TakenRequest> {
  const [, rows] = await batchInWorkspace(db, workspace, (tx) => {
    const until = tx`clock_timestamp() + make_interval(secs => ${seconds})`;
    return [
      tx`insert into baton.api_requests as r (workspace_id, api_key_id, key, request_hash, created_at, leased_by, leased_until)
        values (${workspace}, ${apiKey}, ${key}, ${hash}, ${at}, ${by}, ${until})
        on conflict (workspace_id, api_key_id, key) do update set leased_by = excluded.leased_by, leased_until = ${until}
          where r.request_hash = excluded.request_hash and r.status is null
            and (r.leased_until is null or r.leased_until <= clock_timestamp())`,
      tx`select request_hash, status, headers, body, leased_by from baton.api_requests
        where workspace_id = ${workspace} and api_key_id = ${apiKey} and key = ${key}`,
    ];
  });
  const { request_hash, status, headers, body, leased_by } = RowSchema.parse(rows?.[0]);
  const answered = status !== null && body !== null && headers !== null;
  return {
    hash: request_hash,
    answer: answered ? { status, body, headers: HeadersSchema.parse(JSON.parse(headers)) } : null,
    isOurs: leased_by === by,
  };
}

/** Lets go of a request, with its answer; null: without one, so that it may be tried again. Whoever lost their lease changes nothing. */
export async function endRequest(
  db: Db,
  workspace: WorkspaceId,
  { apiKey, key }: ApiRequest,
  { by }: Lease,
  answer: StoredAnswer | null,
): Promise<void> {
  await batchInWorkspace(db, workspace, (tx) => [
    tx`update baton.api_requests set leased_by = null, leased_until = null, status = ${answer?.status ?? null},
        headers = ${answer && JSON.stringify(answer.headers)}, body = ${answer?.body ?? null}
      where workspace_id = ${workspace} and api_key_id = ${apiKey} and key = ${key} and leased_by = ${by}`,
  ]);
}

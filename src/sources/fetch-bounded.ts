import { ApiFailure } from "#sources/api-failure.ts";

const TIMEOUT_MS = 10_000;
const BYTES_MAX = 1024 * 1024;
/** The longest wait that a source can ask of us: HubSpot moves accounts for "up to 24 hours". */
const RETRY_AFTER_MAX_S = 24 * 60 * 60;

export type Answer = { readonly contentType: string; readonly body: string };

/**
 * Asks once, for at most ten seconds and a mebibyte. Anything but success is an `ApiFailure`. Redirects are not followed:
 * where a token is sent is the operator's choice, not the answering server's.
 */
export async function fetchBounded(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer> {
  const { host } = new URL(url);
  try {
    const response = await fetch(url, {
      headers: { ...headers },
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new ApiFailure(`${host} answered ${response.status}`, response.status, retryAfterOf(response));
    }
    const contentType = response.headers.get("content-type") ?? "";
    return { contentType, body: await readBounded(response) };
  } catch (cause) {
    if (cause instanceof ApiFailure) throw cause;
    throw new ApiFailure(`${host} did not answer`, null, null, { cause });
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > BYTES_MAX) throw new ApiFailure("the answer is too large", response.status, null);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function retryAfterOf({ headers }: Response): number | null {
  const seconds = headers.get("retry-after") ?? "";
  return /^\d{1,9}$/.test(seconds) ? Math.min(Number(seconds), RETRY_AFTER_MAX_S) * 1000 : null;
}

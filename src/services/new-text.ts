import { createHash, randomBytes } from "node:crypto";
import { newTextId } from "#src/ids.ts";
import type { TextRow } from "#db/run-writes.ts";
import type { UserId } from "#domain/ids.ts";
import type { TextRef } from "#domain/task.ts";

/** Something typed by a person, or an exchange with another system, on its way into the store. Events hold `ref` only. */
export type NewText = TextRow & { readonly ref: TextRef };

const SALT_BYTES = 16;

/** Null where nothing but space was typed. The digest is `sha256(salt ‖ text in UTF-8)`. */
export function newText(author: UserId | null, typed: string | null | undefined): NewText | null {
  const body = typed?.trim() ?? "";
  if (body === "") return null;
  const salt = randomBytes(SALT_BYTES);
  const id = newTextId();
  return { id, author, salt, body, ref: { id, digest: textDigest(salt, body) } };
}

export function textDigest(salt: Buffer, body: string): string {
  return createHash("sha256").update(salt).update(body, "utf8").digest("hex");
}

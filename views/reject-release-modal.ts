import type { ModalView } from "@slack/types";
import type { ReleaseRequestId } from "#domain/ids.ts";
import { section } from "./blocks.ts";
import { fields, modalIds } from "./ids.ts";
import { form, textInput } from "./modal.ts";
import { authorWords } from "./release-words.ts";
import type { RequestProps } from "./workspace-notice.ts";

/** Asks why a release is rejected; the reason goes to who wrote it and who asked. About: `{ request }`. */
export function rejectReleaseModal({
  id,
  number,
  author,
}: Pick<RequestProps, "number" | "author"> & { readonly id: ReleaseRequestId }): ModalView {
  return form({
    id: modalIds.rejectRelease,
    title: "Reject a release",
    submit: "Reject",
    about: { request: id },
    blocks: [
      section(`Release ${number} of the book, ${authorWords(author)}, will not be published.`),
      textInput({
        field: fields.reason,
        label: "Why not?",
        hint: "Who wrote it and who asked see it.",
      }),
    ],
  });
}

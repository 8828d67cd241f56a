import type { ModalView } from "@slack/types";
import type { Answer } from "#views/answer.ts";
import { pressAgainText } from "#views/answers.ts";

/** What comes of something that a person asked, before it is known how they can be told. */
export type Outcome =
  /** Nothing to say: what they pressed shows it. */
  | { readonly kind: "shown" }
  /** Only they see it. `errors`: what is wrong with which field of the form. */
  | {
      readonly kind: "said";
      readonly answer: Answer;
      readonly errors: Readonly<Record<string, string>> | null;
    }
  /** They are asked for more. `instead` is said where no form can be opened. */
  | { readonly kind: "form"; readonly view: ModalView; readonly instead: Answer }
  /** It failed on our side. */
  | { readonly kind: "broke"; readonly answer: Answer };

export const shown: Outcome = { kind: "shown" };

export function said(answer: Answer): Outcome {
  return { kind: "said", answer, errors: null };
}

export function wrong(answer: Answer, errors: Readonly<Record<string, string>> | null): Outcome {
  return { kind: "said", answer, errors };
}

export function form(view: ModalView, instead: Answer = pressAgainText()): Outcome {
  return { kind: "form", view, instead };
}

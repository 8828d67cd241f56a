import { z } from "zod";
import type { RunId } from "#domain/ids.ts";
import { moveRun as move } from "#services/move-run.ts";
import { RunIdSchema } from "#src/ids.ts";
import { movedAnswer } from "#views/change-answers.ts";
import { fields } from "#views/ids.ts";
import { moveModal, newClientModal, NEW_CLIENT } from "#views/move-modal.ts";
import { noClientNameText, chooseText } from "#views/answers.ts";
import { readRun } from "#services/read-run.ts";
import { CLIENT_NAME_MAX } from "#services/start-by-hand.ts";
import type { Asked } from "./asked.ts";
import { button } from "./buttons.ts";
import { refused } from "./changing.ts";
import { formOf, Typed } from "./forms.ts";
import { form, said, wrong, type Outcome } from "./outcome.ts";
import { formFor } from "./steering.ts";
import { wrongNameOf } from "./start.ts";

/** Move to another client: a form asks to which. */
export const moveRun = button(
  RunIdSchema,
  async (asked, run) => {
    const client = (await readRun(asked.ctx, run))?.run.client;
    if (!client) return refused({ code: "not-found", entity: "run" }, null);
    return formFor(asked, run, { type: "move-run", client }, moveModal);
  },
  { opens: true },
);

/** Where no client is called that, it asks once more before it makes one. */
export const moveForm = formOf(
  z.object({ run: RunIdSchema }),
  z.object({ client: Typed }),
  async (asked, { run }, { client }) => moved(asked, run, client?.trim() ?? "", false),
);

export const newClientForm = formOf(
  z.object({ run: RunIdSchema, client: z.string() }),
  z.object({ choice: z.string().nullable().default(NEW_CLIENT) }),
  (asked, { run, client }, { choice }) => {
    if (choice === null)
      return Promise.resolve(wrong(chooseText(), { [fields.choice.block_id]: chooseText().text }));
    return choice === NEW_CLIENT ? moved(asked, run, client, true) : moved(asked, run, choice, false);
  },
);

async function moved(
  { ctx, key, cause }: Asked,
  run: RunId,
  name: string,
  mayMake: boolean,
): Promise<Outcome> {
  const wrongName = wrongNameOf(name);
  if (wrongName) {
    const answer = noClientNameText(name, wrongName, CLIENT_NAME_MAX);
    return wrong(answer, { [fields.client.block_id]: answer.text });
  }
  const done = await move(ctx, { run, client: { name }, mayMake, key, cause });
  if (done.ok) return said(movedAnswer(done.client));
  const { refusal, suggestions } = done;
  if (refusal.code === "no-such-client")
    return form(newClientModal({ run: { id: run }, typed: name, suggestions }));
  return refused(refusal, (await readRun(ctx, run))?.run ?? null);
}

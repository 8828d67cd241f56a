import { createHash } from "node:crypto";
import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from "@slack/bolt";
import { z } from "zod";
import { UserIdSchema } from "#src/ids.ts";
import { staleText } from "#views/answers.ts";
import type { modalIds } from "#views/ids.ts";
import { workingModal } from "#views/working-modal.ts";
import { answering, type Door } from "./answering.ts";
import { asking, type Asked, type Deps } from "./asked.ts";
import type { Homes } from "./home.ts";
import { said, type Outcome } from "./outcome.ts";
import { storable } from "./typed.ts";
import { windowOf } from "./windows.ts";

type FormId = (typeof modalIds)[keyof typeof modalIds];

/** What was entered, by block: a text, an instant or a date as ISO says it, or the id or value of what was chosen; null: nothing. */
type Entered = Readonly<Record<string, string | null>>;

export type Form = (asked: Asked, subject: unknown, entered: Entered) => Promise<Outcome>;

/** A form about something, whose `private_metadata` and fields read as said here. */
export function formOf<Subject, Values>(
  about: z.ZodType<Subject>,
  fields: z.ZodType<Values>,
  submit: (asked: Asked, subject: Subject, values: Values) => Promise<Outcome>,
): Form {
  return async (asked, subject, entered) => {
    const read = about.safeParse(subject);
    const values = fields.safeParse(entered);
    return read.success && values.success ? submit(asked, read.data, values.data) : said(staleText());
  };
}

/** What was typed into a field, or nothing. */
export const Typed = z.string().nullable().default(null);

const SubmissionSchema = z.object({
  user: z.object({ id: UserIdSchema, team_id: z.string().optional() }),
  team: z.object({ id: z.string() }).nullish(),
  view: z.object({
    id: z.string(),
    callback_id: z.string(),
    private_metadata: z.string(),
    blocks: z.array(z.object({ type: z.string(), block_id: z.string() })),
    state: z.object({
      values: z.record(
        z.string(),
        z.record(
          z.string(),
          z.object({
            value: z.string().nullish(),
            selected_user: z.string().nullish(),
            selected_option: z.object({ value: z.string() }).nullish(),
            selected_date: z.string().nullish(),
            selected_date_time: z.number().nullish(),
          }),
        ),
      ),
    }),
  }),
});
type Submission = z.infer<typeof SubmissionSchema>;

type Submitted = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Hears every form that is submitted. Success closes it. */
export function onForm(deps: Deps, forms: Readonly<Record<FormId, Form>>, homes: Homes) {
  const known = new Map<string, Form>(Object.entries(forms));
  return async (args: Submitted): Promise<void> => {
    const { body, context, client } = args;
    const submission = SubmissionSchema.parse(body);
    const { user, team, view } = submission;
    const submit = known.get(view.callback_id);
    const entered = enteredIn(submission);
    const asked = asking(deps, {
      client,
      team: context.teamId,
      user: { id: user.id, team: user.team_id ?? team?.id },
      key: `${view.id} ${digestOf(entered)}`,
      // A digest without salt gives away a short text to whoever tries: it must not outlive the text.
      cause: view.id,
    });
    await answering(deps, doorOf(args, submission), async () =>
      submit ? submit(await asked, subjectOf(submission), entered) : said(staleText()),
    );
    await homes.refresh(asked, client, { isOpen: false });
  };
}

function doorOf({ ack, client }: Submitted, { view }: Submission): Door {
  return {
    async acknowledge(outcome) {
      const errors = errorsOf(outcome, view.blocks);
      if (outcome.kind === "shown") await ack();
      else if (errors) await ack({ response_action: "errors", errors: { ...errors } });
      else await ack({ response_action: "update", view: windowOf(outcome) });
      return true;
    },
    takesLonger: () => ack({ response_action: "update", view: workingModal() }),
    async show(outcome) {
      await client.views.update({ view_id: view.id, view: windowOf(outcome) });
    },
  };
}

/** What is shown beside a field, where it has that. What broke is shown there too, so that nothing typed is lost. */
function errorsOf(
  outcome: Outcome,
  blocks: Submission["view"]["blocks"],
): Readonly<Record<string, string>> | null {
  const inputs = blocks.filter(({ type }) => type === "input");
  if (outcome.kind === "said") {
    const ids = Object.keys(outcome.errors ?? {});
    return ids.every((id) => inputs.some(({ block_id }) => block_id === id)) ? outcome.errors : null;
  }
  const [field] = inputs;
  return outcome.kind === "broke" && field ? { [field.block_id]: outcome.answer.text } : null;
}

function enteredIn({ view }: Submission): Entered {
  return Object.fromEntries(
    Object.entries(view.state.values).map(([block, elements]) => {
      const [one] = Object.values(elements);
      const at = one?.selected_date_time;
      const value =
        one?.value ??
        one?.selected_user ??
        one?.selected_option?.value ??
        one?.selected_date ??
        (typeof at === "number" ? new Date(at * 1000).toISOString() : null);
      return [block, value && storable(value)];
    }),
  );
}

function subjectOf({ view }: Submission): unknown {
  try {
    return JSON.parse(view.private_metadata);
  } catch {
    return null;
  }
}

/** The same form with other values is another request. */
function digestOf(entered: Entered): string {
  return createHash("sha256").update(JSON.stringify(entered)).digest("hex").slice(0, 32);
}

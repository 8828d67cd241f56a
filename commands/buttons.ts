import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from "@slack/bolt";
import { z } from "zod";
import { UserIdSchema } from "#src/ids.ts";
import { staleText } from "#views/answers.ts";
import type { ActionId } from "#views/ids.ts";
import { workingModal } from "#views/working-modal.ts";
import type { Answer } from "#views/answer.ts";
import { answering, type Door } from "./answering.ts";
import { asking, type Asked, type Deps } from "./asked.ts";
import type { Homes } from "./home.ts";
import { whatNeedsMe } from "./needs.ts";
import { said, type Outcome } from "./outcome.ts";
import { openForm, windowOf } from "./windows.ts";

/** What a press does. `opens`: it may ask for more in a window. */
export type Button = {
  readonly opens: boolean;
  readonly press: (asked: Asked, value: unknown) => Promise<Outcome>;
};

/** A button whose value is the id of what it is about. */
export function button<Id>(
  about: z.ZodType<Id>,
  press: (asked: Asked, id: Id) => Promise<Outcome>,
  { opens }: { readonly opens: boolean } = { opens: false },
): Button {
  return {
    opens,
    async press(asked, value) {
      const id = about.safeParse(value);
      return id.success ? press(asked, id.data) : said(staleText());
    },
  };
}

const PressSchema = z.object({
  user: z.object({ id: UserIdSchema, team_id: z.string().optional() }),
  team: z.object({ id: z.string() }).nullish(),
  trigger_id: z.string(),
  container: z.discriminatedUnion("type", [
    z.object({
      type: z.literal("message"),
      channel_id: z.string(),
      message_ts: z.string(),
      thread_ts: z.string().optional(),
      is_ephemeral: z.boolean().default(false),
    }),
    z.object({ type: z.literal("view"), view_id: z.string() }),
  ]),
  /** Where the button is in a view: App Home, or a window. */
  view: z.object({ type: z.enum(["home", "modal"]) }).nullish(),
});
type Press = z.infer<typeof PressSchema>;

type Pressed = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;

/** Hears every button there is or has been: those of messages, of answers that only one person sees, and of App Home. */
export function onButton(deps: Deps, buttons: Readonly<Record<ActionId, Button>>, homes: Homes) {
  const known = new Map<string, Button>(Object.entries(buttons));
  return async (args: Pressed): Promise<void> => {
    const { action, body, context, client } = args;
    // A link opens by itself, and a choice in a form waits for the form.
    if (action.type !== "button" || action.url !== undefined) return args.ack();
    const press = PressSchema.parse(body);
    const pressed = known.get(action.action_id);
    const asked = asking(deps, {
      client,
      team: context.teamId,
      user: { id: press.user.id, team: press.user.team_id ?? press.team?.id },
      key: press.trigger_id,
      ...placeOf(press),
    });
    await answering(deps, doorOf(args, press, pressed, asked), async () =>
      pressed ? pressed.press(await asked, action.value) : said(staleText()),
    );
    await homes.refresh(asked, client, { isOpen: press.container.type === "view" });
  };
}

function placeOf({ container }: Press): Pick<Asked, "clicked" | "thread"> {
  if (container.type === "view" || container.is_ephemeral) return { clicked: null, thread: null };
  const { channel_id: channel, message_ts, thread_ts } = container;
  return {
    clicked: { channel, ts: message_ts },
    thread: thread_ts === undefined ? null : { channel, ts: thread_ts },
  };
}

function doorOf(
  { ack, respond, client }: Pressed,
  { container, view, trigger_id }: Press,
  pressed: Button | undefined,
  asked: Promise<Asked>,
): Door {
  const isView = container.type === "view";
  // A window turns into what comes of a press in it.
  const isWindow = isView && view?.type === "modal";
  let holder = isWindow ? container.view_id : undefined;

  /** Under the message that was pressed, for the asker alone. */
  async function say(answer: Answer, replaces = false): Promise<void> {
    const thread = container.type === "message" ? container.thread_ts : undefined;
    await respond({
      response_type: "ephemeral",
      replace_original: replaces,
      ...(thread !== undefined && { thread_ts: thread }),
      ...answer,
    });
  }

  return {
    async acknowledge() {
      await ack();
      return false;
    },
    takesLonger: () => ack(),
    async show(outcome) {
      if (holder !== undefined) await client.views.update({ view_id: holder, view: windowOf(outcome) });
      else if (outcome.kind === "form" || (isView && outcome.kind !== "shown")) {
        const opened = await openForm(client, trigger_id, windowOf(outcome));
        if (!opened && !isView && outcome.kind === "form") await say(outcome.instead);
      } else if (outcome.kind !== "shown") await say(outcome.answer);
      else if (container.type === "message" && container.is_ephemeral) {
        // A private list does not change by itself: it is replaced by what there is now.
        await say(await whatNeedsMe(await asked), true);
      }
    },
    ...((pressed?.opens || isView) &&
      !isWindow && {
        async hold() {
          holder = (await client.views.open({ trigger_id, view: workingModal() })).view?.id;
        },
      }),
  };
}

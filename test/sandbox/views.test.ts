import type { App, BlockAction, ViewClosedAction, ViewSubmitAction } from "@slack/bolt";
import { expect, test } from "vitest";
import {
  buttonBlocks,
  csm1,
  csm2,
  formView,
  newClock,
  newSandbox,
  newSocketApp,
  onboarding,
} from "./support.ts";

/** An app with a button; presses it as one person and gives back the trigger. */
async function pressed(register: (app: App) => void = () => {}, clock = newClock()) {
  const seen: BlockAction[] = [];
  const started = await newSocketApp(
    (app) => {
      app.action<BlockAction>(/.*/, async ({ ack, body }) => {
        await ack();
        seen.push(body);
      });
      register(app);
    },
    { clock },
  );
  const { call, people } = started;
  const { ts } = await call("chat.postMessage", {
    channel: onboarding,
    text: "Hi",
    blocks: buttonBlocks("press"),
  });
  const press = async () => {
    await people.click({ user: csm1, channel: onboarding, ts: String(ts), action_id: "press" });
    return seen.at(-1)?.trigger_id ?? "";
  };
  return { ...started, press, seen, clock, ts: String(ts) };
}

test("a trigger opens one modal, within three seconds", async () => {
  const { call, press, clock } = await pressed();
  const used = await press();
  expect(await call("views.open", { trigger_id: used, view: formView() })).toMatchObject({ ok: true });
  expect(await call("views.open", { trigger_id: used, view: formView() })).toMatchObject({
    error: "exchanged_trigger_id",
  });
  const late = await press();
  clock.advance(3001);
  expect(await call("views.open", { trigger_id: late, view: formView() })).toMatchObject({
    error: "expired_trigger_id",
  });
  expect(await call("views.open", { trigger_id: "1.2.x", view: formView() })).toMatchObject({
    error: "invalid_trigger_id",
  });
});

test("a view that Slack would refuse is refused with the place of each mistake", async () => {
  const { call, press } = await pressed();
  const { submit: _, ...view } = formView("A title that is far too long for a modal");
  expect(await call("views.open", { trigger_id: await press(), view })).toMatchObject({
    error: "invalid_arguments",
    response_metadata: {
      messages: [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]",
        "[ERROR] missing required field: submit [json-pointer:/view]",
      ],
    },
  });
});

test("an update with an old hash is refused; the newest is taken", async () => {
  const { call, press } = await pressed();
  const opened = Object(await call("views.open", { trigger_id: await press(), view: formView() })).view;
  const update = (hash: string) => call("views.update", { view_id: opened.id, hash, view: formView("New") });
  expect(await update(opened.hash)).toMatchObject({ ok: true, view: { title: { text: "New" } } });
  expect(await update(opened.hash)).toMatchObject({ error: "hash_conflict" });
  expect(await call("views.update", { view_id: "V0", view: formView() })).toMatchObject({
    error: "not_found",
  });
});

test("modals stack up to three, and closing the top one shows the one below", async () => {
  const { call, people, press } = await pressed();
  await call("views.open", { trigger_id: await press(), view: formView("One") });
  for (const title of ["Two", "Three"])
    expect(await call("views.push", { trigger_id: await press(), view: formView(title) })).toMatchObject({
      ok: true,
    });
  const fourth = await call("views.push", { trigger_id: await press(), view: formView("Four") });
  expect(fourth).toMatchObject({ error: "push_limit_reached" });
  const top = (await people.state(csm1)).view;
  await people.close({ user: csm1, view_id: top?.id ?? "" });
  expect((await people.state(csm1)).view?.view.title.text).toBe("Two");
});

test.for([
  {
    action: "errors",
    ack: { response_action: "errors" as const, errors: { note: "Not that" } },
    shows: "Form",
  },
  {
    action: "update",
    ack: { response_action: "update" as const, view: formView("Thanks") },
    shows: "Thanks",
  },
  { action: "push", ack: { response_action: "push" as const, view: formView("More") }, shows: "More" },
  { action: "clear", ack: { response_action: "clear" as const }, shows: undefined },
])("a submission that is answered with $action shows it", async ({ action, ack, shows }) => {
  const { call, people, press } = await pressed((app) => {
    app.view("form", async (args) => args.ack(ack));
  });
  const opened = Object(await call("views.open", { trigger_id: await press(), view: formView() })).view;
  await people.submit({ user: csm1, view_id: opened.id, values: { note: { text: "Hello" } } });
  const { view } = await people.state(csm1);
  expect(view?.view.title.text).toBe(shows);
  expect(view?.errors ?? {}).toEqual(action === "errors" ? { note: "Not that" } : {});
});

test("what a person has typed stays through an update, unless the block has another id", async () => {
  const submitted: unknown[] = [];
  const { call, people, press } = await pressed((app) => {
    app.view<ViewSubmitAction>("form", async ({ ack, view }) => {
      submitted.push(view.state.values);
      await ack({ response_action: "update", view: { ...formView("Again"), blocks: formView().blocks } });
    });
  });
  const opened = Object(await call("views.open", { trigger_id: await press(), view: formView() })).view;
  await people.submit({ user: csm1, view_id: opened.id, values: { note: { text: "Kept" } } });
  await people.submit({ user: csm1, view_id: opened.id });
  expect(submitted).toMatchObject([
    { note: { text: { value: "Kept" } } },
    { note: { text: { value: "Kept" } } },
  ]);
  const blocks = [{ ...formView().blocks[0], block_id: "another" }];
  await call("views.update", { view_id: opened.id, view: { ...formView(), blocks } });
  expect(await people.submit({ user: csm1, view_id: opened.id })).toMatchObject({
    ok: false,
    error: "incomplete",
  });
});

test("the app hears of a closed modal when it asked to", async () => {
  const closed: boolean[] = [];
  const { call, people, press } = await pressed((app) => {
    app.view<ViewClosedAction>({ callback_id: "form", type: "view_closed" }, async ({ ack, body }) => {
      await ack();
      closed.push(body.is_cleared);
    });
  });
  const view = { ...formView(), notify_on_close: true };
  const opened = Object(await call("views.open", { trigger_id: await press(), view })).view;
  expect(await people.close({ user: csm1, view_id: opened.id })).toMatchObject({ ok: true });
  expect(closed).toEqual([false]);
});

test("a button says where it stands: in a message, in a modal, in App Home, in what only one person sees", async () => {
  const { call, people, press, seen, ts } = await pressed();
  await press();
  const ephemeral = await call("chat.postEphemeral", {
    channel: onboarding,
    user: csm1,
    text: "Hi",
    blocks: buttonBlocks("press"),
  });
  await people.click({
    user: csm1,
    channel: onboarding,
    ts: String(ephemeral["message_ts"]),
    action_id: "press",
  });
  const view = { ...formView(), blocks: buttonBlocks("press", "modal") };
  const opened = Object(await call("views.open", { trigger_id: await press(), view })).view;
  await people.click({ user: csm1, view_id: opened.id, action_id: "press" });
  await call("views.publish", {
    user_id: csm1,
    view: { type: "home", blocks: buttonBlocks("press", "home") },
  });
  await people.click({ user: csm1, home: true, action_id: "press" });
  expect(seen.map((one) => one.container)).toMatchObject([
    { type: "message", message_ts: ts, is_ephemeral: false },
    { type: "message", is_ephemeral: true },
    { type: "message" },
    { type: "view", view_id: opened.id },
    { type: "view" },
  ]);
  expect(seen[0]?.message).toMatchObject({ ts, text: "Hi" });
  expect(seen[1]?.message).toBeUndefined();
  expect(seen[4]?.view).toMatchObject({ type: "home" });
});

test("what a person has chosen in a message comes along with the next button", async () => {
  const { call, people, seen } = await pressed();
  const blocks = [
    {
      type: "actions",
      block_id: "choice",
      elements: [
        { type: "users_select", action_id: "who" },
        ...buttonBlocks("go").flatMap((block) => block.elements),
      ],
    },
  ];
  const { ts } = await call("chat.postMessage", { channel: onboarding, text: "Hi", blocks });
  const at = { user: csm1, channel: onboarding, ts: String(ts) };
  await people.click({ ...at, action_id: "who", value: csm2 });
  await people.click({ ...at, action_id: "go" });
  expect(seen[0]?.actions).toMatchObject([{ type: "users_select", selected_user: csm2 }]);
  expect(seen[1]?.state?.values).toMatchObject({
    choice: { who: { type: "users_select", selected_user: csm2 } },
  });
});

test("a button that isn't there can't be pressed, and the answer names those that are", async () => {
  const { people, ts } = await pressed();
  const click = people.click({ user: csm1, channel: onboarding, ts, action_id: "pres" });
  await expect(click).rejects.toThrow(/no_such_action.*"press"/);
});

test("App Home is refused to an app whose manifest has none", async () => {
  const { call } = await newSandbox({ manifest: "test/sandbox/manifest-without-home.yml" });
  const answer = await call("views.publish", { user_id: csm1, view: { type: "home", blocks: [] } });
  expect(answer).toMatchObject({ error: "not_enabled" });
});

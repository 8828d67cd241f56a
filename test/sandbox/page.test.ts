import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { launchBrowser } from "#test/support/browser.ts";
import { NASTY, newPageApp } from "./page-app.ts";
import { focused, openPage, overflowOf, PHONE, tabTo } from "./page-support.ts";
import { csm1, csm2, newSandbox, onboarding } from "./support.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe("in a channel", () => {
  test("whatever a name holds is shown as text, and does nothing", async () => {
    const { sandbox } = await newPageApp();
    const page = await openPage(browser, `${sandbox.url}/?user=${csm1}#${onboarding}`);
    const message = page.locator("main .message").first();
    expect(await message.locator(".block-header").textContent()).toBe(NASTY);
    expect(await message.locator(".mrkdwn").first().textContent()).toBe(
      `Owner ${NASTY} due 2026-01-01 1:00 AM`,
    );
    expect(await message.locator(".mrkdwn :is(script, img)").count()).toBe(0);
    expect(await page.evaluate('"harmed" in window')).toBe(false);
  });

  test("what the app says by itself appears without a reload", async () => {
    const { sandbox, app } = await newPageApp();
    const page = await openPage(browser, `${sandbox.url}/?user=${csm1}#${onboarding}`);
    await app.client.chat.postMessage({ channel: onboarding, text: "Something happened" });
    await page.getByText("Something happened").waitFor();
  });

  test("a slash command's answer is marked as visible to the one who typed it, and to nobody else", async () => {
    const { sandbox } = await newPageApp();
    const page = await openPage(browser, `${sandbox.url}/?user=${csm1}#${onboarding}`);
    await page
      .getByRole("textbox", { name: "Message #onboarding" })
      .fill("/example for @Example CSM Two & co");
    await page.keyboard.press("Enter");
    const answer = page.locator(".ephemeral");
    await answer.getByText("Only visible to you").waitFor();
    expect(await answer.locator(".mrkdwn").textContent()).toBe("You said: for @Example CSM Two & co");

    const other = await openPage(browser, `${sandbox.url}/?user=${csm2}#${onboarding}`);
    await other.locator("main .message").first().waitFor();
    expect(await other.locator(".ephemeral").count()).toBe(0);
  });

  test("a command nobody knows, and one that the app fails, say so and stay in the box", async () => {
    const { sandbox } = await newPageApp();
    const page = await openPage(browser, `${sandbox.url}/?user=${csm1}#${onboarding}`);
    const box = page.getByRole("textbox", { name: "Message #onboarding" });
    await box.fill("/nonsense");
    await page.keyboard.press("Enter");
    await page.getByText("/nonsense is not a valid command.").waitFor();
    sandbox.setTransport({ requestUrl: "http://127.0.0.1:9/gone" });
    await box.fill("/example status");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("Try again?").waitFor();
    expect(await box.inputValue()).toBe("/example status");
  });

  test("a button that asks first acts only on a yes", async () => {
    const { sandbox, people } = await newPageApp();
    const page = await openPage(browser, `${sandbox.url}/?user=${csm1}#${onboarding}`);
    await page.getByRole("button", { name: "Cancel it" }).click();
    await page.getByRole("dialog", { name: "Sure?" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expect.poll(() => focused(page)).toBe("button cancel");
    const clicks = async () => (await people.log()).filter((entry) => entry.kind === "delivery").length;
    const before = await clicks();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Yes" }).click();
    await page.getByText("It was cancelled").waitFor();
    expect(await clicks()).toBe(before + 1);
  });

  test("a button of the sandbox's host runs, and says what came of it", async () => {
    const { sandbox } = await newPageApp();
    const page = await openPage(browser, `${sandbox.url}/?user=${csm1}#${onboarding}`);
    await page.getByRole("button", { name: "Move time on" }).click();
    await page.getByText("It is five o'clock").waitFor();
  });
});

describe("in a thread", () => {
  test("opens from its message, shows changes, takes replies and refuses slash commands", async () => {
    const { sandbox, ts } = await newPageApp();
    const page = await openPage(browser, `${sandbox.url}/?user=${csm1}#${onboarding}`);
    await page.getByRole("button", { name: "1 reply" }).click();
    expect(new URL(page.url()).hash).toBe(`#${onboarding}/${ts}`);
    const thread = page.getByRole("complementary", { name: "Thread" });

    await thread.getByRole("button", { name: "Claim" }).click();
    await thread.getByText("@Example CSM One has it").waitFor();

    const box = thread.getByRole("textbox", { name: "Reply…" });
    await box.fill("/example status");
    await page.keyboard.press("Enter");
    await thread.getByText("/example is not supported in threads. Sorry!").waitFor();
    await box.fill("I have *it*");
    await page.keyboard.press("Enter");
    await thread.locator(".mrkdwn strong").getByText("it", { exact: true }).waitFor();
    await page.getByRole("button", { name: "2 replies" }).waitFor();
  });

  test("a permalink opens the reply it names in its thread, and marks it", async () => {
    const { people, app, ts } = await newPageApp();
    const reply = await people.message({ user: csm2, channel: onboarding, text: "Look here", thread_ts: ts });
    const link = await app.client.chat.getPermalink({ channel: onboarding, message_ts: reply.ts });
    const page = await openPage(browser, link.permalink ?? "");
    await page.locator(".thread .spotlit").getByText("Look here").waitFor();
    expect(new URL(page.url()).hash).toBe(`#${onboarding}/${ts}`);
  });
});

describe("by keyboard alone", () => {
  test("a modal is opened, corrected and sent, and the keyboard returns to where it was", async () => {
    const { sandbox } = await newPageApp();
    const page = await openPage(browser, `${sandbox.url}/?user=${csm1}#${onboarding}`);
    await tabTo(page, "button handoff");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Hand it off" }).waitFor();
    await expect.poll(() => focused(page)).toBe("select user");

    await tabTo(page, "button Offer");
    await page.keyboard.press("Enter");
    await page.getByText("Please complete this required field.").first().waitFor();
    await expect.poll(() => focused(page)).toBe("select user");

    await page.keyboard.type("Example CSM Two");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Hm");
    await tabTo(page, "button Offer");
    await page.keyboard.press("Enter");
    await page.getByText("Say a little more").waitFor();
    await expect.poll(() => focused(page)).toBe("textarea text");
    await page.keyboard.type(", take this one");
    await tabTo(page, "button Offer");
    await page.keyboard.press("Enter");

    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByText("Offered to @Example CSM Two: Hm, take this one").waitFor();
    await expect.poll(() => focused(page)).toBe("button handoff");
  });

  test("Escape closes a modal for the app too, and a thread gives the keyboard back to its message", async () => {
    const { sandbox, people } = await newPageApp();
    const page = await openPage(browser, `${sandbox.url}/?user=${csm1}#${onboarding}`);
    await page.getByRole("button", { name: "Hand off" }).press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect((await people.state(csm1)).view).toBeNull();

    await page.getByRole("button", { name: "1 reply" }).press("Enter");
    const thread = page.getByRole("complementary", { name: "Thread" });
    await thread.waitFor();
    await page.keyboard.press("Escape");
    await thread.waitFor({ state: "detached" });
    await page.locator("main .message:focus-within").waitFor();
  });

  test("a button that its press replaces leaves the keyboard at its message", async () => {
    const { sandbox, ts } = await newPageApp();
    const page = await openPage(browser, `${sandbox.url}/?user=${csm1}#${onboarding}/${ts}`);
    await page.getByRole("button", { name: "Claim" }).press("Enter");
    await page.getByText("has it").waitFor();
    await page.locator(".thread .message:focus-within").waitFor();
  });

  test("typing a slash offers the commands, and Tab completes one", async () => {
    const { sandbox } = await newPageApp();
    const page = await openPage(browser, `${sandbox.url}/?user=${csm1}#${onboarding}`);
    const box = page.getByRole("textbox", { name: "Message #onboarding" });
    await box.pressSequentially("/ex");
    await page.getByRole("option", { name: "/example" }).waitFor();
    await page.keyboard.press("Tab");
    expect(await box.inputValue()).toBe("/example ");
  });
});

describe("acting as somebody", () => {
  test("changes what is seen: each has their own direct messages, and the deactivated can't be chosen", async () => {
    const { sandbox, app } = await newPageApp();
    const dm = await app.client.conversations.open({ users: csm2 });
    await app.client.chat.postMessage({ channel: dm.channel?.id ?? "", text: "For your eyes" });
    const page = await openPage(browser, `${sandbox.url}/?user=${csm1}#${onboarding}`);
    expect(await page.locator(".sidebar .count-badge").count()).toBe(0);

    await page.getByRole("button", { name: /^Acting as Example CSM One/ }).click();
    const choices = page.getByRole("dialog", { name: "Act as" });
    expect(await choices.getByRole("button", { name: /Example Leaver/ }).isDisabled()).toBe(true);
    await choices.getByRole("button", { name: /Example CSM Two/ }).click();

    await page.getByRole("button", { name: /^Acting as Example CSM Two/ }).waitFor();
    expect(new URL(page.url()).searchParams.get("user")).toBe(csm2);
    await page.getByRole("link", { name: "1 unread" }).click();
    await page.getByText("For your eyes").waitFor();
    await page.reload();
    await page.getByText("For your eyes").waitFor();
  });

  test("the app's messages have no box to write in where its manifest turns that off", async () => {
    const { sandbox, people } = await newSandbox({ manifest: "manifest.yml" });
    await people.home(csm1);
    const page = await openPage(browser, `${sandbox.url}/?user=${csm1}#messages`);
    await page.getByText("Sending messages to this app has been turned off.").waitFor();
    expect(await page.getByRole("textbox").count()).toBe(0);
  });

  test("Home is asked of the app when it is opened, and shown once it is published", async () => {
    const { sandbox } = await newPageApp();
    const page = await openPage(browser, `${sandbox.url}/?user=${csm1}#home`);
    await page.getByRole("heading", { name: "What needs you" }).waitFor();
  });
});

describe("on a phone and on a desk", () => {
  test("nothing needs sideways scrolling at 360 pixels, and every pane can be left again", async () => {
    const { sandbox } = await newPageApp();
    const page = await openPage(browser, `${sandbox.url}/?user=${csm1}`, { viewport: PHONE });
    const fits = async () => expect(await overflowOf(page)).toBe(0);
    await fits();
    await page.getByRole("link", { name: "onboarding", exact: true }).click();
    await page.locator("main:focus-within").waitFor();
    await fits();
    await page.getByRole("button", { name: "1 reply" }).click();
    await page.locator(".thread:focus-within").waitFor();
    await fits();
    await page.getByRole("button", { name: "Back to the channel" }).click();
    await page.locator("main .message:focus-within").waitFor();
    await page.getByRole("button", { name: "Hand off" }).click();
    await page.getByRole("dialog").waitFor();
    await fits();
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    await page.getByRole("button", { name: /^Acting as/ }).click();
    await fits();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Back to the list" }).click();
    await page.getByRole("link", { name: /^Example/ }).click();
    await page.getByRole("heading", { name: "What needs you" }).waitFor();
    await fits();
  });

  test.for(["light", "dark"] as const)(
    "axe finds nothing to complain of in the %s look",
    async (colorScheme) => {
      const { sandbox, ts } = await newPageApp();
      const page = await openPage(browser, `${sandbox.url}/?user=${csm1}#${onboarding}/${ts}`, {
        colorScheme,
      });
      await page.getByRole("textbox", { name: "Message #onboarding" }).fill("/example status");
      await page.keyboard.press("Enter");
      await page.locator(".ephemeral").waitFor();
      expect(await violationsOn(page)).toEqual([]);
      await page.locator("main").getByRole("button", { name: "Hand off" }).click();
      await page.getByRole("dialog").waitFor();
      await page.getByRole("button", { name: "Offer" }).click();
      await page.getByText("Please complete this required field.").first().waitFor();
      expect(await violationsOn(page)).toEqual([]);
    },
  );
});

const axe = createRequire(import.meta.url).resolve("axe-core");

async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(
    "Promise.allSettled(document.getAnimations().map((one) => one.finished)).then(() => null)",
  );
  await page.evaluate(await readFile(axe, "utf8"));
  const results: AxeResults = await page.evaluate("axe.run()");
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

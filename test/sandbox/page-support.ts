import type { Browser, Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";

export const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 820 };

type Look = {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: "light" | "dark";
};

/** Opens the page in a window of its own. A script error or a refused resource fails the test. */
export async function openPage(browser: Browser, url: string, look: Look = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: DESK, reducedMotion: "reduce", ...look });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(5000);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(message.text());
  });
  onTestFinished(() => expect(faults).toEqual([]));
  await page.goto(url);
  await page.locator(".sidebar").waitFor({ state: "attached" });
  return page;
}

/** How far the page can be scrolled sideways. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
}

/** The element that has the keyboard: its kind, and its action or its name. */
export function focused(page: Page): Promise<string> {
  return page.evaluate<string>(`
    [document.activeElement].map((one) => [
      one.tagName.toLowerCase(),
      one.dataset.action ?? one.getAttribute("aria-label") ?? one.textContent.trim(),
    ].join(" "))[0]
  `);
}

/** Presses Tab until an element that is called so has the keyboard. */
export async function tabTo(page: Page, name: string, tabsMax = 60): Promise<void> {
  for (let tabs = 0; tabs < tabsMax; tabs += 1) {
    await page.keyboard.press("Tab");
    if ((await focused(page)) === name) return;
  }
  throw new Error(`${name} was not reached with ${tabsMax} tabs; the keyboard is at ${await focused(page)}`);
}

import { type Browser, chromium } from "playwright-core";

/** A real Chromium from its npm package, without a window: nothing has to be installed beside `npm ci`. */
export async function launchBrowser(): Promise<Browser> {
  // Makes the package unpack the shared libraries that a bare machine lacks; it looks when it is loaded.
  process.env["AWS_LAMBDA_JS_RUNTIME"] = "nodejs22.x";
  const { default: packaged } = await import("@sparticuz/chromium");
  return chromium.launch({
    executablePath: await packaged.executablePath(),
    // In a single process, closing one page can hang the others.
    args: [
      ...packaged.args.filter((one) => one !== "--single-process"),
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
    ],
    headless: true,
  });
}

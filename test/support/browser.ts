import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { type Browser, chromium } from "playwright-core";

// Unpacked once a checkout, beside what `npm ci` installs and removes.
const UNPACKED = resolve("node_modules/.cache/chromium");

/** A real Chromium from its npm package, without a window: nothing has to be installed beside `npm ci`. */
export async function launchBrowser(): Promise<Browser> {
  // Makes the package bring the shared libraries that a bare machine lacks; it looks when it is loaded.
  process.env["AWS_LAMBDA_JS_RUNTIME"] = "nodejs22.x";
  const { default: packaged } = await import("@sparticuz/chromium");
  if (!existsSync(UNPACKED)) await unpack(() => packaged.executablePath());
  return chromium.launch({
    executablePath: join(UNPACKED, "chromium"),
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(UNPACKED, "al2023/lib"),
      FONTCONFIG_PATH: join(UNPACKED, "fonts"),
    },
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

/** The package unpacks into the folder for temporary files; two at once, or one cut short, must not leave half a browser. */
async function unpack(extract: () => Promise<string>): Promise<void> {
  await mkdir(dirname(UNPACKED), { recursive: true });
  const draft = await mkdtemp(`${UNPACKED}-`);
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = draft;
  try {
    await extract();
    // Its fonts are looked for where the package would have put them.
    const fonts = join(draft, "fonts/fonts.conf");
    await writeFile(fonts, (await readFile(fonts, "utf8")).replaceAll("/tmp/fonts", join(UNPACKED, "fonts")));
    await rename(draft, UNPACKED);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(UNPACKED)) throw error;
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
}

import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** What the page imports by name, and the file of /vendor/ that it finds there. */
export const importMap: Readonly<Record<string, string>> = {
  preact: "/vendor/preact.js",
  "preact/hooks": "/vendor/preact-hooks.js",
};

/** The files served under /vendor/, each from the installed package. */
export const vendorFiles: Readonly<Record<string, string>> = {
  "preact.js": require.resolve("preact"),
  "preact-hooks.js": require.resolve("preact/hooks"),
  "lato-400.woff2": require.resolve("@fontsource/lato/files/lato-latin-400-normal.woff2"),
  "lato-400-italic.woff2": require.resolve("@fontsource/lato/files/lato-latin-400-italic.woff2"),
  "lato-700.woff2": require.resolve("@fontsource/lato/files/lato-latin-700-normal.woff2"),
  "lato-900.woff2": require.resolve("@fontsource/lato/files/lato-latin-900-normal.woff2"),
  "symbols.woff2":
    require.resolve("@fontsource/noto-sans-symbols-2/files/noto-sans-symbols-2-symbols-400-normal.woff2"),
  "emoji.woff2": require.resolve("twemoji-colr-font/twemoji.woff2"),
};

/**
 * `text[]`. By itself the driver asks for every array type on each new connection; nobody waits for that, so that the process
 * ends when the connection breaks amid it. It is told not to, and this is the one array that Baton's tables have.
 */
export const textArray = {
  to: 1009,
  from: [1009],
  serialize: (items: readonly string[]) =>
    `{${items.map((item) => `"${item.replaceAll(/["\\]/g, String.raw`\$&`)}"`).join(",")}}`,
  parse: (written: string) =>
    [...written.matchAll(/"((?:[^"\\]|\\.)*)"|([^{},]+)/gs)].map(
      ([, quoted, bare]) => quoted?.replaceAll(/\\(.)/gs, "$1") ?? bare ?? "",
    ),
};

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** Why nothing may be called there; null: it may. Where a name leads to is looked at when the call is made. */
export function wrongAddress(address: string): string | null {
  const url = URL.parse(address);
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.includes(url.hostname));
  if (url === null || !isSafe) return "an address begins with https://";
  if (url.username !== "" || url.password !== "") return "an address holds no name or password";
  if (/[\s\\]/.test(address)) return "an address has no spaces or backslashes";
  // A server may read /clients/../admin as /admin, and so does whatever stands before it.
  const steps = (address.split(/[?#]/)[0] ?? "").split("/");
  return steps.some((step) => /^(\.|%2e){1,2}$/i.test(step)) ? "an address has no . or .. in its path" : null;
}

/** The variable that an address begins with, as in `env:PROVISIONING_URL/checks`; null: none. */
export function leadingVariable(address: string): string | null {
  return /^env:([A-Z][A-Z0-9_]*)(?=[/?]|$)/.exec(address)?.[1] ?? null;
}

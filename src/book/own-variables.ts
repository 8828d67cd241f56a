const OWN = ["DATABASE_URL", "PORT", "HOST", "PUBLIC_URL", "LOG_LEVEL"];
const OWN_PREFIXES = ["BATON_", "SLACK_"];

/** Environment variables that are Baton's own: no book may name them, so that none of them leaves with a call. */
export function isOwnVariable(name: string): boolean {
  return OWN.includes(name) || OWN_PREFIXES.some((prefix) => name.startsWith(prefix));
}

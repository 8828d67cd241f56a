import { lookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { callbackify } from "node:util";
import ipaddr from "ipaddr.js";
import { isLoopback } from "#src/loopback.ts";

/** Finds all addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** Where calls may go: public addresses by https, and the loopback pairs that the demo or a test names. */
export type Guard = {
  /** Such as "127.0.0.1:4010". Nothing else opens a way into this machine or its network. */
  readonly loopback: readonly string[];
  /** The system's resolver where none is given. */
  readonly resolve?: Resolve;
};

/** Thrown where a name turns out, while connecting, to lead to an address that is not public. */
export class NotPublic extends Error {
  override readonly name = "NotPublic";
}

const PORTS = new Set(["443", "8443"]);
/** Outside of it are the spellings of IPv4 that no range of ipaddr.js covers, such as ::10.0.0.1. */
const GLOBAL_IPV6 = ipaddr.parseCIDR("2000::/3");

/** Reads the named pairs. Throws for one that is not a loopback host with a port. */
export function openingsOf(loopback: readonly string[]): ReadonlySet<string> {
  for (const pair of loopback) {
    const url = URL.parse(`http://${pair}`);
    const named = url && isLoopback(url.hostname) && `${url.hostname}:${url.port || "80"}` === pair;
    if (!named) throw new Error(`"${pair}" does not name a port on loopback, such as 127.0.0.1:4010`);
  }
  return new Set(loopback);
}

/** Why an address must not be called, as far as it can be told without looking its name up; null when it may. */
export function whyNot(url: URL, openings: ReadonlySet<string>): string | null {
  const { protocol, hostname } = url;
  if (protocol !== "https:" && protocol !== "http:") return `${protocol} is not https:`;
  if (url.username || url.password) return "a user name or password stands in the address: use a header";
  const port = url.port || (protocol === "https:" ? "443" : "80");
  if (openings.has(`${hostname}:${port}`)) return null;

  if (protocol !== "https:") return `${hostname} would be called by http: only https is`;
  if (!PORTS.has(port)) return `port ${port} is not among ${[...PORTS].join(" and ")}`;
  if (hostname.endsWith(".")) return `${hostname} ends in a dot`;
  if (/^(.*\.)?localhost$/.test(hostname)) return `${hostname} is this machine`;
  const literal = hostname.replace(/^\[(.*)\]$/, "$1");
  return isIP(literal) === 0 ? null : whyNotPublic(literal);
}

/**
 * Gives a connection the addresses of a name, provided that every one of them is public. It connects to one of those it is
 * given here, so a name that changes its mind afterwards changes nothing. Node doesn't ask for IP literals: see `whyNot`.
 */
export function guardedLookup(resolve: Resolve = resolveAll): LookupFunction {
  const find = callbackify((hostname: string) => addressesOf(hostname, resolve));
  return (hostname, { all }, callback) => {
    find(hostname, (error, addresses) => {
      if (error) return callback(error, []);
      const [{ address, family }] = addresses;
      return all ? callback(null, addresses) : callback(null, address, family);
    });
  };
}

type Address = { readonly address: string; readonly family: number };

async function addressesOf(hostname: string, resolve: Resolve): Promise<[Address, ...Address[]]> {
  // Only a named pair brings this name so far; what it means is not for a resolver to say.
  if (hostname === "localhost") return [addressOf("127.0.0.1"), addressOf("::1")];
  const [first, ...others] = await resolve(hostname);
  if (first === undefined) throw new Error(`${hostname} has no address`);
  for (const address of [first, ...others]) {
    const problem = whyNotPublic(address);
    if (problem) throw new NotPublic(`${hostname} leads to an address that is not public: ${problem}`);
  }
  return [addressOf(first), ...others.map(addressOf)];
}

function addressOf(address: string): Address {
  return { address, family: isIP(address) };
}

function whyNotPublic(literal: string): string | null {
  if (!ipaddr.isValid(literal)) return `${literal} is not an address`;
  // A v4 address written as v6 is judged as v4.
  const address = ipaddr.process(literal);
  const range = address.range();
  if (range !== "unicast") return `${literal} is ${range}`;
  if (address instanceof ipaddr.IPv6 && !address.match(GLOBAL_IPV6)) return `${literal} is unassigned`;
  return null;
}

async function resolveAll(hostname: string): Promise<readonly string[]> {
  const found = await lookup(hostname, { all: true });
  return found.map(({ address }) => address);
}

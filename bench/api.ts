import { Hono } from "hono";
import { Pool } from "undici";
import { openCaller } from "#calls/open-caller.ts";
import { batchInWorkspace } from "#db/client.ts";
import { isUnreachable } from "#db/faults.ts";
import type { UserId } from "#domain/ids.ts";
import { hookPace } from "#domain/hooks.ts";
import { createKey } from "#services/api-keys.ts";
import { authenticateKey } from "#services/authenticate-key.ts";
import { serve } from "#src/http.ts";
import { newLog } from "#src/log.ts";
import { apiRoutes } from "#web/api/api.ts";
import { limitFailures } from "#web/api/limit-failures.ts";
import { limitPerSecond } from "#web/api/rate-limit.ts";
import { claimByHand, prepareClaim, readAggregate, readPeople } from "./claim-floor.ts";
import type { Supply } from "./claims.ts";
import type { Company } from "./company.ts";
import { drive, median, spreadOf, type Round, type Spread } from "./drive.ts";

/** Requests of the API over real HTTP, and the same statements without it. */
export type ApiLevel = {
  readonly what: string;
  readonly callers: number;
  readonly perSecond: number;
  readonly ms: Spread;
  readonly floorPerSecond: number;
  readonly floorMs: Spread;
  readonly ratio: number;
};

const PAIRS = 5;
const WARM_UP = 100;
const LEVELS = [
  { callers: 1, requests: 60 },
  { callers: 8, requests: 120 },
];

/** Rounds of requests and of bare statements take turns. Client and server share this process. */
export async function measureApi(company: Company, supply: Supply): Promise<ApiLevel[]> {
  const api = await startApi(company);
  try {
    const sides = [
      { what: "read a run", through: api.read, bare: readBare },
      { what: "claim a task", through: api.claim, bare: claimBare },
    ];
    const levels: ApiLevel[] = [];
    for (const { what, through, bare } of sides) {
      await through(supply(WARM_UP), 8);
      await bare(company, supply(WARM_UP), 8);
      for (const { callers, requests } of LEVELS) {
        const pairs: { readonly api: Round; readonly floor: Round }[] = [];
        for (let pair = 0; pair < PAIRS; pair++) {
          pairs.push({
            api: await through(supply(requests), callers),
            floor: await bare(company, supply(requests), callers),
          });
        }
        levels.push(levelOf(what, callers, pairs));
      }
    }
    return levels;
  } finally {
    await api.stop();
  }
}

type Items = ReturnType<Supply>;

async function startApi(company: Company) {
  const { db, workspace } = company;
  const caller = openCaller({ loopback: [] });
  const app = new Hono().route(
    "/",
    apiRoutes({
      log: newLog("silent"),
      admit: limitFailures((key) => authenticateKey(db, key, new Date())),
      contextOf: (by) => company.context(by),
      reach: {
        outside: {
          caller,
          secretOf: () => undefined,
          realNow: () => new Date(),
          webhooks: { key: null, pace: hookPace },
        },
        findByEmail: async () => null,
      },
      limit: limitPerSecond(1_000_000),
      isOutage: isUnreachable,
    }),
  );
  const server = await serve(app, null, "127.0.0.1", 0);
  const http = new Pool(`http://127.0.0.1:${server.port}`, { connections: 8 });
  const keys = new Map<UserId, string>();

  async function keyOf(person: UserId): Promise<string> {
    const known = keys.get(person);
    if (known !== undefined) return known;
    const by = { kind: "person", id: company.memberOf("operators"), internal: true } as const;
    const asked = { person, name: "bench", scopes: ["read", "act"], expiresAt: null } as const;
    const made = await createKey({ ...company.context(by), db, workspace, by }, asked);
    if (!made.ok) throw new Error(`No key was made: ${made.refusal.code}`);
    keys.set(person, made.key);
    return made.key;
  }

  async function ask(person: UserId, path: string, body: object | null): Promise<void> {
    const answer = await http.request({
      method: body ? "POST" : "GET",
      path: `/api/v1${path}`,
      headers: { authorization: `Bearer ${await keyOf(person)}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`${path} was answered ${answer.statusCode}: ${text}`);
  }

  return {
    read: (items: Items, callers: number) =>
      drive(items, callers, ({ by, run }) => ask(by, `/runs/${run}`, null)),
    claim: (items: Items, callers: number) =>
      drive(items, callers, ({ by, task }) => ask(by, `/tasks/${task}/actions`, { action: "claim" })),
    async stop() {
      await http.close();
      await server.stop();
      await caller.close();
    },
  };
}

function readBare({ db, workspace }: Company, items: Items, callers: number): Promise<Round> {
  return drive(items, callers, async ({ run }) => {
    await batchInWorkspace(db, workspace, (tx) => {
      const of = { workspace, run, key: "" };
      return [readAggregate(tx, of), readPeople(tx, of)];
    });
  });
}

async function claimBare(company: Company, items: Items, callers: number): Promise<Round> {
  const prepared = await Promise.all(items.map((item) => prepareClaim(company, item, `bench ${item.task}`)));
  return drive(prepared, callers, (claim) => claimByHand(company, claim));
}

function levelOf(
  what: string,
  callers: number,
  pairs: readonly { readonly api: Round; readonly floor: Round }[],
): ApiLevel {
  const [through, bare] = [pairs.map(({ api }) => api), pairs.map(({ floor }) => floor)];
  return {
    what,
    callers,
    perSecond: median(through.map(({ perSecond }) => perSecond)),
    ms: spreadOf(through.flatMap(({ latenciesMs }) => latenciesMs)),
    floorPerSecond: median(bare.map(({ perSecond }) => perSecond)),
    floorMs: spreadOf(bare.flatMap(({ latenciesMs }) => latenciesMs)),
    ratio: median(pairs.map(({ api, floor }) => api.perSecond / floor.perSecond)),
  };
}

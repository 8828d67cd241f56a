import { Hono } from "hono";
import { expect, onTestFinished, test, vi } from "vitest";
import { webRoutes, type MoveClock } from "#web/routes.ts";

const NOW = new Date("2026-11-20T10:00:00.000Z");
const JSON_TYPE = { "content-type": "application/json" };

function web({ ready = async () => null }: { ready?: () => Promise<string | null> } = {}) {
  const moves: MoveClock[] = [];
  const app = new Hono().route(
    "/",
    webRoutes({
      log: { info() {}, error() {} },
      ready,
      contextOf: async () => {
        throw new Error("nobody else may come as far as this");
      },
      moveClock: async (move) => {
        moves.push(move);
        return { now: NOW, met: 0 };
      },
    }),
  );
  const move = (body: unknown, headers: Record<string, string> = JSON_TYPE, host = "127.0.0.1:3000") =>
    app.request(`http://${host}/demo/clock`, { method: "POST", headers, body: JSON.stringify(body) });
  return { app, moves, move };
}

test("Baton is ready while its database answers", async () => {
  expect((await web().app.request("/readyz")).status).toBe(200);
  const { app } = web({ ready: async () => "the database does not answer" });
  const answer = await app.request("/readyz");
  expect([answer.status, await answer.text()]).toEqual([503, "not ready: the database does not answer"]);
});

test("who asks whether Baton is ready hears within two seconds that a hanging database doesn't answer", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { app } = web({ ready: () => new Promise(() => {}) });
  const answer = Promise.resolve(app.request("/readyz"));
  await vi.advanceTimersByTimeAsync(2000);
  expect(vi.getTimerCount()).toBe(0);
  expect((await answer).status).toBe(503);
});

test.for([
  { by: "PT4H", byMs: 4 * 3_600_000 },
  { by: "P1DT2H3M4S", byMs: 93_784_000 },
])("the demo's clock moves by $by", async ({ by, byMs }) => {
  const { moves, move } = web();
  expect((await move({ by })).status).toBe(200);
  expect(moves).toEqual([{ byMs }]);
});

test.for(["P1Y", "P1W", "PT", "P", "PT1.5H", "-PT4H", "P367D", `PT${"9".repeat(400)}S`, "", 4])(
  "the demo's clock does not move by %j",
  async (by) => {
    const { moves, move } = web();
    expect((await move({ by })).status).toBe(400);
    expect(moves).toEqual([]);
  },
);

test.for([{}, { "content-type": "text/plain" }, { "content-type": "application/x-www-form-urlencoded" }])(
  "a page of another site, which may send %j unasked, does not move the demo's clock",
  async (headers) => {
    const { moves, move } = web();
    expect((await move({ to: "next-deadline" }, headers)).status).toBe(415);
    expect(moves).toEqual([]);
  },
);

test.for(["rebound.example:3000", "127.0.0.1.example", "10.0.0.7:3000"])(
  "who asks for this machine as %s sees no runs and moves no clock",
  async (host) => {
    const { app, moves, move } = web();
    expect((await app.request(`http://${host}/`)).status).toBe(403);
    expect((await move({ to: "next-deadline" }, JSON_TYPE, host)).status).toBe(403);
    expect(moves).toEqual([]);
  },
);

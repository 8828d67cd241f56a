import { connect } from "node:net";
import { Hono } from "hono";
import { expect, onTestFinished, test } from "vitest";
import { serve } from "#src/http.ts";

async function server() {
  const app = new Hono().get("/", (c) => c.text("here"));
  const served = await serve(app, null, "127.0.0.1", 0);
  onTestFinished(() => served.stop());
  return served;
}

/** Sends bytes as they are, and reads the first line of the answer. */
function send(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    onTestFinished(() => void socket.destroy());
    socket.once("data", (data) => resolve(String(data).split("\r\n", 1)[0] ?? ""));
    socket.once("error", reject);
  });
}

test.for(["//", "//?", "http://[", "http://", "/%"])(
  "a request for %s is answered, and ends nothing",
  async (path) => {
    const { port } = await server();
    expect(await send(port, `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)).toMatch(/^HTTP\/1.1 40[04] /);
    expect(await send(port, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")).toBe("HTTP/1.1 200 OK");
  },
);

test("stopping does not wait for ever for somebody who never ends a request", async () => {
  const asked = Promise.withResolvers<void>();
  const app = new Hono().post("/", async (c) => {
    asked.resolve();
    return c.text(await c.req.text().catch(() => "cut off"));
  });
  const { port, stop } = await serve(app, null, "127.0.0.1", 0, 10);
  const socket = connect(port, "127.0.0.1", () =>
    socket.write("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\nhalf"),
  );
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.on("error", () => {}).resume();
  await asked.promise;
  await stop();
  await closed;
});

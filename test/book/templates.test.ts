import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Template } from "#domain/book.ts";
import type { TaskValues } from "#book/scopes.ts";
import { templateParts } from "#book/template-parts.ts";
import { renderTemplate } from "#book/templates.ts";

const values: TaskValues = {
  trigger: { type: "deal.won", source: "hubspot", occurred_at: "2026-03-02T10:00:00.000Z" },
  client: { key: "acme", name: "Acme & Söhne/GmbH", segment: null },
  contract: { value: "72000.00", currency: "USD" },
  deal: { name: "", stage: ".." },
  run: { playbook: "guided", release: 3, generation: 1, owner: "ps-1@acme.example" },
  results: { check: { id: "ws-7", seats: 40, ok: true, nothing: null } },
};
const secrets = new Map([
  ["API_URL", "https://api.example/v2/"],
  ["API_TOKEN", "s3cr3t"],
  ["WRONG_URL", "http://api.example"],
  ["LINES", "a\r\nX-Evil: b"],
  ["DATABASE_URL", "postgres://secret"],
]);
const render = (template: Template, how: "url" | "header" | "body") =>
  renderTemplate(template, values, (name) => secrets.get(name), how);

// Half a character of two, controls, dots and slashes included.
const anyText = fc
  .array(fc.oneof(fc.nat(0xff_ff), fc.nat(0x7f), fc.constant(".".charCodeAt(0))), {
    minLength: 1,
    maxLength: 12,
  })
  .map((codes) => String.fromCharCode(...codes));

describe("a template in an address", () => {
  test.for([
    ["https://api.example/clients/${client.key}", "https://api.example/clients/acme"],
    ["https://api.example/?name=${client.name}", "https://api.example/?name=Acme%20%26%20S%C3%B6hne%2FGmbH"],
    ["env:API_URL/runs/${run.generation}", "https://api.example/v2/runs/1"],
    ["env:API_URL", "https://api.example/v2"],
    ["https://api.example/a$${b}", "https://api.example/a${b}"],
  ] as const)("%s becomes %s", ([template, value]) => {
    expect(render(template, "url")).toEqual({ ok: true, value });
  });

  test.for([
    ["https://api.example/${deal.stage}/x", "an address has no . or .. in its path"],
    ["https://api.example/${deal.name}", "deal.name is empty, and would change the address"],
    ["https://api.example/${client.segment}", "client.segment is missing"],
    ["https://api.example/?t=${env:API_TOKEN}", "API_TOKEN has no place in an address"],
    ["env:NOWHERE/x", "NOWHERE is not set in the environment"],
    ["env:WRONG_URL/x", "WRONG_URL: an address begins with https://"],
    ["env:DATABASE_URL/x", "DATABASE_URL is Baton's own and goes nowhere"],
  ] as const)("%s is an error: %s", ([template, error]) => {
    expect(render(template, "url")).toEqual({ ok: false, error });
  });

  test("can't leave the host and the path that the book wrote, whatever a value holds", () => {
    fc.assert(
      fc.property(anyText, (name) => {
        const url = renderTemplate(
          "https://api.example/clients/${client.name}/x",
          { ...values, client: { ...values.client, name } },
          () => undefined,
          "url",
        );
        if (!url.ok) return /^\.{1,2}$/.test(name);
        const { host, pathname, search, hash } = new URL(url.value);
        return host === "api.example" && /^\/clients\/[^/]+\/x$/.test(pathname) && search + hash === "";
      }),
    );
  });
});

describe("a template in a header", () => {
  test("holds values and secrets", () => {
    expect(render("Bearer ${env:API_TOKEN}", "header")).toEqual({ ok: true, value: "Bearer s3cr3t" });
    expect(render("${run.playbook}-${run.release}", "header")).toEqual({ ok: true, value: "guided-3" });
  });

  test("can't begin another header, and an error never repeats a secret", () => {
    const result = render("${env:LINES}", "header");
    expect(result).toEqual({
      ok: false,
      error: "a header holds one line of plain characters, and this has others",
    });
    expect(JSON.stringify(render("${env:LINES}", "header"))).not.toContain("Evil");
    expect(render("${env:BATON_SECRET_KEY}", "header")).toEqual({
      ok: false,
      error: "BATON_SECRET_KEY is Baton's own and goes nowhere",
    });
  });
});

describe("a template in a body", () => {
  test("keeps the type of a value that stands alone, at any depth, and joins the others into texts", () => {
    const body = {
      client: "${client.key}",
      seats: '${results["check"].seats}',
      half: '${results["check"].seats / 2.0}',
      ok: '${results["check"].ok}',
      list: ["${[1, 2]}", '${{"a": {"b": "}"}}}', 5, null, false],
      text: 'for ${client.name}: ${results["check"].seats} seats, ${1 + 1}',
      at: "${trigger.occurred_at}",
      token: "${env:API_TOKEN}",
    };
    expect(render(body, "body")).toEqual({
      ok: true,
      value: {
        client: "acme",
        seats: 40,
        half: 20,
        ok: true,
        list: [[1, 2], { a: { b: "}" } }, 5, null, false],
        text: "for Acme & Söhne/GmbH: 40 seats, 2",
        at: "2026-03-02T10:00:00.000Z",
        token: "s3cr3t",
      },
    });
  });

  test.for([
    ['${results["check"].nothing}', 'results["check"].nothing is missing'],
    ['${results["skipped"].id}', 'results["skipped"].id is missing'],
    ["a ${[1]}", "[1] gave a list, which has no place in a text"],
    ["${1.0 / 0.0}", "1.0 / 0.0 gave a number that JSON doesn't know"],
    ["${env:NOWHERE}", "NOWHERE is not set in the environment"],
  ] as const)("%s is an error: %s", ([template, error]) => {
    expect(render({ deep: [template] }, "body")).toEqual({ ok: false, error });
  });
});

test("texts without a template stay as they are, and every text is parts or an unclosed template", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const read = templateParts(text);
      if (!text.includes("${")) return read.ok && read.parts.map((part) => part.text).join("") === text;
      return read.ok || text.slice(read.offset).startsWith("${");
    }),
  );
});

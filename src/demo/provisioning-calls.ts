import type { Context } from "hono";
import { z } from "zod";

/** A call of the example book, as the product's provisioning knows it. */
export type ProvisioningCall = {
  readonly name: CallName;
  readonly method: "POST" | "PUT";
  readonly path: string;
  /** Carries it out: what it is about, and the answer. Throws where the body is not as documented. */
  carryOut(
    c: Context,
  ): Promise<{ readonly of: string; readonly answer: object; readonly status?: 200 | 201 | 202 }>;
};

export type CallName =
  | "check"
  | "workspace"
  | "access"
  | "feature"
  | "announcement"
  | "export-check"
  | "import";

/** Every client of the demo comes with as many records, and the import refuses a few of them. */
const RECORDS = { found: 1248, refused: 3 };

const ClientSchema = z.object({ client: z.string().min(1) });
const NewWorkspaceSchema = ClientSchema.extend({
  name: z.string().min(1),
  plan: z.enum(["guided", "self-serve"]),
});
const AccessSchema = z.object({ open: z.boolean() });

export const provisioningCalls: readonly ProvisioningCall[] = [
  {
    name: "check",
    method: "POST",
    path: "/checks",
    async carryOut(c) {
      const { client } = ClientSchema.parse(await c.req.json());
      return { of: client, answer: { ok: true, records: RECORDS.found } };
    },
  },
  {
    name: "workspace",
    method: "POST",
    path: "/workspaces",
    async carryOut(c) {
      const { client } = NewWorkspaceSchema.parse(await c.req.json());
      const answer = { id: `ws-${client}`, address: `https://${client}.acme.example` };
      return { of: client, answer, status: 201 };
    },
  },
  {
    name: "access",
    method: "PUT",
    path: "/workspaces/:id/access",
    async carryOut(c) {
      const { open } = AccessSchema.parse(await c.req.json());
      return { of: c.req.param("id") ?? "", answer: { open } };
    },
  },
  {
    name: "feature",
    method: "PUT",
    path: "/workspaces/:id/features/:feature",
    async carryOut(c) {
      return { of: `${c.req.param("id")} ${c.req.param("feature")}`, answer: { enabled: true } };
    },
  },
  {
    name: "announcement",
    method: "POST",
    path: "/announcements",
    async carryOut(c) {
      const { client } = ClientSchema.parse(await c.req.json());
      return { of: client, answer: { accepted: true }, status: 202 };
    },
  },
  {
    name: "export-check",
    method: "POST",
    path: "/exports/:client/check",
    async carryOut(c) {
      return { of: c.req.param("client") ?? "", answer: { ok: true, records: RECORDS.found } };
    },
  },
  {
    name: "import",
    method: "POST",
    path: "/imports",
    async carryOut(c) {
      const { client } = ClientSchema.parse(await c.req.json());
      return { of: client, answer: { imported: RECORDS.found - RECORDS.refused, refused: RECORDS.refused } };
    },
  },
];

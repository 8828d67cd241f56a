import { z } from "zod";
import { unreachable } from "#domain/unreachable.ts";
import { CLIENT_NAME_MAX, startByHand } from "#services/start-by-hand.ts";
import { route } from "#web/api/route.ts";
import { RunSchema } from "#web/api/shapes/run.ts";
import { runShown } from "./run-shown.ts";

const StartedSchema = z
  .object({
    wasOpen: z.boolean().meta({ description: "The client had an open run already: this is it" }),
    run: RunSchema,
  })
  .meta({ id: "Started" });

export const startRoutes = [
  route({
    method: "post",
    path: "/runs",
    id: "startRun",
    tag: "Runs",
    summary: "Start the onboarding of a client",
    description: "A client has one open run of this kind: where there is one, it is answered, with 200.",
    scope: "act",
    body: z
      .strictObject({
        client: z
          .string()
          .trim()
          .max(CLIENT_NAME_MAX)
          .regex(/[\p{L}\p{N}]/u, "A name has letters or digits.")
          .meta({ description: "The client's name", example: "Example GmbH" }),
        playbook: z.string().min(1).max(100).optional().meta({ description: "By default, as the rules say" }),
      })
      .meta({ id: "Start", example: { client: "Example GmbH", playbook: "enterprise" } }),
    answers: { 200: StartedSchema, 201: StartedSchema },
    versioned: true,
    async handle({ ctx, body, requestKey }) {
      const { client, playbook = null } = body;
      const started = await startByHand(ctx, { client, playbook, key: requestKey });
      if (started.ok) {
        const shown = await runShown(ctx, started.run);
        if ("problem" in shown) return shown;
        return {
          status: started.wasOpen ? 200 : 201,
          data: { wasOpen: started.wasOpen, run: shown.data },
          version: shown.version,
          headers: { location: `/api/v1/runs/${started.run}` },
        };
      }
      switch (started.problem) {
        case "no-such-playbook": {
          const detail = `There is no playbook ${started.typed}. There are ${started.playbooks.join(", ")}.`;
          return { problem: { kind: "invalid", detail, errors: [{ pointer: "#/playbook", detail }] } };
        }
        case "rule-failed": {
          const detail = `The rule ${started.rule} could not be worked out: ${started.error}`;
          return { problem: { kind: "conflict", detail, code: started.problem } };
        }
        case "not-allowed":
          return {
            problem: {
              kind: "not-allowed",
              detail: "People of another organisation can look, and change nothing.",
            },
          };
        default:
          return unreachable(started);
      }
    },
  }),
];

import { clientActRoutes } from "./resources/client-acts.ts";
import { clientRoutes } from "./resources/clients.ts";
import { exceptionActRoutes } from "./resources/exception-acts.ts";
import { exceptionRoutes } from "./resources/exceptions.ts";
import { meRoutes } from "./resources/me.ts";
import { operationRoutes } from "./resources/operations.ts";
import { releaseActRoutes } from "./resources/release-acts.ts";
import { releaseRoutes } from "./resources/releases.ts";
import { runActRoutes } from "./resources/run-acts.ts";
import { runRoutes } from "./resources/runs.ts";
import { sendTriggerRoutes } from "./resources/send-triggers.ts";
import { startRoutes } from "./resources/start.ts";
import { taskActRoutes } from "./resources/task-acts.ts";
import { taskRoutes } from "./resources/tasks.ts";
import { triggerRoutes } from "./resources/triggers.ts";
import { webhookRoutes } from "./resources/webhooks.ts";
import type { Route } from "./route.ts";

/** Every route of the API: what is served, what OpenAPI describes, and what the tests walk. */
export const routes: readonly Route[] = [
  ...meRoutes,
  ...runRoutes,
  ...startRoutes,
  ...runActRoutes,
  ...taskRoutes,
  ...taskActRoutes,
  ...exceptionRoutes,
  ...exceptionActRoutes,
  ...clientRoutes,
  ...clientActRoutes,
  ...triggerRoutes,
  ...sendTriggerRoutes,
  ...releaseRoutes,
  ...releaseActRoutes,
  ...operationRoutes,
  ...webhookRoutes,
];

import type postgres from "postgres";
import { z } from "zod";
import type { NoticeKind } from "#domain/effects.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { HandoffIdSchema, RunIdSchema, TaskIdSchema, UserIdSchema } from "#src/ids.ts";
import { batchInWorkspace, type Db, type Sql, type Statement } from "./client.ts";
import { inMs, whileHeld, type Lease } from "./lanes.ts";

import { z } from "zod";
import {
  ClientIdSchema,
  ExceptionIdSchema,
  HandoffIdSchema,
  InstantSchema,
  RunIdSchema,
  TaskIdSchema,
  TriggerIdSchema,
  UserIdSchema,
} from "#src/ids.ts";

// What routes take and answer with again and again. What comes in becomes an id or an instant; what goes out is text.

const text = (description: string, example: string) => z.string().meta({ description, example });

export const RunRef = text("A run", "run_0a1b2c3d4e5f");
export const TaskRef = text("A task", "tsk_0a1b2c3d4e5f_3");
export const ClientRef = text("A client", "cli_0a1b2c3d4e5f");
export const TriggerRef = text("A trigger", "trg_0a1b2c3d4e5f");
export const ExceptionRef = text("An exception", "exc_0a1b2c3d4e5f_12");
export const HandoffRef = text("An offer, or another change of hands", "hof_0a1b2c3d4e5f_7");
export const PersonRef = text("A person, by their Slack id", "U0123456789");
export const Instant = z.iso
  .datetime()
  .meta({ description: "An instant in UTC", example: "2026-11-24T09:00:00.000Z" });

export const runParam = z.object({
  id: RunIdSchema.meta({ description: "The run's id", example: "run_0a1b2c3d4e5f" }),
});
export const taskParam = z.object({
  id: TaskIdSchema.meta({ description: "The task's id", example: "tsk_0a1b2c3d4e5f_3" }),
});
export const clientParam = z.object({
  id: ClientIdSchema.meta({ description: "The client's id", example: "cli_0a1b2c3d4e5f" }),
});
export const triggerParam = z.object({
  id: TriggerIdSchema.meta({ description: "The trigger's id", example: "trg_0a1b2c3d4e5f" }),
});
export const exceptionParam = z.object({
  id: ExceptionIdSchema.meta({ description: "The exception's id", example: "exc_0a1b2c3d4e5f_12" }),
});

export const RunGiven = RunIdSchema.meta({ description: "A run", example: "run_0a1b2c3d4e5f" });
export const TaskGiven = TaskIdSchema.meta({ description: "A task", example: "tsk_0a1b2c3d4e5f_3" });
export const ClientGiven = ClientIdSchema.meta({ description: "A client", example: "cli_0a1b2c3d4e5f" });
export const HandoffGiven = HandoffIdSchema.meta({ description: "An offer", example: "hof_0a1b2c3d4e5f_7" });
export const PersonGiven = UserIdSchema.meta({
  description: "A person, by their Slack id",
  example: "U0123456789",
});
const YEARS = { first: 1970, last: 2199 };
export const InstantGiven = InstantSchema.refine(
  (at) => at.getUTCFullYear() >= YEARS.first && at.getUTCFullYear() <= YEARS.last,
  `From ${YEARS.first} to ${YEARS.last}.`,
).meta({
  description: "An instant, with its offset from UTC",
  example: "2026-12-01T17:00:00+01:00",
});

const WORDS_MAX = 3000;
/** What a person wrote. */
export const Words = z
  .string()
  .trim()
  .min(1, "Write something.")
  .max(WORDS_MAX, `At most ${WORDS_MAX} characters.`)
  .meta({ example: "They are on holiday" });

/** What stays of a schema that is shown as another. */
const SAID: ReadonlySet<string> = new Set(["description", "example", "default"]);

/** A yes or no of an address. */
export const Flag = z
  .enum(["true", "false"])
  .transform((word) => word === "true")
  .meta({ override: shownAs({ type: "boolean" }) });

/** How OpenAPI shows what an address has as text, and is read from it. */
export function shownAs(shown: object) {
  return ({ jsonSchema }: { jsonSchema: object }) => {
    for (const key of Object.keys(jsonSchema)) if (!SAID.has(key)) Reflect.deleteProperty(jsonSchema, key);
    Object.assign(jsonSchema, shown);
  };
}

export function iso(at: Date): string {
  return at.toISOString();
}

export function isoOrNull(at: Date | null | undefined): string | null {
  return at ? at.toISOString() : null;
}

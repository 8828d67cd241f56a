import { z } from "zod";
import type { Escalation, Tell } from "#domain/book.ts";
import { duration, NameSchema, orNull, reference, strict } from "#book/values.ts";
import type { Names } from "#book/values.ts";

const RemindSchema = z
  .string()
  .regex(/^[1-9][0-9]?%$/, "a reminder is at 1% to 99% of the SLA, such as 50%")
  .transform((text) => Number(text.slice(0, -1)));

/** escalation.yaml: who hears of a missed deadline, level by level, until somebody acknowledges. */
export function escalationSchema(names: Names) {
  const tell = z
    .array(tellSchema(names))
    .min(1, "nobody would hear of it")
    .describe("Who hears: assignee, owner, role NAME or channel NAME.");
  const ladder = strict({
    remind: orNull(RemindSchema).describe(
      "When to remind whoever has the task, in percent of the SLA, such as 50%.",
    ),
    runbook: orNull(z.url({ protocol: /^https?$/, error: "this is no web address" })).describe(
      "The page that says what to do; messages link to it.",
    ),
    levels: z
      .array(
        strict({
          after: duration("allowed").describe(
            "The time since the level before; the first counts from the due time.",
          ),
          tell,
        }),
      )
      .min(1, "without a level nobody hears of a breach")
      .describe("Who hears of a missed due time, level by level, until somebody acknowledges."),
    at_the_end: orNull(
      strict({
        tell,
        every: duration().describe("How long after the call before, such as 1 business day."),
        times: z.int().min(1, "at least once").max(50, "at most 50 times").describe("How many calls."),
      }),
    ).describe("What happens when the ladder is climbed and nobody acknowledged."),
  }).transform(({ remind, at_the_end: atTheEnd, ...rest }): Escalation => ({
    ...rest,
    remindPercent: remind,
    atTheEnd,
  }));
  return strict({ escalation: z.record(NameSchema, ladder).describe("Ladders by name.") }).transform(
    ({ escalation }) => escalation,
  );
}

/** `assignee`, `owner`, `role operators` or `channel onboarding`. */
function tellSchema(names: Names) {
  return z.string().transform((text, ctx): Tell => {
    const [who, name, ...more] = text.split(" ");
    const wrong = (message: string) => ctx.addIssue(message);
    if (text === "assignee" || text === "owner") return { who: text };
    if ((who !== "role" && who !== "channel") || name === undefined || more.length > 0) {
      wrong(`"${text}" is nobody; write assignee, owner, role NAME or channel NAME`);
      return { who: "owner" };
    }
    const known = reference(who, names).safeParse(name);
    for (const { message } of known.error?.issues ?? []) wrong(message);
    return who === "role" ? { who, role: name } : { who, channel: name };
  });
}

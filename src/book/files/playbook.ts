import { z } from "zod";
import type { Playbook } from "#domain/book.ts";
import { taskSchema } from "#book/files/task.ts";
import { duration, line, NameSchema, orNull, reference, strict } from "#book/values.ts";
import type { Names } from "#book/values.ts";

/** playbooks/NAME.yaml: the stages and tasks of one kind of onboarding. */
export function playbookSchema(names: Names) {
  const stage = strict({
    stage: line(80).describe("What the stage is called."),
    tasks: z
      .array(taskSchema(names))
      .min(1, "a stage without tasks is never finished")
      .describe("Its tasks."),
  });
  return strict({
    playbook: NameSchema.describe(
      "The name by which rules and tasks choose it. Keep it: runs know it by this.",
    ),
    title: line(150).describe("What people call it."),
    owner: reference("role", names).describe("The role that provides the accountable owner of a run."),
    channel: reference("channel", names).describe("A channel of workspace.yaml, where its runs are shown."),
    calendar: reference("calendar", names).describe("The calendar that counts its SLAs."),
    sla: orNull(duration()).describe("How long the whole run may take."),
    escalation: reference("escalation", names).describe("The ladder that missed due times climb."),
    gate: orNull(reference("role", names)).describe(
      "The role that opens gates. By default approvers if the book has that role, else operators.",
    ),
    stages: z
      .array(stage)
      .min(1, "a playbook has at least one stage")
      .describe("In order; each is a checklist."),
  }).transform(({ gate, stages, ...rest }): Playbook => ({
    ...rest,
    stages: stages.map(({ stage, tasks }) => ({
      stage,
      tasks: tasks.map((task) => ({
        ...task,
        role: task.role ?? rest.owner,
        gate: task.gate ?? gate ?? usualGate(names),
      })),
    })),
  }));
}

/** Who opens the gates of a playbook that doesn't say. */
export function usualGate(names: Names): string {
  return names.role?.includes("approvers") ? "approvers" : "operators";
}

import { z } from "zod";

/** Where something stands in a playbook's file. */
export type Path = readonly (string | number)[];

/** A mistake in how the parts of a playbook hang together, and where it stands; `offset` counts into the text there. */
export type GraphMistake = { readonly path: Path; readonly message: string; readonly offset?: number };

/** A task as far as it can be read. */
export type Node = {
  readonly key: string;
  readonly path: Path;
  /** Index of its stage. */
  readonly stage: number;
  readonly kind: string;
  readonly required: boolean;
  readonly after: readonly string[] | null;
  readonly when: string | null;
  readonly request?: unknown;
  /** The names of the results it keeps. */
  readonly keeps: readonly string[];
  /** The playbook that it runs. */
  readonly playbook: string | null;
  readonly role: string | null;
  /** How many people must approve. */
  readonly approvals: number | null;
  /** The type of the trigger that it waits for. */
  readonly signal: string | null;
};

// Looks at a playbook as far as it can be read, so that what is wrong inside one task hides nothing of the rest.
const TaskOutline = z.object({
  task: z.string().catch(""),
  kind: z.string().catch("human"),
  after: z.array(z.string()).nullable().catch(null),
  required: z.boolean().catch(true),
  when: z.string().nullable().catch(null),
  request: z.unknown().optional(),
  keep: z.record(z.string(), z.unknown()).catch({}),
  playbook: z.string().nullable().catch(null),
  assign: z.object({ role: z.string() }).nullable().catch(null),
  approvals: z.number().nullable().catch(null),
  signal: z
    .union([z.string(), z.object({ type: z.string() })])
    .nullable()
    .catch(null),
});
const StageOutline = z.object({ stage: z.string().catch(""), tasks: z.array(TaskOutline).catch([]) });
const PlaybookOutline = z.object({ stages: z.array(StageOutline).catch([]) });

/** The names of the stages, in order. */
export function stageNames(data: unknown): string[] {
  return stagesIn(data).map(({ stage }) => stage);
}

/** The tasks of a playbook's file, in order. */
export function tasksIn(data: unknown): Node[] {
  return stagesIn(data).flatMap(({ tasks }, stage) =>
    tasks.map(({ task, keep, assign, signal, ...rest }, index): Node => ({
      ...rest,
      role: assign?.role ?? null,
      signal: typeof signal === "string" ? signal : (signal?.type ?? null),
      key: task,
      path: ["stages", stage, "tasks", index],
      stage,
      keeps: Object.keys(keep),
    })),
  );
}

/** What `after` says, else the required tasks of the nearest stage before that has any. */
export function waitsFor({ stage, after }: Node, nodes: readonly Node[]): readonly string[] {
  if (after !== null) return after;
  const before = nodes.filter((node) => node.required && node.stage < stage);
  const nearest = Math.max(...before.map((node) => node.stage));
  return before.filter((node) => node.stage === nearest).map(({ key }) => key);
}

/** Each circle in what points to what, once, in the order of pointing; its first member is its last too. */
export function circlesIn(pointers: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const finished = new Set<string>();

  function follow(key: string, trail: readonly string[]): void {
    const begins = trail.indexOf(key);
    if (begins >= 0) {
      circles.push([...trail.slice(begins), key]);
      return;
    }
    if (finished.has(key)) return;
    for (const next of pointers.get(key) ?? []) follow(next, [...trail, key]);
    finished.add(key);
  }

  for (const key of pointers.keys()) follow(key, []);
  return circles;
}

function stagesIn(data: unknown): z.output<typeof StageOutline>[] {
  return PlaybookOutline.safeParse(data).data?.stages ?? [];
}

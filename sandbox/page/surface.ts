import type { AnyBlock, ConfirmationDialog } from "@slack/types";
import { createContext } from "preact";
import { useContext, useState } from "preact/hooks";
import type { Answer, Origin, Value, Values } from "./api.ts";
import { valuesIn } from "./initial.ts";
import { ask, notify, perform } from "./store.ts";

/** What holds interactive elements (a message, a modal, Home): their values, and what happens when they are used. */
export type Surface = {
  readonly values: Values;
  readonly hold: (spot: Spot, value: Value) => void;
  readonly act: (spot: Spot, deed: ElementDeed) => void;
  /** The element that waits for the bot's answer. */
  readonly busy: Spot | null;
};

/** Where an element stands on its surface. */
export type Spot = { readonly block: string; readonly action: string };

type ElementDeed = { readonly value?: Value | undefined; readonly confirm?: ConfirmationDialog | undefined };

export const SurfaceContext = createContext<Surface | null>(null);

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (!surface) throw new Error("An element stands in a message, a modal or Home");
  return surface;
}

/** The surface at `origin` with these blocks; `report` says what to do when the bot doesn't acknowledge. */
export function useSurfaceOf(
  origin: Origin,
  blocks: readonly AnyBlock[],
  report: (answer: Answer) => void = reportFailure,
): Surface {
  const [held, setHeld] = useState<Values>({});
  const [busy, setBusy] = useState<Spot | null>(null);
  const values = valuesIn(blocks, held);
  const act = async (spot: Spot, { value, confirm }: ElementDeed): Promise<void> => {
    if (busy !== null || (confirm && !(await ask(confirm)))) return;
    setBusy(spot);
    const answer = await perform({
      kind: "click",
      ...origin,
      action_id: spot.action,
      block_id: spot.block,
      ...(value === undefined ? {} : { value }),
      // What stands in the other inputs goes along, as Slack's state does.
      values,
    });
    setBusy(null);
    if (!answer.ok) report(answer);
  };
  return {
    values,
    hold: ({ block, action }, value) =>
      setHeld((before) => ({ ...before, [block]: { ...before[block], [action]: value } })),
    act: (spot, deed) => void act(spot, deed),
    busy,
  };
}

export function valueAt({ values }: Surface, { block, action }: Spot): Value {
  return values[block]?.[action] ?? null;
}

export function isBusy({ busy }: Surface, { block, action }: Spot): boolean {
  return busy?.block === block && busy.action === action;
}

/** What a person hears when the bot did not acknowledge. */
export function failureText({ error }: Answer): string {
  if (error?.includes("timeout")) return "The app took longer than 3 seconds to answer. Try again?";
  return `The app did not answer (${error ?? "unknown error"}). Try again?`;
}

function reportFailure(answer: Answer): void {
  notify("bad", failureText(answer));
}

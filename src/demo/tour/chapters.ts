import { approving } from "./approving.ts";
import { completing, proving } from "./completing.ts";
import { deadlines } from "./deadlines.ts";
import { failing } from "./failing.ts";
import { handingOff } from "./handing-off.ts";
import { opening } from "./opening.ts";
import type { Players } from "./players.ts";
import { movingIn } from "./moving-in.ts";
import { releasing } from "./releasing.ts";
import { selfServe } from "./self-serve.ts";
import { working } from "./working.ts";

export type Chapter = { readonly title: string; play(players: Players): Promise<void> };

/** The story, from a signed deal to finished onboardings by every playbook. `client`: whom a part is about, by its key. */
export const parts: readonly { readonly client: string; readonly chapters: readonly Chapter[] }[] = [
  { client: "acme-robotics", chapters: [...opening, ...working, ...handingOff, ...deadlines, ...completing] },
  { client: "example-bakery", chapters: selfServe },
  { client: "example-clinic", chapters: [...failing, ...approving] },
  { client: "example-florist", chapters: releasing },
  { client: "example-logistics-gmbh", chapters: movingIn },
  { client: "example-florist", chapters: proving },
];

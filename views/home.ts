import type { HomeView, KnownBlock } from "@slack/types";
import { context, divider, header, section, sectionsOf } from "./blocks.ts";
import { runLine, type Reader, type RunLine } from "./lines.ts";
import { needsBlocks, type Needs, type Room } from "./needs.ts";

/** Home takes 100 blocks; what else it shows has its part of them. */
const ROOM: Room = { rowsMax: 6, blocksMax: 85 };
const RUNS_MAX = 15;

export type HomeProps = { readonly needs: Needs; readonly runs: readonly RunLine[]; readonly reader: Reader };

/** App Home: what needs me, then the runs that I own. */
export function homeView({ needs, runs, reader }: HomeProps): HomeView {
  const { sections, total } = needsBlocks(needs, reader, ROOM);
  return {
    type: "home",
    blocks: [
      header("What needs you"),
      ...(total > 0
        ? sections
        : [section("Nothing right now. You'll get a message when something is ready for you.")]),
      divider(),
      header("Onboardings you own"),
      ...ownRuns(runs, reader),
      divider(),
      context(
        "`/onboard start &lt;client&gt;` begins an onboarding, `/onboard list` shows them all, `/onboard help` says what else there is.",
      ),
    ],
  };
}

function ownRuns(runs: readonly RunLine[], reader: Reader): KnownBlock[] {
  if (runs.length === 0) return [section("You own none at the moment.")];
  const left = runs.length - RUNS_MAX;
  return [
    ...sectionsOf(runs.slice(0, RUNS_MAX).map((run) => runLine(run, reader))),
    ...(left > 0 ? [context(`and ${left} more, see \`/onboard list\``)] : []),
  ];
}

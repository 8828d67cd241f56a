import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { playTour } from "./tour.ts";
import { startStage, type Stage } from "./stage.ts";

// `npm run demo`: the whole product on this machine. `-- --tour` plays the story, `-- --fresh` begins anew.

const FOLDER = resolve(import.meta.dirname, "../../.baton");
const say = (line: string) => console.log(line);

const { values } = parseArgs({
  options: { tour: { type: "boolean" }, fresh: { type: "boolean" }, verbose: { type: "boolean" } },
});
if (values.tour) {
  process.exitCode = (await playTour(say)) ? 0 : 1;
} else {
  await demo();
}

async function demo(): Promise<void> {
  let stage: Stage | null = null;
  let stopping = false;
  const stop = async () => {
    if (stopping || !stage) return;
    stopping = true;
    say("\nStopping …");
    await stage.stop();
    say("Stopped. npm run demo goes on where you were; npm run demo -- --fresh begins anew.");
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      // While it still starts, it is stopped as soon as it has.
      if (stage) void stop();
      else stopping = true;
    });
  }
  say("Starting PostgreSQL, a Slack workspace and Baton …");
  stage = await startStage({
    folder: FOLDER,
    fresh: values.fresh ?? false,
    flaky: true,
    port: 3000,
    slackPort: 3001,
    logLevel: values.verbose ? "info" : "warn",
    say,
  });
  if (stopping) {
    await stage.stop();
    return;
  }
  say(welcome(stage));
}

function welcome({ baton, sandbox }: Stage): string {
  return `
  Slack   ${sandbox.url}
  Baton   ${baton.url}

  Try this, on the Slack page:
    1. Press "Win deal 5512": HubSpot says that Acme Robotics signed for 72,000 USD.
       A card appears in #onboarding, with the first checklist in its thread.
    2. Act as Example PS One, claim a task, and press Done. Hand one off to Example PS Two.
    3. Press "Pay the invoice of deal 5518", then "Win deal 5518": Example Clinic is guided by machines and people. Its
       provisioning fails twice and is tried again. Press "Break provisioning" first, and a gate closes: as Example
       Founder, open it.
    4. Press "Move time to the next deadline" and see who is told.
    5. Type /onboard, /onboard why acme, /onboard playbooks, /onboard help.

  From another terminal:
    npm run -s baton -- trigger send hubspot --deal 5513
    npm run -s baton -- trigger send stripe --deal 5512
    npm run -s baton -- audit verify

  Ctrl-C stops everything.`;
}

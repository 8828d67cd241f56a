import { verifyAudit } from "#services/verify-audit.ts";
import type { Chapter } from "./chapters.ts";
import { completeRun, showCompleted } from "./doing.ts";
import { expect, ONBOARDING, people } from "./players.ts";

const COMMANDS = [
  "/onboard",
  "/onboard status acme",
  "/onboard list",
  "/onboard mine",
  "/onboard audit acme",
  "/onboard help",
  "/onboard statsu",
  "/onboard start Example Florist",
];

export const completing: readonly Chapter[] = [
  {
    title:
      "/onboard answers privately: what needs me, status, list, mine, audit, help, and what was meant by a typing mistake",
    async play({ command, messages, show, say, until }) {
      for (const text of COMMANDS) {
        const before = (await messages(ONBOARDING, people.ps2)).length;
        const asked = await command({ user: people.ps2, channel: ONBOARDING, text });
        expect(asked.error === undefined, `${text} came back with ${asked.error}`);
        const answer = await until(
          async () => (await messages(ONBOARDING, people.ps2)).slice(before).at(-1),
          { what: `an answer to ${text}` },
        );
        say(text);
        show(answer);
      }
    },
  },
  {
    title: "Everybody does their tasks; with the last required one the run completes",
    async play(players) {
      await completeRun(players, "enterprise");
      await showCompleted(players, "Acme Robotics");
    },
  },
];

export const proving: readonly Chapter[] = [
  {
    title:
      "baton audit verify: every chain holds, replaying the events gives the rows, and texts are as they were typed",
    async play({ stage, db, say }) {
      const ctx = { db, workspace: stage.baton.workspace };
      const { runs, events, broken } = await verifyAudit(ctx, () => {});
      expect(broken.length === 0, `Broken: ${JSON.stringify(broken)}`);
      say(`${runs} runs, ${events} events, none broken`);
    },
  },
];

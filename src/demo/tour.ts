import { join, resolve } from "node:path";
import { connect } from "#db/client.ts";
import { startStage } from "./stage.ts";
import { parts } from "./tour/chapters.ts";
import { newPlayers } from "./tour/players.ts";

// A folder and ports of its own: the tour runs beside a running demo.
const FOLDER = resolve(import.meta.dirname, "../../.baton/tour");

/**
 * Plays the whole story against a fresh stage, each step a real request, and looks for its effect in Slack and in
 * Postgres. True only if every effect was seen.
 */
export async function playTour(say: (line: string) => void): Promise<boolean> {
  say(
    "Setting the stage: PostgreSQL, a Slack workspace, a HubSpot API, a system that provisions, and Baton …",
  );
  const stage = await startStage({
    folder: join(FOLDER),
    fresh: true,
    flaky: false,
    port: 3100,
    slackPort: 3200,
    logLevel: "fatal",
    say,
  });
  const db = connect(stage.databaseUrl, 2);
  const started = Date.now();
  try {
    let steps = 0;
    for (const { client, chapters } of parts) {
      const players = newPlayers(stage, db, say, client);
      for (const { title, play } of chapters) {
        steps += 1;
        say(`\n${steps}. ${title}`);
        await play(players);
      }
    }
    say(
      `\nThe story is complete: ${steps} steps in ${((Date.now() - started) / 1000).toFixed(1)} s, each seen in Slack and in Postgres.`,
    );
    return true;
  } catch (error) {
    say(`\n   ✗ ${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof Error && error.cause instanceof Error) say(`     ${error.cause.message}`);
    return false;
  } finally {
    await db.close();
    await stage.stop();
  }
}

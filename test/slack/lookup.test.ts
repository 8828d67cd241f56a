import { expect, test } from "vitest";
import { acme } from "#sandbox/seed.ts";
import { findByEmail, profileOf } from "#slack/lookup.ts";
import { UserIdSchema } from "#src/ids.ts";
import { newTeam } from "./support.ts";

const seed = { users: acme.users };
const team = acme.team.id;
const person = (id: string) => UserIdSchema.parse(id);

test("a person is found by mail, as Slack describes them", async () => {
  const { client } = await newTeam(seed);
  expect(await findByEmail(client, "csm-2@acme.example", team)).toEqual({
    id: "U00000CSM02",
    email: "csm-2@acme.example",
    name: "Example CSM Two",
    timezone: "America/New_York",
    active: true,
    internal: true,
  });
  expect(await findByEmail(client, "nobody@acme.example", team)).toBeNull();
});

test("who has left, and who is of another organisation, is known as such", async () => {
  const { client } = await newTeam(seed);
  expect(await profileOf(client, person("U0000GONE01"), team)).toMatchObject({
    active: false,
    timezone: "UTC",
  });
  expect(await profileOf(client, person("U0000STRAN1"), team)).toMatchObject({
    active: true,
    internal: false,
  });
});

test("a bot, or somebody whom Slack does not know, is nobody", async () => {
  const { client } = await newTeam(seed);
  expect(await profileOf(client, person(acme.bot.userId), team)).toBeNull();
  expect(await profileOf(client, person("U0NOBODY01"), team)).toBeNull();
});

test("that Slack does not answer is not taken for nobody", async () => {
  const { client, slack } = await newTeam(seed);
  await slack.fault({ method: "users.lookupByEmail", http: 503 });
  await expect(findByEmail(client, "csm-2@acme.example", team)).rejects.toThrow("503");
});

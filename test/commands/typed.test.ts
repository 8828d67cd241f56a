import { expect, test } from "vitest";
import { joined, wordsOf } from "#commands/typed.ts";

test.for([
  { typed: "status Acme  Robotics", words: ["status", "Acme", "Robotics"] },
  { typed: '  start "Acme Robotics" enterprise ', words: ["start", "Acme Robotics", "enterprise"] },
  { typed: "start “Acme Robotics”", words: ["start", "Acme Robotics"] },
  { typed: "start „Müller & Söhne“", words: ["start", "Müller & Söhne"] },
  { typed: "start «Акме Роботы»", words: ["start", "Акме Роботы"] },
  { typed: "status Smith &amp; Sons &lt;UK&gt;", words: ["status", "Smith", "&", "Sons", "<UK>"] },
  { typed: "status <http://acme.example|acme.example>", words: ["status", "acme.example"] },
  { typed: "status <!channel> <#C0123456789|onboarding>", words: ["status", "@channel", "#onboarding"] },
  { typed: 'status 17" screens', words: ["status", '17"', "screens"] },
  { typed: "status 株式会社アクメ\u3000ロボット", words: ["status", "株式会社アクメ", "ロボット"] },
  { typed: "", words: [] },
])("$typed is read as its words", ({ typed, words }) => {
  expect(wordsOf(typed).map(({ text }) => text)).toEqual(words);
});

test("a mention names the person, whether or not Slack adds their name", () => {
  const [, one, two] = wordsOf("handoff <@U00000CSM01|csm-1> <@U00000CSM02>");
  expect([one, two]).toMatchObject([
    { text: "@csm-1", person: "U00000CSM01" },
    { text: "@U00000CSM02", person: "U00000CSM02" },
  ]);
});

test("what stands in quotes is one word, and a mention in it is only text", () => {
  const [word] = wordsOf('"Acme <@U00000CSM01|csm-1> Ltd"');
  expect(word).toEqual({ text: "Acme @csm-1 Ltd", quoted: true, person: null });
  expect(joined(wordsOf('"Acme  Ltd" and   more'))).toBe("Acme  Ltd and more");
});

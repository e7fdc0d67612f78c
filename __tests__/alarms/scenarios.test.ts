import { synthStackFile } from "../constructs/synth";
import { ON_CALL, run } from "./run";
import { SCENARIOS } from "./scenarios";

describe.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))("%s", (_name, scenario) => {
  const messages = run(scenario, synthStackFile);

  test("notifies the person on call as expected", () => {
    expect(messages.map(({ text }) => text)).toEqual(scenario.messages);
    expect(new Set(messages.flatMap(({ recipients }) => recipients))).toEqual(
      new Set(scenario.messages.length === 0 ? [] : [ON_CALL]),
    );
  });

  test("is one page, sent in time, and no OK while users suffer", () => {
    const pages = messages.filter(({ text }) => text.endsWith(" ALARM"));
    const expected =
      scenario.pages?.count ??
      Math.min(1, scenario.messages.filter((text) => text.endsWith(" ALARM")).length);
    expect(pages).toHaveLength(expected);
    expect(messages.filter(({ minute }) => minute < 0)).toEqual([]);
    if (scenario.within !== undefined) {
      expect(pages[0]?.minute).toBeLessThanOrEqual(scenario.within);
    }
    const { from, to } = scenario.suffering ?? { from: 0, to: 0 };
    expect(
      messages.filter(({ minute, text }) => text.endsWith(" OK") && minute >= from && minute < to),
    ).toEqual([]);
  });
});

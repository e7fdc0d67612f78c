import { UsageError } from "../../src/command";
import { render } from "../../src/review/render";
import { review } from "../../src/review/review";
import { readSettings } from "../../src/review/settings";
import { planWith } from "./plan";

const keys = planWith([
  { address: "aws_kms_key.archive", before: { description: "a" }, after: null },
  { address: "aws_kms_key.letters", before: { description: "a", other: 1 }, after: null },
]);

const ALLOWANCE = {
  rule: "key-destroyed",
  of: "aws_kms_key.*",
  reason: "nothing is encrypted with them",
  by: "Ada",
  until: "2026-12-31",
};

function reviewed(settings: object, { plan = keys, today = "2026-11-23" } = {}) {
  return review(plan, {
    settings: readSettings(JSON.stringify(settings)),
    today,
    sizeOf: () => undefined,
  });
}

describe("severities", () => {
  test("a rule may be made stricter, or milder", () => {
    expect(reviewed({}).verdict).toBe("refuse");
    expect(reviewed({ rules: { "key-destroyed": "person" } }).verdict).toBe("person");
    expect(reviewed({ rules: { "key-destroyed": "note", "region-leaving": "off" } }).verdict).toBe("note");
  });

  test("a rule may be milder for some addresses", () => {
    const rules = (of: string) => ({ rules: { "key-destroyed": { [of]: "note" }, "region-leaving": "off" } });
    expect(reviewed(rules("aws_kms_key.*")).verdict).toBe("note");
    expect(reviewed(rules("aws_kms_key.archive")).verdict).toBe("refuse");
  });

  test("an unjudged change needs a person or is a note, but is never safe", () => {
    const plan = planWith([
      { address: "aws_glue_job.a", before: { role_arn: "a" }, after: { role_arn: "b" } },
    ]);
    const titles = [{}, { rules: { unjudged: "note" } }].map((settings) =>
      render(reviewed(settings, { plan }), "plain").split("\n", 1).join(),
    );
    expect(titles).toEqual([
      "🟡 Needs a person: changes 1 resource; 1 change not judged",
      "🔵 Not judged: changes 1 resource; 1 change not judged",
    ]);
  });

  test("a rule that is off reports nothing", () => {
    const { findings } = reviewed({ rules: { "key-destroyed": "off" } });
    expect(findings.map(({ rule }) => rule)).not.toContain("key-destroyed");
  });
});

describe("allowances", () => {
  test("an allowed finding does not refuse the plan, and the page shows the approver, the end date and the reason", () => {
    const result = reviewed({ allow: [ALLOWANCE] });
    expect(result.verdict).toBe("note");
    const page = render(result, "markdown");
    expect(page).toContain("1 allowed");
    expect(page).toContain("Allowed by `Ada` until `2026-12-31`: `nothing is encrypted with them`");
    expect(page).not.toContain("### Findings");
  });

  test("counts on its last day and not on the next, and the page reports that it expired", () => {
    expect(reviewed({ allow: [ALLOWANCE] }, { today: "2026-12-31" }).verdict).toBe("note");
    const late = reviewed({ allow: [ALLOWANCE] }, { today: "2027-01-01" });
    expect(late.verdict).toBe("refuse");
    expect(render(late, "markdown")).toContain("the allowance by `Ada` expired after `2026-12-31`");
  });

  test("covers a finding only if it covers every resource in it", () => {
    expect(reviewed({ allow: [{ ...ALLOWANCE, of: "aws_kms_key.archive" }] }).verdict).toBe("refuse");
  });

  test("is for one rule: another rule's finding of the same resource stays", () => {
    expect(reviewed({ allow: [{ ...ALLOWANCE, rule: "drift" }] }).verdict).toBe("refuse");
  });

  test("that match no finding are reported", () => {
    const other = { ...ALLOWANCE, of: "aws_kms_key.gone" };
    expect(render(reviewed({ allow: [other] }), "markdown")).toContain(
      "Allowances that match no finding: `key-destroyed of aws_kms_key.gone`",
    );
  });

  test("of a finding that is about no resource goes by its sentence", () => {
    const plan = planWith([], { errored: true });
    const allow = [{ ...ALLOWANCE, rule: "plan-errored", of: "The plan ended*" }];
    expect(reviewed({ allow }, { plan }).verdict).toBe("note");
  });
});

test.each([
  ["{", "not JSON: "],
  ["[]", "the file: "],
  [{ rule: {} }, 'the file: Unrecognized key: "rule"'],
  [{ rules: { "key-destroyed": "warn" } }, 'rules["key-destroyed"]: one of note, person, refuse, off'],
  [{ rules: { "key-destroid": "note" } }, 'rules: there is no rule "key-destroid"; rules: plan-errored, '],
  [{ allow: [{ ...ALLOWANCE, rule: "x" }] }, 'allow[0].rule: there is no rule "x"'],
  [{ allow: [{ ...ALLOWANCE, of: "" }] }, 'allow[0].of: an address such as "aws_kms_key.archive"'],
  [{ allow: [{ ...ALLOWANCE, reason: " " }] }, "allow[0].reason: why it is allowed"],
  [{ allow: [{ ...ALLOWANCE, by: undefined }] }, "allow[0].by: who allows it"],
  [{ allow: [{ ...ALLOWANCE, until: "31.12.2026" }] }, "allow[0].until: the last day, such as 2027-01-31"],
  [{ allow: [{ ...ALLOWANCE, until: "2026-02-30" }] }, "allow[0].until: the last day, such as 2027-01-31"],
  [{ allow: [{ ...ALLOWANCE, untill: "" }] }, 'allow[0]: Unrecognized key: "untill"'],
])("refused: %j", (settings, message) => {
  const text = typeof settings === "string" ? settings : JSON.stringify(settings);
  expect(() => readSettings(text)).toThrow(UsageError);
  expect(() => readSettings(text)).toThrow(message);
});

import { marked, type Token } from "marked";
import { LONGEST_COMMENT, render } from "../../src/review/render";
import { review } from "../../src/review/review";
import { reviewOf } from "./corpus/read";
import { changeOf, type Planned, planWith } from "./plan";

/** Each holds the word by which it is found again. */
const NAMES: readonly string[] = [
  "`EVIL`",
  "``` EVIL ````",
  "EVIL|EVIL\\",
  "</details><script>EVIL</script>",
  "<img src=x onerror=EVIL>",
  "[EVIL](javascript:alert(1))",
  "![EVIL](https://evil.example/x.png)",
  "@EVIL #1 https://evil.example/EVIL",
  "EVIL\n# EVIL\n\n- EVIL",
  "**EVIL** __EVIL__ ~~EVIL~~ $EVIL$",
  "&lt;EVIL&gt;",
  "\u001b[31mEVIL\u202e\u200b",
  "-->EVIL<!--",
];

const policy = (name: string) =>
  JSON.stringify({
    Statement: [{ Effect: "Allow", Action: name, Resource: name, Principal: { AWS: name } }],
  });

const api = (name: string) =>
  JSON.stringify({
    paths: {
      [name]: { get: { parameters: [{ in: name, name, required: true, schema: { type: name } }] } },
      "/kept": {
        get: { parameters: [{ in: "query", name: "kept", schema: { type: name } }], responses: {} },
      },
    },
  });

/** A name in every place from which a page takes words. */
function everywhere(name: string): readonly Planned[] {
  return [
    { address: `aws_sns_topic.${name}`, before: null, after: { name } },
    { address: `aws_kms_key.${name}`, before: { description: name }, after: null },
    {
      address: "aws_dynamodb_table.orders",
      before: { name: "a", [name]: "a", hash_key: "a" },
      after: { name, [name]: name, hash_key: name },
      actions: ["delete", "create"],
    },
    {
      address: "aws_iam_policy.readers",
      before: { policy: policy("s3:GetObject") },
      after: { policy: policy(name) },
    },
    { address: "aws_api_gateway_rest_api.api", before: { body: api("a") }, after: { body: api(name) } },
    {
      address: `aws_lambda_function.${name}`,
      before: { source_code_hash: "a", runtime: "a" },
      after: { source_code_hash: name, runtime: name, filename: name },
    },
    { address: "aws_route53_zone.zone", before: { zone_id: "Z1", name }, after: { zone_id: "Z1", name } },
    {
      address: "aws_route53_record.www",
      before: { zone_id: "Z1", name, type: "A", records: ["192.0.2.1"], ttl: 30 },
      after: { zone_id: "Z1", name, type: "A", records: [name], ttl: 30, set_identifier: name },
    },
  ];
}

function pageOf(name: string): string {
  const drift = changeOf({
    address: "aws_sqs_queue.jobs",
    before: { name: "a" },
    after: { name },
  });
  const until = "2026-12-31";
  return render(
    review(planWith(everywhere(name), { resource_drift: [drift] }), {
      settings: {
        severities: [],
        allowances: [
          { rule: "key-destroyed", of: "aws_kms_key.*", reason: name, by: name, until },
          { rule: "drift", of: name, reason: name, by: name, until },
          { rule: "drift", of: "*", reason: name, by: name, until: "2026-01-01" },
        ],
      },
      today: "2026-11-23",
      sizeOf: () => undefined,
    }),
    "markdown",
  );
}

/** Every token of a page, as GitHub's Markdown reads it. */
function tokensOf(page: string): readonly Token[] {
  const all: Token[] = [];
  marked.walkTokens(marked.lexer(page, { gfm: true }), (token) => {
    all.push(token);
  });
  return all;
}

describe.each(NAMES)("a name such as %j", (name) => {
  const page = pageOf(name);
  const tokens = tokensOf(page);

  test("appears only as code", () => {
    const outside = tokens.filter(
      (token) => (token.type === "text" || token.type === "html") && !("tokens" in token && token.tokens),
    );
    expect(page.match(/EVIL/g)?.length).toBeGreaterThan(15);
    expect(outside.filter(({ raw }) => raw.includes("EVIL"))).toEqual([]);
  });

  test("creates no link, image or HTML", () => {
    const types = new Set(tokens.map(({ type }) => type));
    expect([...types]).not.toEqual(expect.arrayContaining(["link"]));
    expect([...types]).not.toEqual(expect.arrayContaining(["image"]));
    const html = tokens.filter(({ type }) => type === "html").map(({ raw }) => raw.trim());
    expect(html.join("").replace(/<\/?(details|summary)>|Every change \(\d+ rows\)|\s/g, "")).toBe("");
  });

  test("breaks no table and shows no invisible characters", () => {
    const tables = tokens.filter(({ type }) => type === "table");
    expect(tables.length).toBeGreaterThanOrEqual(4);
    const cells = page.split("\n").filter((line) => line.startsWith("|"));
    expect(cells.length).toBe(
      tables.reduce((lines, table) => lines + 2 + ("rows" in table ? Number(table["rows"].length) : 0), 0),
    );
    expect(page).not.toMatch(/[^\P{C}\n]/u);
  });
});

describe("a page that is too long for a comment", () => {
  const many = Array.from({ length: 4000 }, (_, index) => ({
    address: `aws_sqs_queue.a_queue_of_a_rather_long_name_${"abcdefghij".charAt(index % 10)}_${index}`,
    before: { name: "a", delay_seconds: index },
    after: { name: "b", delay_seconds: 0 },
  }));
  const key = { address: "aws_kms_key.archive", before: { description: "a" }, after: null };
  const reviewed = reviewOf(planWith([...many, key]));
  const page = render(reviewed, "markdown");

  test("is shortened, and states how many rows are left out", () => {
    expect(page.length).toBeLessThanOrEqual(LONGEST_COMMENT);
    expect(page.length).toBeGreaterThan(LONGEST_COMMENT - 1000);
    const shown = page.split("\n").filter((line) => line.startsWith("| change |")).length;
    const [, leftOut] = /its last (\d+) rows are left out/.exec(page) ?? [];
    expect(shown).toBeGreaterThan(100);
    expect(shown + Number(leftOut)).toBe(4000);
  });

  test("keeps the verdict and the findings, and is complete Markdown", () => {
    expect(page).toMatch(/^## 🔴 \*\*Refused\*\*/);
    expect(page).toContain("`key-destroyed`");
    expect(page.trimEnd()).toMatch(/<\/details>$/);
  });

  test("is complete in the other formats", () => {
    expect(
      render(reviewed, "plain")
        .split("\n")
        .filter((line) => line.startsWith("change")),
    ).toHaveLength(4000);
    expect(JSON.parse(render(reviewed, "json")).changes).toHaveLength(4001);
  });

  test("is shortened even if the findings alone are too long", () => {
    const keys = Array.from({ length: 800 }, (_, index) => ({
      address: `aws_kms_key.${"k".repeat(290)}${index}`,
      before: { description: "a", replaced: index },
      after: { description: "b", replaced: -index },
      actions: ["delete", "create"],
    }));
    expect(render(reviewOf(planWith(keys)), "markdown").length).toBeLessThanOrEqual(LONGEST_COMMENT);
  });
});

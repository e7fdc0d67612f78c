import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FORMATS, render } from "../../src/review/render";
import { TerraformFormatError } from "../../src/terraform";
import { sampleSize } from "../tools";
import { planOf, reviewOf } from "./corpus/read";
import { hostile, malformed, seeded } from "./hostile";
import { called } from "./review-command";

const SEED = 20_260;
/** Of those that are no plans, and of those that are. */
const PLANS = sampleSize(5_000);
/** A case that takes longer than this on any machine does not end by itself. */
const LONGEST = 5_000;

/** A small plan: the routing costs more, and gets fewer cases. */
function reduced(name: string, keep: RegExp): string {
  const document = JSON.parse(planOf(name));
  const only = (resources: { address: string }[]) => resources.filter(({ address }) => keep.test(address));
  document.resource_changes = only(document.resource_changes);
  document.resource_drift = [];
  document.planned_values.root_module = { resources: only(document.planned_values.root_module.resources) };
  document.prior_state.values.root_module = {
    resources: only(document.prior_state.values.root_module.resources),
  };
  document.configuration.root_module = {};
  delete document.relevant_attributes;
  return JSON.stringify(document);
}

const roles = reduced("hcl-security-weakened", /^aws_(iam_role\.auditor\[0\]|kms_key\.archive)/);
const routing = reduced("hcl-weights-and-health", /^aws_route53_/);

/** What the command says of a text, without a file for each. */
function tried(plan: string): { page: string } | { refusal: string } {
  try {
    const review = reviewOf(plan);
    const [page = ""] = FORMATS.map((format) => render(review, format));
    return { page };
  } catch (error) {
    if (error instanceof TerraformFormatError) {
      return { refusal: error.message };
    }
    throw error;
  }
}

describe(`${2 * PLANS} malformed and hostile plans`, () => {
  test("rejects anything but a plan in one line", () => {
    const random = seeded(SEED);
    for (let count = 0; count < PLANS; count += 1) {
      const text = malformed(roles, random);
      const answer = tried(text);
      if (!("refusal" in answer) || !/^[^\n]+$/.test(answer.refusal)) {
        throw new Error(`seed ${SEED}, case ${count} was taken for a plan: ${text.slice(0, 200)}`);
      }
    }
  });

  test("renders a harmless page of every plan in time", () => {
    const random = seeded(SEED + 1);
    let [slowest, pages] = [0, 0];
    for (let count = 0; count < PLANS; count += 1) {
      const text = hostile(count % 100 === 0 ? routing : roles, random);
      const start = performance.now();
      const answer = tried(text);
      slowest = Math.max(slowest, performance.now() - start);
      if ("page" in answer) {
        pages += 1;
        expectHarmless(answer.page);
      }
    }
    expect(pages).toBeGreaterThan(PLANS / 5);
    expect(slowest).toBeLessThan(LONGEST);
  });
});

/** Outside of code nothing stands that is not the page's own. */
function expectHarmless(page: string): void {
  const fenced = page.replace(/^ *```diff\n[\s\S]*?\n *```$/gm, "");
  const outside = fenced.replace(/(`+)[\s\S]*?[^`]\1(?!`)/g, "");
  const own = outside.replace(/<\/?(details|summary)>/g, "");
  if (/[<`]|javascript:|@everyone|\[x\]/.test(own) || /[^\P{C}\n]/u.test(page)) {
    throw new Error(`something of the plan's reached the page: ${own}`);
  }
}

describe("work that could grow faster than the plan", () => {
  const reviewed = (document: object) => {
    const start = performance.now();
    const answer = tried(JSON.stringify({ ...JSON.parse(roles), ...document }));
    expect(performance.now() - start).toBeLessThan(LONGEST);
    return answer;
  };
  const changed = (type: string, before: object, after: object, address = `${type}.one`) => ({
    address,
    mode: "managed",
    type,
    name: "one",
    change: { actions: ["update"], before, after },
  });

  test("schemas that refer to each other", () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [
        `S${index}`,
        {
          properties: Object.fromEntries(
            Array.from({ length: 20 }, (__, other) => [
              `p${other}`,
              { $ref: `#/components/schemas/S${other}` },
            ]),
          ),
        },
      ]),
    );
    const body = (title: string) =>
      JSON.stringify({
        info: { title },
        components: { schemas },
        paths: {
          "/a": {
            post: {
              requestBody: { content: { json: { schema: { $ref: "#/components/schemas/S0" } } } },
              responses: {},
            },
          },
        },
      });
    expect(
      reviewed({
        resource_changes: [changed("aws_api_gateway_rest_api", { body: body("a") }, { body: body("b") })],
      }),
    ).toHaveProperty("page");
  });

  test("a policy of very many wildcards", () => {
    const policy = (offset: number) => ({
      policy: JSON.stringify({
        Statement: Array.from({ length: 900 }, (_, index) => ({
          Effect: "Allow",
          Action: `${"*a".repeat(20)}${index + offset}`,
          Resource: "*",
        })),
      }),
    });
    expect(
      reviewed({ resource_changes: [changed("aws_iam_policy", policy(0), policy(5000))] }),
    ).toHaveProperty("page");
  });

  test("very many changes of one address, and a very long value", () => {
    const many = Array.from({ length: 5_000 }, () => changed("aws_iam_role", { name: "a" }, { name: "b" }));
    const long = changed("aws_sqs_queue", { name: "a" }, { name: `${"1".repeat(5_000_000)}!` });
    expect(reviewed({ resource_changes: [...many, long] })).toHaveProperty("page");
  });

  test("very many secrets", () => {
    const secrets = Array.from({ length: 20_000 }, (_, index) => `same-beginning-${index}`);
    const variables = { all: { value: secrets } };
    const root_module = { variables: { all: { sensitive: true } } };
    const long = changed("aws_sqs_queue", { name: "a" }, { name: "same-beginning-".repeat(1_000) });
    expect(reviewed({ variables, configuration: { root_module }, resource_changes: [long] })).toHaveProperty(
      "page",
    );
  });
});

test("the command prints the reason in one line, and nothing else", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hostile-"));
  try {
    const file = join(folder, "plan.json");
    for (const plan of ["", "{", "[]", '{"format_version":"9.9","planned_values":{}}', "\0\u001b[2J"]) {
      writeFileSync(file, plan);
      const said = await called([file], () => Promise.reject(new Error("there is a file")));
      expect(said.code).toBe(1);
      expect(said.out).toBe("");
      expect(said.err).toMatch(/^regionproof review: [^\n]+\n$/);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

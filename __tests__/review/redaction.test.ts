import { FORMATS, type Format, render } from "../../src/review/render";
import { reviewOf } from "./corpus/read";
import { changeOf, type Planned, planWith } from "./plan";

const SECRET = 'Corr Ect"horse\\bättery/staple+42>>>>>?????';

/** The secret as it is, and as what carries it would write it. */
const FORMS: readonly string[] = [
  Buffer.from(`u:${SECRET}`).toString("base64").slice(4, -4),
  SECRET,
  JSON.stringify(SECRET).slice(1, -1),
  encodeURIComponent(SECRET),
  Buffer.from(SECRET).toString("base64"),
  Buffer.from(SECRET).toString("base64url"),
  Buffer.from(SECRET).toString("hex"),
  SECRET.toLowerCase(),
  // The beginnings, which a cut would leave.
  SECRET.slice(0, 12),
  "Corr%20Ect",
  Buffer.from(SECRET).toString("base64").slice(0, 12),
];

const marked: Planned = {
  address: "aws_ssm_parameter.password",
  before: { name: "/password", value: "earlier-than-that" },
  after: { name: "/password", value: SECRET },
  beforeSensitive: { value: true },
  afterSensitive: { value: true },
};

function pagesOf(resources: readonly Planned[], document: object = {}): readonly string[] {
  const review = reviewOf(planWith(resources, document));
  return FORMATS.map((format: Format) => render(review, format));
}

function expectNoSecret(pages: readonly string[]): void {
  for (const page of pages) {
    for (const form of [...FORMS, "earlier-than-that"]) {
      expect(page).not.toContain(form);
    }
  }
}

/** A queue that changes from one value to another, beside the resource in which the value is marked. */
function beside(before: unknown, after: unknown, address = "aws_sqs_queue.jobs"): readonly Planned[] {
  return [marked, { address, before: { policy: null, ...Object(before) }, after: { ...Object(after) } }];
}

describe("a value that the plan marks as sensitive appears in no format", () => {
  test("an attribute, before and after", () => {
    const pages = pagesOf([marked]);
    expectNoSecret(pages);
    expect(pages[0]).toContain("`value` changes (sensitive)");
  });

  test("deep inside blocks and lists", () => {
    const values = (value: string) => ({ block: [{ list: [{ inner: { deep: [value, "shown"] } }] }] });
    const mark = { block: [{ list: [{ inner: { deep: [true, false] } }] }] };
    expectNoSecret(
      pagesOf([
        {
          address: "aws_mq_broker.jobs",
          before: values("earlier-than-that"),
          after: values(SECRET),
          beforeSensitive: mark,
          afterSensitive: mark,
        },
      ]),
    );
  });

  test("a whole block, and a whole resource", () => {
    const one = { before: { block: [{ a: "earlier-than-that" }] }, after: { block: [{ a: SECRET }] } };
    expectNoSecret(
      pagesOf([
        {
          ...one,
          address: "aws_mq_broker.a",
          beforeSensitive: { block: true },
          afterSensitive: { block: true },
        },
        { ...one, address: "aws_mq_broker.b", beforeSensitive: true, afterSensitive: true },
      ]),
    );
  });

  test("a value that was sensitive only before the plan", () => {
    expectNoSecret(
      pagesOf([
        {
          address: "aws_ssm_parameter.password",
          before: { value: "earlier-than-that" },
          after: { value: "plain now" },
          beforeSensitive: { value: true },
        },
      ]),
    );
  });

  test.each([
    ["as it is", SECRET],
    ["in JSON", JSON.stringify({ password: SECRET })],
    ["in a URL", `https://user:${encodeURIComponent(SECRET)}@db.example`],
    ["in Base64", Buffer.from(SECRET).toString("base64")],
    ["in Base64 for URLs", Buffer.from(SECRET).toString("base64url")],
    ["in hexadecimal", Buffer.from(SECRET).toString("hex")],
    ["in Base64 with a user's name", Buffer.from(`u:${SECRET}`).toString("base64")],
    ["in small letters", SECRET.toLowerCase()],
    ["where a long value is cut", `${"x".repeat(60)}${SECRET}`],
  ])("copied into another resource's attribute: %s", (_, copy) => {
    const pages = pagesOf(beside({ description: "none" }, { description: copy }));
    expectNoSecret(pages);
    expect(pages[0]).toContain("(sensitive)");
  });

  test("where a page cuts a long name", () => {
    expectNoSecret(pagesOf([marked, { address: `aws_sqs_queue.${"x".repeat(280)}${SECRET}`, after: {} }]));
  });

  test("in a policy, of which the lines are shown", () => {
    const policy = (action: string) => ({
      policy: JSON.stringify({
        Statement: [
          {
            Effect: "Allow",
            Action: action,
            Resource: `arn:aws:sqs:::${SECRET}`,
            Principal: { AWS: "*" },
            Condition: { StringEquals: { "aws:Referer": SECRET } },
          },
        ],
      }),
    });
    const pages = pagesOf(beside(policy("sqs:SendMessage"), policy("sqs:*")));
    expectNoSecret(pages);
    expect(pages[0]).toContain("+ sqs:*");
  });

  test("in a sensitive policy, which needs a person", () => {
    const policy = (action: string) => ({
      policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: action, Resource: SECRET }] }),
    });
    const review = reviewOf(
      planWith([
        {
          address: "aws_iam_policy.readers",
          before: policy("earlier-than-that"),
          after: policy("s3:*"),
          beforeSensitive: { policy: true },
          afterSensitive: { policy: true },
        },
      ]),
    );
    expectNoSecret(FORMATS.map((format) => render(review, format)));
    expect(review.findings.map(({ rule }) => rule)).toContain("policy-unknown");
  });

  test("in the OpenAPI document of an API", () => {
    const body = (properties: object) => ({
      body: JSON.stringify({
        openapi: "3.0.1",
        paths: {
          [`/v1/${SECRET}`]: {
            get: {
              responses: {
                200: { content: { "application/json": { schema: { type: "object", properties } } } },
              },
            },
          },
        },
      }),
    });
    const pages = pagesOf(
      beside(
        body({ [SECRET]: { type: "string" }, kept: { type: "string", enum: [SECRET] } }),
        body({ kept: { type: "string", enum: ["another"] } }),
        "aws_api_gateway_rest_api.api",
      ),
    );
    expectNoSecret(pages);
    expect(pages[0]).toContain("is no longer returned");
  });

  test("in the drift that the refresh found", () => {
    const resource_drift = [
      changeOf({
        address: "aws_db_instance.orders",
        before: { password: "earlier-than-that", tag: "a" },
        after: { password: SECRET, tag: SECRET },
        beforeSensitive: { password: true },
        afterSensitive: { password: true },
      }),
    ];
    const pages = pagesOf([], { resource_drift });
    expectNoSecret(pages);
    expect(pages[0]).toContain("was changed outside of Terraform");
  });

  test("a sensitive variable or output of the root module, wherever it ended up", () => {
    const copied: Planned = {
      address: "aws_sqs_queue.jobs",
      before: { name: "a" },
      after: { name: `a-${SECRET}` },
    };
    expectNoSecret(
      pagesOf([copied], {
        variables: { password: { value: SECRET } },
        configuration: { root_module: { variables: { password: { sensitive: true } } } },
      }),
    );
    expectNoSecret(
      pagesOf([copied], {
        planned_values: { outputs: { password: { sensitive: true, value: SECRET } } },
      }),
    );
  });
});

describe("an unmarked value that is a secret by its name or place", () => {
  test("a password in an attribute that its schema does not mark", () => {
    expectNoSecret(
      pagesOf([
        {
          address: "aws_x_thing.a",
          before: { master_password: "earlier-than-that", note: "earlier-than-that" },
          after: { master_password: SECRET, note: `it is ${SECRET}` },
        },
      ]),
    );
  });

  test("the variables of a function: names are shown, values are not", () => {
    const environment = (value: string) => ({ environment: [{ variables: { DATABASE: value } }] });
    const pages = pagesOf([
      {
        address: "aws_lambda_function.api",
        before: environment("earlier-than-that"),
        after: environment(SECRET),
      },
    ]);
    expectNoSecret(pages);
    expect(pages[0]).toContain("environment[0].variables.DATABASE");
  });
});

test("a secret of three letters hides no text", () => {
  const [page] = pagesOf([
    {
      address: "aws_ssm_parameter.pin",
      before: { value: "sns" },
      after: { value: "sqs" },
      beforeSensitive: { value: true },
      afterSensitive: { value: true },
    },
    { address: "aws_sqs_queue.jobs", after: {} },
  ]);
  expect(page).toContain("aws_sqs_queue.jobs");
  expect(page).toContain("`value` changes (sensitive)");
});

test("addresses, regions, ports and attributes stay readable if a secret contains the same words", () => {
  const secret = { env: "live", region: "eu-west-3", port: 6543, user: "admin", password: "correct-horse-9" };
  const rule = (cidr: string) => ({
    ingress: [{ from_port: 6543, to_port: 6543, protocol: "tcp", cidr_blocks: [cidr] }],
    arn: "arn:aws:ec2:eu-west-3:123456789012:security-group/sg-1",
  });
  const pages = pagesOf(
    [{ address: "aws_security_group.live_admin", before: rule("10.0.0.0/8"), after: rule("0.0.0.0/0") }],
    {
      variables: { database: { value: secret } },
      configuration: { root_module: { variables: { database: { sensitive: true } } } },
    },
  );
  for (const page of pages) {
    expect(page).toContain("aws_security_group.live_admin");
    expect(page).toContain("eu-west-3");
    expect(page).toContain("6543");
    expect(page).not.toContain("(sensitive)");
  }
});

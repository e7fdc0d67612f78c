import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalBackend, TerraformOutput, TerraformStack, Token } from "cdktf";
import { strFromU8, unzipSync } from "fflate";
import {
  AlarmTopic,
  GlobalApi,
  type GlobalApiProps,
  GlobalApiStack,
  type GlobalFunction,
  GlobalTable,
  HostedZone,
  InvalidInput,
} from "../../src/constructs";
import { resolve } from "../../src/constructs/global-api-settings";
import { bundleFile, parsed, Synthesized, synthesizingApp } from "./synth";

/** An ordinary OpenAPI 3.0 document: parameters of a path, references, no description. */
const DOCUMENT = {
  openapi: "3.0.2",
  info: { title: "Invoices", version: "4" },
  paths: {
    "/invoices": {
      get: {
        operationId: "listInvoices",
        parameters: [{ $ref: "#/components/parameters/Page" }],
        responses: { "200": { $ref: "#/components/responses/Invoices" } },
      },
      post: {
        operationId: "createInvoice",
        requestBody: { $ref: "#/components/requestBodies/Invoice" },
        responses: { "201": { description: "Created" } },
      },
    },
    "/invoices/{number}": {
      summary: "One invoice",
      parameters: [
        { name: "number", in: "path", required: true, schema: { type: "string" } },
        { name: "expand", in: "query", schema: { type: "string" } },
      ],
      get: {
        operationId: "getInvoice",
        parameters: [{ name: "expand", in: "query", schema: { type: "boolean" } }],
        responses: { "200": { description: "An invoice" } },
      },
    },
    "/alive": {
      get: { operationId: "alive", security: [], responses: { "200": { description: "ok" } } },
    },
  },
  components: {
    parameters: {
      Page: { name: "page", in: "query", example: 2, schema: { type: "integer" } },
    },
    requestBodies: {
      Invoice: {
        content: { "application/json": { schema: { $ref: "#/components/schemas/Invoice" }, example: {} } },
      },
    },
    responses: {
      Invoices: { description: "Invoices", headers: { Link: { $ref: "#/components/headers/Link" } } },
    },
    headers: { Link: { schema: { type: "string" } } },
    schemas: { Invoice: { type: "object", required: ["total"], properties: { total: { type: "string" } } } },
  },
};

const SMALL: Partial<GlobalApiProps> = {
  alarms: false,
  dashboards: false,
  evacuation: false,
  savedQueries: false,
  tracing: false,
  webAcl: false,
};

function propsOf(changed: Partial<GlobalApiProps>): GlobalApiProps {
  return {
    name: "invoices",
    regions: ["eu-west-1", "us-east-1"],
    domainName: "invoices.example.com",
    hostedZone: HostedZone.fromHostedZoneId("Z0123456789", "example.com"),
    document: DOCUMENT,
    healthCheck: { path: "/alive" },
    ...changed,
  };
}

interface Made {
  readonly api: GlobalApi;
  readonly answer: GlobalFunction;
}

/** Synthesizes an API with one function and, by default, one table. */
function synth(
  changed: Partial<GlobalApiProps> = {},
  more: (made: Made) => void = ({ api, answer }) => {
    api.addTable("ledger").grantReadWrite(answer);
    api.answerWith(answer);
  },
): Synthesized {
  const app = synthesizingApp();
  const stack = new GlobalApiStack(app, "invoices", { stateBackend: { type: "local" } });
  const api = new GlobalApi(stack, "Default", propsOf(changed));
  more({ api, answer: api.addFunction("answer", { bundle: bundleFile() }) });
  app.synth();
  return new Synthesized(readFileSync(join(app.outdir, "stacks", "invoices", "cdk.tf.json"), "utf8"));
}

/** Writes an entry file of TypeScript. */
function entryFile(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "entry-")), "entry.ts");
  writeFileSync(file, text);
  return file;
}

const bodyOf = (stack: Synthesized) => parsed(stack.at("aws_api_gateway_rest_api.eu-west-1_gateway")["body"]);
const operation = (stack: Synthesized, path: string, method: string) =>
  expect(bodyOf(stack)).toHaveProperty(["paths", path, method], expect.anything());

describe("a small API", () => {
  const stack = synth(SMALL);

  test("has about 60 resources in two regions", () => {
    expect(stack.addresses.length).toBeLessThanOrEqual(66);
    const types = new Set(stack.addresses.map((address) => address.split(".")[0]));
    expect(
      [...types].filter((type) =>
        /wafv2|cloudwatch_(metric|composite|dash|query)|xray|kms|sns/.test(`${type}`),
      ),
    ).toEqual([]);
  });

  test("still routes, checks the health of each region, logs, and backs up its table", () => {
    expect(stack.all("aws_route53_health_check")).toHaveLength(2);
    expect(stack.only("aws_dynamodb_table")).toMatchObject({ point_in_time_recovery: { enabled: true } });
    expect(stack.all("aws_api_gateway_stage")).toMatchObject([
      { access_log_settings: expect.anything(), xray_tracing_enabled: false },
      { access_log_settings: expect.anything(), xray_tracing_enabled: false },
    ]);
  });

  test.each<[string, Partial<GlobalApiProps>, RegExp]>([
    ["the web ACL", { webAcl: {} }, /^aws_wafv2_web_acl\.eu-west-1_web_acl$/],
    ["alarms", { alarms: {} }, /^aws_cloudwatch_composite_alarm\.eu-west-1_alarms_degraded$/],
    ["dashboards", { dashboards: true }, /^aws_cloudwatch_dashboard\.dashboards_global$/],
    ["saved queries", { savedQueries: true }, /^aws_cloudwatch_query_definition\.eu-west-1_queries_errors$/],
    ["tracing", { tracing: { samplePercent: 1 } }, /^aws_xray_sampling_rule\.eu-west-1_tracing_requests$/],
    ["evacuation", { evacuation: true }, /^aws_s3_bucket\.eu-west-1_markers$/],
    [
      "clients' keys",
      { clientKeys: { names: ["acme"], requestsPerSecond: 1, burst: 1 } },
      /^aws_api_gateway_api_key\.eu-west-1_clients_acme$/,
    ],
    [
      "a stage cache",
      { regions: ["us-east-1", { name: "eu-west-1", stageCache: { sizeGb: "0.5", ttlSeconds: 60 } }] },
      /_stage$/,
    ],
  ])("gets %s by itself", (_, part, address) => {
    expect(synth({ ...SMALL, ...part }).addresses).toEqual(
      expect.arrayContaining([expect.stringMatching(address)]),
    );
  });
});

describe("parts that exist are used instead of new ones", () => {
  test("SNS topics", () => {
    const arn = "arn:aws:sns:us-east-1:111122223333:pager";
    const stack = synth({
      ...SMALL,
      alarms: {
        topics: {
          "us-east-1": AlarmTopic.fromTopicArn(arn),
          "eu-west-1": AlarmTopic.fromTopicArn(arn.replace("us-east-1", "eu-west-1")),
        },
      },
    });
    expect(stack.addresses.filter((address) => /^aws_(sns|kms)/.test(address))).toEqual([]);
    expect(stack.at("aws_cloudwatch_composite_alarm.eu-west-1_alarms_degraded")).toMatchObject({
      alarm_actions: [arn.replace("us-east-1", "eu-west-1")],
    });
    expect(stack.at("aws_cloudwatch_composite_alarm.outages_all_regions_down")).toMatchObject({
      alarm_actions: [arn],
    });
  });

  test("a global table, of which each function may use the replica of its region", () => {
    const stack = synth(SMALL, ({ api, answer }) => {
      GlobalTable.fromTableName(api, "archive").grantRead(answer);
      api.answerWith(answer);
    });
    expect(stack.all("aws_dynamodb_table")).toEqual([]);
    expect(stack.at("aws_iam_role_policy.iam_eu-west-1_answer_policy")["policy"]).toContain(
      "arn:aws:dynamodb:eu-west-1:${data.aws_caller_identity.account.account_id}:table/archive",
    );
  });
});

describe("a second table", () => {
  const stack = synth({}, ({ api, answer }) => {
    api.addTable("ledger").grantReadWrite(answer);
    const events = api.addTable("events", {
      partitionKey: { name: "stream", type: "S" },
      sortKey: { name: "number", type: "N" },
      timeToLiveAttribute: false,
    });
    events.grantRead(answer);
    events.grant(answer, "dynamodb:DeleteItem");
    api.answerWith(answer);
  });

  test("has its own addresses and name", () => {
    expect(stack.at("aws_dynamodb_table.eu-west-1_events")).toMatchObject({
      name: "invoices-events",
      hash_key: "stream",
      range_key: "number",
      attribute: [
        { name: "stream", type: "S" },
        { name: "number", type: "N" },
      ],
    });
    expect(stack.at("aws_dynamodb_table.eu-west-1_events")).not.toHaveProperty("ttl");
    expect(stack.addresses).toEqual(
      expect.arrayContaining([
        "aws_dynamodb_table_replica.us-east-1_events",
        "aws_cloudwatch_metric_alarm.us-east-1_alarms_replication_eu-west-1",
        "aws_cloudwatch_metric_alarm.us-east-1_alarms_events_replication_eu-west-1",
        "aws_cloudwatch_metric_alarm.us-east-1_alarms_events_writes_throttled",
      ]),
    );
  });

  test("is granted by separate statements with unique Sids", () => {
    expect(parsed(stack.at("aws_iam_role_policy.iam_us-east-1_answer_policy")["policy"])).toMatchObject({
      Statement: [
        { Sid: "WriteOwnLogs" },
        { Sid: "WriteTraces" },
        { Sid: "UseReplica", Resource: ["${aws_dynamodb_table_replica.us-east-1_ledger.arn}"] },
        { Sid: "UseReplica2", Resource: ["${aws_dynamodb_table_replica.us-east-1_events.arn}"] },
        { Sid: "UseReplica3", Action: ["dynamodb:DeleteItem"] },
      ],
    });
  });

  test("is in the rule of the data notification", () => {
    const { alarm_rule: rule } = stack.at("aws_cloudwatch_composite_alarm.us-east-1_alarms_data");
    expect(rule).toBe(
      '(ALARM("invoices-us-east-1-events-replication-eu-west-1")) OR (ALARM("invoices-us-east-1-replication-eu-west-1"))',
    );
  });
});

test("the web ACL lets a client with a key use its own limit from one address", () => {
  const limit = { requestsPerSecond: 10, burst: 20 };
  const perAddress = (props: Partial<GlobalApiProps>) =>
    resolve("api", propsOf({ webAcl: {}, throttling: limit, ...props })).webAcl?.requestsPerAddress;
  expect(perAddress({})).toBe(1500);
  expect(perAddress({ clientKeys: { names: ["acme"], ...limit } })).toBe(3000);
  expect(perAddress({ clientKeys: { names: [], ...limit } })).toBe(1500);
  expect(perAddress({ webAcl: { requestsPerAddress: 100 } })).toBe(100);
});

describe("an ordinary OpenAPI document", () => {
  const keys = { clientKeys: { names: ["acme"], requestsPerSecond: 1, burst: 1 } };
  const cache = {
    regions: ["us-east-1", { name: "eu-west-1", stageCache: { sizeGb: "0.5", ttlSeconds: 60 } }],
  } as const;
  const stack = synth(SMALL);

  test("has only HTTP methods, with HEAD for each GET and OPTIONS for each path", () => {
    const methods = (path: string) => Object.keys(Object(Object(bodyOf(stack))["paths"])[path]).sort();
    const any = "x-amazon-apigateway-any-method";
    expect(methods("/invoices")).toEqual(["get", "head", "options", "post", any]);
    expect(methods("/invoices/{number}")).toEqual(["get", "head", "options", any]);
  });

  test("merges the parameters of a path into its operations, whose own parameters take precedence", () => {
    for (const method of ["get", "head"]) {
      expect(bodyOf(stack)).toHaveProperty(
        ["paths", "/invoices/{number}", method, "parameters"],
        [
          { name: "number", in: "path", required: true, schema: { type: "string" } },
          { name: "expand", in: "query", schema: { type: "boolean" } },
        ],
      );
    }
    expect(bodyOf(stack)).toHaveProperty(
      ["paths", "/invoices/{number}", "options", "parameters"],
      [{ name: "number", in: "path", required: true, schema: { type: "string" } }],
    );
  });

  test("resolves references to anything but schemas", () => {
    expect(bodyOf(stack)).toMatchObject({
      paths: {
        "/invoices": {
          get: {
            parameters: [{ name: "page", in: "query", schema: { type: "integer" } }],
            responses: { "200": { headers: { Link: { schema: { type: "string" } } } } },
          },
          post: {
            requestBody: {
              content: { "application/json": { schema: { $ref: "#/components/schemas/Invoice" } } },
            },
          },
        },
      },
      components: { schemas: DOCUMENT.components.schemas },
    });
    expect(JSON.stringify(bodyOf(stack))).not.toMatch(/"\$ref":"#\/components\/(?!schemas)/);
  });

  test("resolves references to any part of the document, and ignores paths without operations and extensions", () => {
    const part = "#/components/responses/Invoices/content/application~1json/schema";
    const content = {
      "application/json": { schema: { type: "array", items: { $ref: "#/components/schemas/A~1B" } } },
    };
    const document = {
      ...DOCUMENT,
      paths: {
        ...DOCUMENT.paths,
        "/archive": {},
        "/old": {
          get: {
            operationId: "old",
            responses: {
              "200": { description: "ok", content: { "text/json": { schema: { $ref: part } } } },
              "x-a": 1,
            },
          },
        },
      },
      components: {
        ...DOCUMENT.components,
        responses: { Invoices: { description: "Invoices", content } },
        schemas: {
          ...DOCUMENT.components.schemas,
          "A/B": {
            type: "object",
            properties: {
              example: { $ref: "#/components/schemas/Invoice/properties/total" },
              code: { type: "string", pattern: "^\\@[a-z\\-]+$" },
            },
          },
        },
      },
    };
    const body = bodyOf(synth({ ...SMALL, document }));
    expect(body).not.toHaveProperty(["paths", "/archive"]);
    const { get } = Object(Object(body)["paths"])["/old"];
    expect(get["responses"]).toEqual({
      "200": {
        description: "ok",
        content: { "text/json": { schema: { type: "array", items: { $ref: "#/components/schemas/AB" } } } },
      },
    });
    expect(body).toHaveProperty(["components", "schemas", "AB", "properties", "example"], { type: "string" });
  });

  test("may contain texts that Terraform would read as expressions", () => {
    const document = { ...DOCUMENT, info: { title: "${title} %{ if }", version: "4" } };
    const { body } = synth({ ...SMALL, document }).at("aws_api_gateway_rest_api.eu-west-1_gateway");
    expect(body).toContain('"title":"$${title} %%{ if }"');
    expect(body).toContain(":${data.aws_caller_identity.account.account_id}:function:invoices-answer:live/");
  });

  test("is cached by the parameters of the path and of references", () => {
    const cached = synth({ ...SMALL, ...cache });
    const key = ["x-amazon-apigateway-integration", "cacheKeyParameters"];
    expect(bodyOf(cached)).toHaveProperty(
      ["paths", "/invoices", "get", ...key],
      ["method.request.querystring.page", "method.request.header.Host"],
    );
    expect(bodyOf(cached)).toHaveProperty(
      ["paths", "/invoices/{number}", "get", ...key],
      ["method.request.path.number", "method.request.querystring.expand", "method.request.header.Host"],
    );
  });

  test("requires a key for every operation that is not declared public", () => {
    const secured = synth({ ...SMALL, ...keys });
    const asked = [{ client: [] }];
    for (const [path, method] of [
      ["/invoices", "get"],
      ["/invoices", "head"],
      ["/invoices", "post"],
      ["/invoices", "x-amazon-apigateway-any-method"],
      ["/invoices/{number}", "get"],
    ] as const) {
      expect(bodyOf(secured)).toHaveProperty(["paths", path, method, "security"], asked);
    }
    for (const [path, method] of [
      ["/alive", "get"],
      ["/alive", "head"],
      ["/invoices", "options"],
    ] as const) {
      operation(secured, path, method);
      expect(bodyOf(secured)).not.toHaveProperty(["paths", path, method, "security"]);
    }
  });

  test("is answered by the functions of single operations, which the gateway may invoke", () => {
    const split = synth(SMALL, ({ api, answer }) => {
      const write = api.addFunction("write", { bundle: bundleFile(), timeoutSeconds: 9 });
      api.answerWith(answer, { operations: { createInvoice: write } });
    });
    const uri = (path: string, method: string) => [
      ...["paths", path, method, "x-amazon-apigateway-integration"],
      "uri",
    ];
    expect(bodyOf(split)).toHaveProperty(
      uri("/invoices", "post"),
      expect.stringContaining(":invoices-write:live"),
    );
    expect(bodyOf(split)).toHaveProperty(
      uri("/invoices", "get"),
      expect.stringContaining(":invoices-answer:live"),
    );
    expect(split.at("aws_lambda_permission.us-east-1_gateway_permission_write")).toMatchObject({
      function_name: "invoices-write",
    });
  });
});

describe("invalid input is rejected in one line that names the place", () => {
  const changedDocument = (changed: object) => ({ document: { ...DOCUMENT, ...changed } });

  test.each<[string, Partial<GlobalApiProps>, string | RegExp]>([
    [
      "a document of another version",
      changedDocument({ openapi: "3.1.0" }),
      'document.openapi: "3.1.0" is not a version of OpenAPI 3.0, such as "3.0.3", which API Gateway imports',
    ],
    [
      "Swagger",
      { document: { swagger: "2.0", paths: {} } },
      'document.swagger: "2.0" is not a version of OpenAPI 3.0, such as "3.0.3", which API Gateway imports',
    ],
    [
      "a document that contains itself",
      {
        document: Object.assign(
          { paths: {} },
          {
            get self() {
              return this;
            },
          },
        ),
      },
      "document: not JSON: Converting circular structure to JSON",
    ],
    ["a document that is none", { document: "openapi.json" }, "document: not valid OpenAPI 3.0: "],
    [
      "a document without paths",
      changedDocument({ paths: {} }),
      "document.paths: the document has no operation",
    ],
    [
      "a reference to nothing",
      changedDocument({
        paths: { "/a": { get: { parameters: [{ $ref: "#/components/parameters/Pgae" }], responses: {} } } },
      }),
      'document.paths["/a"].get.parameters[0].$ref: "#/components/parameters/Pgae" is not in the document',
    ],
    [
      "a method that does not exist",
      changedDocument({ paths: { "/a": { gte: DOCUMENT.paths["/alive"].get } } }),
      'document.paths["/a"]: "gte" is not a method (get, put, post, delete, options, head, patch)',
    ],
    [
      "a version that YAML reads as a number",
      changedDocument({ info: { title: "Invoices", version: 4 } }),
      "document.info.version: not valid OpenAPI 3.0: expected text",
    ],
    [
      "a reference to another file",
      changedDocument({
        components: { ...DOCUMENT.components, schemas: { Invoice: { items: { $ref: "./line.yaml" } } } },
      }),
      'document.components.schemas.Invoice.items.$ref: "./line.yaml" is not in the document',
    ],
    [
      "a reference to itself",
      changedDocument({
        paths: { "/a": { get: { responses: { "200": { $ref: "#/paths/~1a/get/responses/200" } } } } },
      }),
      'document.paths["/a"].get.responses.200.$ref: "#/paths/~1a/get/responses/200" refers to itself',
    ],
    [
      "props that are not there",
      JSON.parse('{ "regions": null, "hostedZone": {} }'),
      /^regions: null is not a list of regions\nhostedZone: \{\} is not a hosted zone with a zoneId and a zoneName, or/,
    ],
    [
      "props of another type",
      JSON.parse('{ "deletionProtection": "no", "webAcl": { "mode": "log" }, "alarms": true }'),
      /^webAcl\.mode: "log" is not one of block, count\nalarms: true is not an object\ndeletionProtection: "no" is not true or false$/,
    ],
    [
      "a namespace of AWS",
      { metricNamespace: "AWS/Invoices" },
      'metricNamespace: "AWS/Invoices" is not a namespace of',
    ],
    [
      "keys for an API that is public",
      {
        ...changedDocument({ paths: { "/alive": DOCUMENT.paths["/alive"] } }),
        clientKeys: { names: ["acme"], requestsPerSecond: 1, burst: 1 },
      },
      "clientKeys: no operation of the document requires a key",
    ],
    [
      "a health check that needs a key",
      {
        clientKeys: { names: ["acme"], requestsPerSecond: 1, burst: 1 },
        healthCheck: { path: "/invoices" },
      },
      'healthCheck.path: "/invoices" must be a GET operation that needs no key and no parameters (/alive); "security": [] makes',
    ],
    ["a region twice", { regions: ["us-east-1", "us-east-1"] }, "regions[1]: us-east-1 is listed twice"],
    [
      "a stand-in that is no region of the API",
      { regions: [{ name: "us-east-1", failover: ["eu-west-2"] }] },
      'regions[0].failover: "eu-west-2" is not another region of the API (us-east-1)',
    ],
    [
      "a name outside of the hosted zone",
      { domainName: "api.example.org" },
      'domainName: "api.example.org" is not a name in the hosted zone, "example.com"',
    ],
    [
      "a domain name that no certificate has",
      { domainName: `${"a".repeat(60)}.example.com` },
      "is not a domain name of at most 64 characters",
    ],
    [
      "an origin without a scheme",
      { corsOrigins: ["https://shop.example.com", "shop.example.com"] },
      'corsOrigins[1]: "shop.example.com" is not an origin such as https://www.example.com, or "*"',
    ],
    [
      "a network that is none",
      { clientNetworks: ["10.0.0.0/33"] },
      'clientNetworks[0]: "10.0.0.0/33" is not a network such as 192.0.2.0/24 or 2001:db8::/32',
    ],
    [
      "an address without a domain, and an objective that cannot be reached, in a line each",
      { alarms: { emails: ["oncall"] }, objectives: { availabilityPercent: 100 } },
      /^alarms\.emails\[0\]: "oncall" is not an email address\nobjectives\.availabilityPercent: 100 is not a number of percent from 90 to 99\.99$/,
    ],
    [
      "a response that is cached for two hours",
      { regions: [{ name: "us-east-1", stageCache: { sizeGb: "0.5", ttlSeconds: 7200 } }] },
      "regions[0].stageCache.ttlSeconds: 7200 is not a whole number of seconds from 1 to 3600",
    ],
    [
      "a tag that AWS keeps for itself",
      { tags: { "aws:owner": "billing" } },
      'tags["aws:owner"]: "billing" is not an object with text values and names that do not begin with aws:',
    ],
    [
      "a name that could be another deployment's dashboard",
      { name: "billing-us-east-1" },
      'name: "billing-us-east-1" is not possible: a name that ends with a region could collide',
    ],
    [
      "a retention that CloudWatch does not have",
      { logRetentionDays: 31 },
      "logRetentionDays: 31 is not one of 1, 3",
    ],
    [
      "more requests than an account may have",
      { throttling: { requestsPerSecond: 20_000, burst: 10 } },
      "throttling.requestsPerSecond: 20000 is not a whole number of requests per second from 1 to 10000",
    ],
    [
      "two checker regions",
      { healthCheck: { path: "/alive", checkerRegions: ["us-east-1", "eu-west-1"] } },
      'healthCheck.checkerRegions: ["us-east-1","eu-west-1"] is not at least three of ',
    ],
    ["a home region without resources", { homeRegion: "sa-east-1" }, "homeRegion:"],
  ])("%s", (_, changed, line) => {
    expect(() => synth(changed)).toThrow(line);
  });

  test.each<[string, (made: Made) => void, string | RegExp]>([
    [
      "two functions of one name",
      ({ api }) => api.addFunction("answer", { bundle: bundleFile() }),
      'addFunction("answer"): the id is already in use',
    ],
    [
      "a table with a function's name",
      ({ api }) => api.addTable("answer"),
      'addTable("answer"): the id is already in use',
    ],
    [
      "a reserved name",
      ({ api }) => api.addTable("gateway"),
      'addTable("gateway"): the id is already in use',
    ],
    [
      "a region's name",
      ({ api }) => api.addFunction("us-east-1", { bundle: bundleFile() }),
      'addFunction("us-east-1"): the id is already in use',
    ],
    [
      "an output's name",
      ({ api }) => api.addTable("pinned_urls"),
      'addTable("pinned_urls"): the id is already in use',
    ],
    [
      "two tables of one name",
      ({ api }) => {
        api.addTable("ledger", { tableName: "books" });
        api.addTable("archive", { tableName: "books" });
      },
      'addTable("archive"): another table has the name books',
    ],
    [
      "a table with another one's default name",
      ({ api }) => {
        api.addTable("ledger", { tableName: "invoices-archive" });
        api.addTable("archive");
      },
      'addTable("archive"): another table has the name invoices-archive',
    ],
    [
      "two alarms of one id",
      ({ api, answer }) => {
        const alarm = {
          ...{ description: "Invoices are overdue.", threshold: 0, periods: 1 },
          metric: { ...answer.ownMetric("Overdue"), stat: "Maximum" as const, period: 3600 },
          missing: "notBreaching" as const,
        };
        api.addAlarm("unpaid", alarm);
        api.addAlarm("unpaid", alarm);
      },
      'addAlarm("unpaid"): the id is already in use',
    ],
    [
      "two saved queries of one id",
      ({ api, answer }) => {
        api.answerWith(answer);
        api.addSavedQuery("errors", { title: "Errors", function: answer, commands: ["limit 9"] });
      },
      'addSavedQuery("errors"): the id is already in use',
    ],
    [
      "two schedules of one name",
      ({ api, answer }) => {
        api.addSchedule("hourly", { function: answer, expression: "rate(1 hour)" });
        api.addSchedule("nightly", { function: answer, expression: "rate(1 day)" });
      },
      'addSchedule("nightly"): the schedule invoices-answer-schedule exists; give this one another name',
    ],
    [
      "a function without memory",
      ({ api }) => api.addFunction("write", { bundle: bundleFile(), memoryMb: 64 }),
      "function write: memoryMb: 64 is not a whole number of MB from 128 to 10240",
    ],
    [
      "a variable that Lambda sets",
      ({ api }) =>
        api.addFunction("write", { bundle: bundleFile(), environment: { AWS_REGION: "eu-west-1" } }),
      'function write: environment.AWS_REGION: "eu-west-1" is not possible: a variable has two or more letters, digits and _, and',
    ],
    [
      "a table's name that DynamoDB rejects",
      ({ api }) => api.addTable("ledger", { tableName: "my ledger" }),
      'addTable("ledger"): tableName: "my ledger" is not a name of 3 to 255 letters, digits and _-.',
    ],
    [
      "a table with one attribute for both keys",
      ({ api }) => api.addTable("ledger", { sortKey: { name: "pk", type: "S" } }),
      'addTable("ledger"): sortKey: "pk" is the partition key already',
    ],
    [
      "an event that is not JSON",
      ({ api, answer }) =>
        api.addSchedule("nightly", { function: answer, expression: "rate(1 day)", input: "now" }),
      'addSchedule("nightly"): input: "now" is not JSON',
    ],
    [
      "a canary that no alarm can watch",
      ({ api, answer }) => {
        api.answerWith(answer);
        api.addCanary({ bundle: bundleFile(), schedule: "rate(30 days)" });
      },
      'addCanary: schedule: "rate(30 days)": an alarm can watch runs that are up to 84 hours apart',
    ],
    [
      "a statement that IAM rejects",
      ({ answer }) => answer.addToRolePolicy({ Sid: "read invoices", Action: ["s3"], Resource: [] }),
      /^invoices\/Default\/iam\/eu-west-1_answer: Sid: "read invoices" is not a name of letters and digits\n.*Action\[0\].*\n.*Resource: \[\] is not/,
    ],
    [
      "an alarm that CloudWatch rejects",
      ({ api, answer }) =>
        api.addAlarm("unpaid", {
          ...{ description: "Invoices are overdue.", threshold: 0, periods: 0, missing: "ignore" },
          metric: { ...answer.metric("Duration"), stat: "p99", period: 45 },
        }),
      /^invoices\/Default\/eu-west-1\/alarms\/unpaid: metric\.period: 45 is not 10, 20, 30 or a multiple of 60 \(seconds\)\n.*: periods: 0 is not a whole number from 1$/,
    ],
    [
      "an alarm on more time than CloudWatch evaluates",
      ({ api, answer }) =>
        api.addAlarm("unpaid", {
          ...{ description: "Invoices are overdue.", threshold: 0, periods: 1441, missing: "ignore" },
          metric: { ...answer.metric("Duration"), stat: "p99", period: 60 },
        }),
      "alarms/unpaid: periods: 1441 is too many: CloudWatch evaluates one day",
    ],
    [
      "what a guard rail forbids, once for all regions",
      ({ api, answer }) => {
        api.answerWith(answer);
        const long = api.addFunction("process-incoming-webhooks", { bundle: bundleFile() });
        api.addSchedule("nightly", {
          function: long,
          name: "every-night-at-three",
          expression: "rate(1 day)",
        });
      },
      /^invoices\/Default\/iam\/eu-west-1_nightly: GR10: name has 65 characters.*$/,
    ],
    [
      "a bundle that is not there",
      ({ api }) => api.addFunction("write", { bundle: "/nowhere/write.zip" }),
      "function write: bundle: /nowhere/write.zip: no such file",
    ],
    [
      "a bundle that is a folder",
      ({ api }) => api.addFunction("write", { bundle: tmpdir() }),
      /^function write: bundle: .*: no such file$/,
    ],
    [
      "an entry file that is not there",
      ({ api }) => api.addFunction("write", { entry: "/nowhere/write.ts" }),
      "function write: entry: /nowhere/write.ts: no such file",
    ],
    [
      "an entry file with a syntax error",
      ({ api }) => api.addFunction("write", { entry: entryFile("export const = 1;") }),
      /^function write: entry: .*entry\.ts:1:13: ERROR: Expected identifier but found "="$/,
    ],
    [
      "an entry file without a handler",
      ({ api }) => api.addFunction("write", { entry: entryFile("export const main = 1;") }),
      /^function write: entry: .*entry\.ts: exports no "handler"$/,
    ],
    [
      "a schedule that AWS rejects",
      ({ api, answer }) => api.addSchedule("nightly", { function: answer, expression: "rate(1 hours)" }),
      'addSchedule("nightly"): "rate(1 hours)": expected rate(1 hour)',
    ],
    [
      "an operation that the document has not",
      ({ api, answer }) => api.answerWith(answer, { operations: { deleteInvoice: answer } }),
      "answerWith: operations.deleteInvoice: the document has no such operation (listInvoices, createInvoice, getInvoice, alive)",
    ],
    [
      "a function that takes longer than API Gateway waits",
      ({ api }) => api.answerWith(api.addFunction("slow", { bundle: bundleFile(), timeoutSeconds: 30 })),
      "answerWith: function slow: its timeout is 30 s, but API Gateway waits for at most 29 s",
    ],
    ["an API that nothing answers", () => undefined, "no function answers the document's operations"],
  ])("%s", (_, make, line) => {
    expect(() => synth({}, make)).toThrow(line);
  });
});

test("the name of a hosted zone may be known only in Terraform", () => {
  const zoneName = Token.asString({ resolve: () => "${data.aws_route53_zone.zone.name}" });
  expect(() => synth({ hostedZone: HostedZone.fromHostedZoneId("Z0123456789", zoneName) })).not.toThrow();
});

test("an alarm can watch a percentile", () => {
  const stack = synth({}, ({ api, answer }) => {
    api.answerWith(answer);
    api.addAlarm("slow", {
      ...{ description: "Answers are slow.", threshold: 900, periods: 3, missing: "notBreaching" },
      metric: { ...answer.metric("Duration"), stat: "p99", period: 60 },
    });
  });
  expect(stack.at("aws_cloudwatch_metric_alarm.us-east-1_alarms_slow")).toMatchObject({
    extended_statistic: "p99",
  });
});

test("a value that only Terraform knows is left to Terraform", () => {
  const variable = "${var.team}";
  expect(() => synth({ tags: { team: Token.asString({ resolve: () => variable }) } })).not.toThrow(
    InvalidInput,
  );
});

test("a service adds schedules, alarms, graphs, queries and permissions after the API is answered", () => {
  const stack = synth({}, ({ api, answer }) => {
    api.answerWith(answer);
    const sweep = api.addFunction("sweep", { bundle: bundleFile() });
    sweep.addToRolePolicy(({ name }) => ({
      Sid: "ReadBucket",
      Action: ["s3:GetObject"],
      Resource: [`arn:aws:s3:::invoices-${name}/*`],
    }));
    api.addSchedule("nightly", { function: sweep, expression: "cron(0 3 * * ? *)" });
    api.addAlarm("unpaid", {
      description: "Invoices are overdue.",
      metric: { ...sweep.ownMetric("Overdue"), stat: "Maximum", period: 3600 },
      threshold: 0,
      periods: 1,
      missing: "notBreaching",
    });
    api.addSavedQuery("swept", { title: "What sweep did", function: sweep, commands: ["limit 9"] });
    api.dashboards?.addGraph({ title: "Overdue", lines: () => [] });
  });
  expect(stack.at("aws_scheduler_schedule.eu-west-1_nightly")).toMatchObject({
    schedule_expression: "cron(0 3 * * ? *)",
  });
  expect(stack.at("aws_cloudwatch_metric_alarm.us-east-1_alarms_unpaid")).toMatchObject({
    namespace: "GlobalApi",
    dimensions: { FunctionName: "invoices-sweep" },
    alarm_actions: ["${aws_sns_topic.us-east-1_alarm_topic.arn}"],
  });
  expect(stack.at("aws_cloudwatch_query_definition.us-east-1_queries_swept")).toMatchObject({
    log_group_names: ["/aws/lambda/invoices-sweep"],
  });
  expect(stack.at("aws_iam_role_policy.iam_us-east-1_sweep_policy")["policy"]).toContain(
    "invoices-us-east-1/*",
  );
  expect(stack.at("aws_cloudwatch_dashboard.dashboards_global")["dashboard_body"]).toContain('"Overdue"');
  expect(stack.at("aws_cloudwatch_composite_alarm.us-east-1_alarms_attention")).toMatchObject({
    alarm_rule:
      '(ALARM("invoices-us-east-1-answer-throttled")) OR (ALARM("invoices-us-east-1-sweep-throttled"))',
    // Terraform accepts addresses here, and no expressions.
    depends_on: [
      "aws_cloudwatch_metric_alarm.us-east-1_alarms_answer_throttled",
      "aws_cloudwatch_metric_alarm.us-east-1_alarms_sweep_throttled",
      "aws_cloudwatch_composite_alarm.us-east-1_alarms_degraded",
    ],
  });
});

test("an entry file is bundled into a zip that Lambda can load, and whose bytes depend on the sources alone", () => {
  const zips = [0, 1].map(() => {
    const app = synthesizingApp();
    const stack = new TerraformStack(app, "invoices");
    const api = new GlobalApi(stack, "invoices", propsOf(SMALL));
    const entry = entryFile("export const handler = async (event: { n: number }) => event.n + 1;");
    api.addFunction("answer", { entry });
    return readFileSync(join(app.outdir, "functions", "invoices", "invoices", "answer.zip"));
  });
  expect(zips[0]?.equals(zips[1] ?? Buffer.alloc(0))).toBe(true);
  const files = unzipSync(zips[0] ?? Buffer.alloc(0));
  expect(Object.keys(files)).toEqual(["index.js", "bundle.js"]);
  const folder = mkdtempSync(join(tmpdir(), "lambda-"));
  for (const [name, contents] of Object.entries(files)) {
    writeFileSync(join(folder, name), strFromU8(contents));
  }
  const script = `require("./index.js").handler({ n: 41 }).then(console.log)`;
  expect(spawnSync(process.execPath, ["-e", script], { cwd: folder, encoding: "utf8" }).stdout).toBe("42\n");
});

test("two APIs of one app have functions of one id, each with its own code", () => {
  const app = synthesizingApp();
  for (const name of ["invoices", "orders"]) {
    const api = new GlobalApi(new TerraformStack(app, name), "api", propsOf({ ...SMALL, name }));
    api.answerWith(
      api.addFunction("answer", { entry: entryFile(`export const handler = () => "${name}";`) }),
    );
  }
  app.synth();
  const codes = ["invoices", "orders"].map((name) => {
    const folder = join(app.outdir, "stacks", name);
    const { resource } = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8"));
    const [lambda] = Object.values<{ filename: string }>(resource.aws_lambda_function);
    const { "bundle.js": code = new Uint8Array() } = unzipSync(
      readFileSync(join(folder, `${lambda?.filename}`)),
    );
    return strFromU8(code);
  });
  expect(codes).toEqual([expect.stringContaining('"invoices"'), expect.stringContaining('"orders"')]);
});

test("long queries are accepted if there is no web ACL to block them", () => {
  const parameters = [{ name: "ids", in: "query", schema: { type: "string", maxLength: 4000 } }];
  const list = { get: { operationId: "list", parameters, responses: { "200": { description: "ok" } } } };
  const document = { ...DOCUMENT, paths: { ...DOCUMENT.paths, "/list": list } };
  expect(() => synth({ ...SMALL, document })).not.toThrow();
  expect(() => synth({ ...SMALL, document, webAcl: {} })).toThrow(
    "the query of GET /list may have 4004 bytes",
  );
});

describe("in a plain TerraformStack", () => {
  const app = synthesizingApp();
  const stack = new TerraformStack(app, "plain");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  const api = new GlobalApi(stack, "invoices", propsOf(SMALL));
  api.answerWith(api.addFunction("answer", { bundle: bundleFile() }));

  test("an API synthesizes, and its addresses begin with the construct's id and the region", () => {
    app.synth();
    const synthesized = new Synthesized(
      readFileSync(join(app.outdir, "stacks", "plain", "cdk.tf.json"), "utf8"),
    );
    expect(synthesized.addresses).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^aws_lambda_function\.invoices_us-east-1_answer_[0-9A-F]{8}$/),
      ]),
    );
  });

  test("the outputs that tools read have the same names as in every other stack", () => {
    const { output } = JSON.parse(readFileSync(join(app.outdir, "stacks", "plain", "cdk.tf.json"), "utf8"));
    expect(Object.keys(output)).toEqual(expect.arrayContaining(["url", "failover", "rollout"]));
  });

  test("a second API in the stack is rejected, because its providers have the same aliases", () => {
    expect(() => new GlobalApi(stack, "orders", propsOf({ name: "orders" }))).toThrow(
      "plain/orders/eu-west-1: the stack already has a provider with the alias eu-west-1; add each API to its own stack",
    );
  });

  test("an output of the same name is rejected", () => {
    new TerraformOutput(stack, "url", { value: "https://www.example.com" });
    expect(() => app.synth()).toThrow("plain/url: the API declares the output url");
  });

  test("every resource can be reached and changed", () => {
    const [region] = api.regions;
    expect(region?.deployment.gateway.resource.nameInput).toBe("invoices");
    expect(region?.deployment.shared.mapping.domainNameInput).toBeDefined();
    expect(api.routing.healthCheckIds).toHaveProperty("us-east-1");
  });
});

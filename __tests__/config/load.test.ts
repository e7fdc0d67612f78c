import { ConfigurationError, loadConfiguration } from "../../src/config";

function linesFor(input: unknown): readonly string[] {
  try {
    loadConfiguration(input);
  } catch (error) {
    if (error instanceof ConfigurationError) {
      return error.lines;
    }
    throw error;
  }
  return [];
}

describe("defaults", () => {
  const configuration = loadConfiguration({});

  test("are two regions, each of which may stand in for the other", () => {
    expect(configuration.regions).toEqual([
      { name: "eu-west-1", status: "serving", failover: ["us-east-1"] },
      { name: "us-east-1", status: "serving", failover: ["eu-west-1"] },
    ]);
  });

  test("check each region every 30 seconds from three continents", () => {
    expect(configuration.domainName).toBe("api.example.com");
    expect(configuration.healthCheck).toEqual({
      path: "/status",
      intervalSeconds: 30,
      failureThreshold: 3,
      checkerRegions: ["us-west-2", "eu-west-1", "ap-southeast-1"],
    });
  });

  test("protect the table and keep the state beside the project", () => {
    expect(configuration.table).toMatchObject({ home: "us-east-1", deletionProtection: true });
    expect(configuration.stateBackend).toEqual({ type: "local" });
  });
});

describe("regions", () => {
  test("come in the same order whatever the order of their keys", () => {
    const names = (regions: object) => loadConfiguration({ regions }).regions.map(({ name }) => name);
    expect(names({ "us-east-1": {}, "eu-west-1": {}, "ap-south-1": {} })).toEqual(
      names({ "ap-south-1": {}, "eu-west-1": {}, "us-east-1": {} }),
    );
  });

  test("that drain or are retired stand in for nobody", () => {
    const { regions } = loadConfiguration({
      regions: {
        "us-east-1": {},
        "eu-west-1": { status: "draining" },
        "ap-south-1": { status: "retired" },
        "us-west-2": {},
      },
    });
    expect(regions.find(({ name }) => name === "us-east-1")?.failover).toEqual(["us-west-2"]);
  });

  test("with an empty failover list are answered by nobody else", () => {
    const { regions } = loadConfiguration({ regions: { "us-east-1": {}, "eu-west-1": { failover: [] } } });
    expect(regions.find(({ name }) => name === "eu-west-1")?.failover).toEqual([]);
  });

  test("may be one", () => {
    expect(loadConfiguration({ regions: { "us-east-1": {} } }).regions).toHaveLength(1);
  });
});

describe("a wrong value is named with its key and what would be right", () => {
  test.each([
    [
      { name: "Api" },
      'name: "Api" is not 2 to 22 lower-case letters, digits and hyphens, beginning with a letter',
    ],
    [
      { domainName: "example" },
      'domainName: "example" is not a domain name in lower case, such as example.com',
    ],
    [
      { domainName: "api.example.org" },
      'domainName: "api.example.org" is not a name in the hosted zone example.com',
    ],
    [
      { domainName: `${"a".repeat(60)}.example.com` },
      `domainName: "${"a".repeat(60)}.example.com" is not a domain name of at most 64 characters`,
    ],
    [
      { regions: { "us-east-1": { failover: ["us-east-1"] } } },
      'regions.us-east-1.failover[0]: "us-east-1" is not another region: a region cannot stand in for itself',
    ],
    [
      { regions: { "us-east-1": {}, "eu-west-1": { failover: ["us-east-9"] } } },
      'regions.eu-west-1.failover[0]: "us-east-9" is not one of the configured regions (eu-west-1, us-east-1)',
    ],
    [
      { regions: { "us-east-1": { status: "gone" } } },
      'regions.us-east-1.status: "gone" is not one of serving, draining, retired',
    ],
    [
      { regions: { "us-east-1": { status: "draining" } } },
      'regions: none is "serving"; at least one must be',
    ],
    [
      { regions: { "eu-west-1": {} } },
      'table.home: "us-east-1" is not one of the configured regions (eu-west-1)',
    ],
    [
      { regions: { "us-east-1": { status: "retired" }, "eu-west-1": {} } },
      'regions.us-east-1.status: "retired" is not possible: the table is at home there',
    ],
    [
      { healthCheck: { intervalSeconds: 20 } },
      "healthCheck.intervalSeconds: 20 is not one of 10, 30 (seconds)",
    ],
    [
      { healthCheck: { path: "status" } },
      'healthCheck.path: "status" is not a path that begins with /, such as /status',
    ],
    [
      { stateBackend: { type: "s3", region: "eu-west-1" } },
      "stateBackend.bucket: missing; it must be the name of an S3 bucket",
    ],
    [
      { stateBackend: { type: "gcs" } },
      'stateBackend.type: "gcs" is not an object with "type": "local" or "type": "s3"',
    ],
    [
      { clientNetworks: ["10.0.0.0"] },
      'clientNetworks[0]: "10.0.0.0" is not a network such as 192.0.2.0/24 or 2001:db8::/32',
    ],
    [
      { clientNetworks: ["192.0.2.0/24"], canary: { enabled: true } },
      "canary.enabled: true is not possible with clientNetworks: AWS chooses the addresses it asks from",
    ],
    [
      { permissionsBoundaryArn: "boundary" },
      'permissionsBoundaryArn: "boundary" is not the ARN of an IAM policy, such as arn:aws:iam::123456789012:policy/boundary',
    ],
    [{ rates: { schedule: "hourly" } }, 'rates.schedule: "hourly" is not a schedule such as rate(1 hour)'],
    [{ tags: { team: 5 } }, "tags.team: 5 is not a tag's value of at most 256 characters"],
    ["text", 'globalApi: "text" is not an object with the keys'],
    [null, "globalApi: null is not an object with the keys"],
  ])("%j", (input, line) => {
    expect(linesFor(input)).toEqual([expect.stringContaining(line)]);
  });

  test("fewer than three checkers' regions are too few for Route 53", () => {
    expect(linesFor({ healthCheck: { checkerRegions: ["us-east-1", "us-west-2"] } })).toEqual([
      expect.stringMatching(/^healthCheck\.checkerRegions: .* is not at least three of us-east-1, us-west-1/),
    ]);
  });
});

test("an unknown key is named with the nearest known one", () => {
  expect(linesFor({ regoins: {} })).toEqual(['globalApi: unknown key "regoins"; did you mean "regions"?']);
  expect(linesFor({ table: { hom: "us-east-1" } })).toEqual([
    'table: unknown key "hom"; did you mean "home"?',
  ]);
  expect(linesFor({ regions: { "us-east-1": {}, "eu-wst-1": {} } })).toEqual([
    'regions: unknown key "eu-wst-1"; did you mean "eu-west-1"?',
  ]);
});

test("all that is wrong is said at once", () => {
  const lines = linesFor({ name: "X", table: { home: "moon" }, logRetentionDays: 31, regoins: {} });
  expect(lines.map((line) => line.split(":")[0])).toEqual([
    "name",
    "table.home",
    "logRetentionDays",
    "globalApi",
  ]);
});

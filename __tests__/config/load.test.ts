import { ConfigurationError } from "../../src/config";
import { configured } from "../configured";

function linesFor(input: unknown, contextKey?: string): readonly string[] {
  try {
    configured(input, contextKey);
  } catch (error) {
    if (error instanceof ConfigurationError) {
      return error.lines;
    }
    throw error;
  }
  return [];
}

describe("defaults", () => {
  const configuration = configured({});

  test("are two regions, each of which may stand in for the other", () => {
    expect(configuration.regions).toEqual([
      { name: "eu-west-1", status: "serving", failover: ["us-east-1"] },
      { name: "us-east-1", status: "serving", failover: ["eu-west-1"] },
    ]);
  });

  test("check each region every 30 seconds from four continents", () => {
    expect(configuration.domainName).toBe("api.example.com");
    expect(configuration.healthCheck).toEqual({
      path: "/health-check",
      intervalSeconds: 30,
      failureThreshold: 3,
      checkerRegions: [
        "us-east-1",
        "us-west-2",
        "eu-west-1",
        "ap-southeast-1",
        "ap-northeast-1",
        "sa-east-1",
      ],
    });
  });

  test("protect the table and keep the state beside the project", () => {
    expect(configuration.table).toMatchObject({ home: "us-east-1", deletionProtection: true });
    expect(configuration.stateBackend).toEqual({ type: "local" });
  });
});

describe("limits", () => {
  const clients = { names: ["acme"] };
  const perAddress = (settings: object) => configured(settings).webAcl.requestsPerAddress;

  test("of an address are half of one method's, and not less than those of a client with a key", () => {
    expect(perAddress({})).toBe(15_000);
    expect(perAddress({ throttling: { requestsPerSecond: 1 } })).toBe(150);
    expect(perAddress({ throttling: { requestsPerSecond: 10 }, clients })).toBe(3000);
    expect(perAddress({ webAcl: { requestsPerAddress: 500 } })).toBe(500);
  });

  test.each([
    [
      { webAcl: { requestsPerAddress: 30_001 } },
      "webAcl.requestsPerAddress: 30001 is more than 30000, the limit of throttling.requestsPerSecond: 100 in five minutes",
    ],
    [
      { webAcl: { requestsPerAddress: 2999 }, clients },
      "webAcl.requestsPerAddress: 2999 is less than 3000, which clients.requestsPerSecond: 10 grants one client in five minutes",
    ],
    [
      { throttling: { requestsPerSecond: 9 }, clients },
      "clients.requestsPerSecond: 10 (the default) is more than throttling.requestsPerSecond: 9",
    ],
    [{ clients: { ...clients, burst: 201 } }, "clients.burst: 201 is more than throttling.burst: 200"],
    [
      { clients: { ...clients, requestsPerDay: 864_001 } },
      "clients.requestsPerDay: 864001 is more than 864000, the limit of clients.requestsPerSecond: 10 in one day",
    ],
    [
      { functions: { api: { reservedConcurrency: 49 } } },
      "functions.api.reservedConcurrency: 49 is less than 50, the concurrent executions needed for throttling.requestsPerSecond: 100 at objectives.latencyMilliseconds: 500 (100 × 0.5 s)",
    ],
    [
      {
        throttling: { requestsPerSecond: 333 },
        objectives: { latencyMilliseconds: 10 },
        functions: { api: { reservedConcurrency: 3 } },
      },
      "functions.api.reservedConcurrency: 3 is less than 4, the concurrent executions needed for throttling.requestsPerSecond: 333 at objectives.latencyMilliseconds: 10 (333 × 0.01 s)",
    ],
  ])("that contradict each other are reported with both keys: %j", (settings, line) => {
    expect(() => configured(settings)).toThrow(new ConfigurationError([line]));
  });

  test("that only just agree are accepted", () => {
    const settings = {
      throttling: { requestsPerSecond: 10, burst: 20 },
      clients: { ...clients, requestsPerDay: 864_000 },
      webAcl: { requestsPerAddress: 3000 },
      functions: { api: { reservedConcurrency: 5 } },
    };
    expect(perAddress(settings)).toBe(3000);
  });
});

describe("a rollout", () => {
  test("is all at once, watched for ten minutes, unless configured", () => {
    expect(configured({}).rollout).toEqual({ type: "all-at-once", bakeMinutes: 10 });
  });

  test.each([
    [{ type: "bluegreen" }, 'rollout.type: "bluegreen" is not one of all-at-once, canary, linear'],
    [{ type: "canary", percent: 100 }, "rollout.percent: 100 is not a whole number of percent from 1 to 99"],
    [{ type: "canary", minutes: 0 }, "rollout.minutes: 0 is not a whole number of minutes from 1 to 2880"],
    [{ bakeMinutes: 721 }, "rollout.bakeMinutes: 721 is not a whole number of minutes from 0 to 720"],
    [{ percent: 5 }, 'rollout.percent: 5 needs rollout.type: "canary" or "linear"'],
    [
      { type: "linear", percent: 3, minutes: 90 },
      "rollout.minutes: 90 is too long: with rollout.percent: 3, the steps take 2970 minutes, and CodeDeploy allows 2880",
    ],
    [
      { firstRegion: "ap-south-1" },
      'rollout.firstRegion: "ap-south-1" is not a serving region (eu-west-1, us-east-1)',
    ],
  ])("%j is rejected in one line", (rollout, line) => {
    expect(() => configured({ rollout })).toThrow(new ConfigurationError([line]));
  });

  test("may take as long as CodeDeploy allows", () => {
    expect(configured({ rollout: { type: "linear", percent: 50, minutes: 2880 } }).rollout).toMatchObject({
      minutes: 2880,
    });
  });
});

describe("regions", () => {
  test("come in the same order whatever the order of their keys", () => {
    const names = (regions: object) => configured({ regions }).regions.map(({ name }) => name);
    expect(names({ "us-east-1": {}, "eu-west-1": {}, "ap-south-1": {} })).toEqual(
      names({ "ap-south-1": {}, "eu-west-1": {}, "us-east-1": {} }),
    );
  });

  test("that are draining or retired do not stand in for other regions", () => {
    const { regions } = configured({
      regions: {
        "us-east-1": {},
        "eu-west-1": { status: "draining" },
        "ap-south-1": { status: "retired" },
        "us-west-2": {},
      },
    });
    expect(regions.find(({ name }) => name === "us-east-1")?.failover).toEqual(["us-west-2"]);
  });

  test("with an empty failover list have no stand-ins", () => {
    const { regions } = configured({ regions: { "us-east-1": {}, "eu-west-1": { failover: [] } } });
    expect(regions.find(({ name }) => name === "eu-west-1")?.failover).toEqual([]);
  });

  test("may be one", () => {
    expect(configured({ regions: { "us-east-1": {} } }).regions).toHaveLength(1);
  });
});

describe("reports an invalid value with its key and the allowed values", () => {
  test.each([
    [
      { name: "Api" },
      'name: "Api" is not 3 to 22 lowercase letters, digits and hyphens, beginning with a letter',
    ],
    [
      { domainName: "example" },
      'domainName: "example" is not a domain name in lower case, such as example.com',
    ],
    [
      { domainName: "api.example.org" },
      'domainName: "api.example.org" is not a name in hostedZone.create, "example.com" (the default)',
    ],
    [
      { hostedZone: { create: "example.org" } },
      'domainName: "api.example.com" (the default) is not a name in hostedZone.create, "example.org"',
    ],
    [{ regions: {} }, 'regions: none is "serving"; at least one must be'],
    [
      { domainName: "api.example.com." },
      'domainName: "api.example.com." is not a domain name as DNS stores it; did you mean "api.example.com"?',
    ],
    [
      { domainName: "API.Example.com" },
      'domainName: "API.Example.com" is not a domain name as DNS stores it; did you mean "api.example.com"?',
    ],
    [
      { domainName: "api.example.com", hostedZone: { id: "Z0000000", name: "bücher.example" } },
      'hostedZone.name: "bücher.example" is not a domain name as DNS stores it; did you mean "xn--bcher-kva.example"?',
    ],
    [{ hostedZone: { zone: "example.com" } }, 'hostedZone: {"zone":"example.com"} is not either { '],
    [
      { domainName: `${"a".repeat(60)}.example.com` },
      `domainName: "${"a".repeat(60)}.example.com" is not a domain name of at most 64 characters`,
    ],
    [
      { regions: { "us-east-1": { failover: ["us-east-1"] } } },
      'regions.us-east-1.failover[0]: "us-east-1" is not possible: a region cannot be its own stand-in',
    ],
    [
      { regions: { "us-east-1": {}, "eu-west-1": { failover: ["us-east-9"] } } },
      'regions.eu-west-1.failover[0]: "us-east-9" is not a configured region (eu-west-1, us-east-1); did you mean "us-east-1"?',
    ],
    [
      { regions: { "us-east-1": {}, "eu-west-1": { failover: ["ap-south-1"] } } },
      'regions.eu-west-1.failover[0]: "ap-south-1" is not a configured region (eu-west-1, us-east-1)',
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
      'table.home: "us-east-1" (the default) is not a configured region (eu-west-1)',
    ],
    [
      { regions: { "us-gov-west-1": {} } },
      'regions: "us-gov-west-1" is not supported: it belongs to AWS GovCloud (US), and global tables and DNS records do not span partitions',
    ],
    [
      { table: { home: "cn-north-1" } },
      'table.home: "cn-north-1" is not supported: it belongs to AWS China, and global tables and DNS records do not span partitions',
    ],
    [
      { table: { home: "ap-southeast-6" } },
      'table.home: "ap-southeast-6" is not supported: AWS provider 5.100.0 does not know it',
    ],
    [
      { table: { home: "US-EAST-1" } },
      'table.home: "US-EAST-1" is not an AWS region; did you mean "us-east-1"?',
    ],
    [{ table: { home: "moon" } }, 'table.home: "moon" is not an AWS region, such as us-east-1'],
    [
      { regions: { "us-east-1": { status: "retired" }, "eu-west-1": {} } },
      'regions.us-east-1.status: "retired" is not possible: the table\'s home region cannot be retired',
    ],
    [
      { healthCheck: { intervalSeconds: 20 } },
      "healthCheck.intervalSeconds: 20 is not one of 10, 30 (seconds)",
    ],
    [
      { healthCheck: { path: "status" } },
      'healthCheck.path: "status" is not a path of at most 128 characters without a query, such as /health-check',
    ],
    [
      { healthCheck: { path: "/status?deep=1" } },
      'healthCheck.path: "/status?deep=1" is not a path of at most 128 characters without a query, such as /health-check',
    ],
    [
      { healthCheck: { path: `/${"a".repeat(128)}` } },
      `healthCheck.path: "/${"a".repeat(98)}… is not a path of at most 128 characters without a query, such as /health-check`,
    ],
    [
      { name: "rates-eu-west-1" },
      'name: "rates-eu-west-1" is not possible: a name that ends with a region could collide with another deployment\'s dashboard',
    ],
    [
      { tags: Object.fromEntries([..."abcdefgh"].map((tag) => [tag, "value"])) },
      "is not an object of at most 7 tags",
    ],
    ...[{ service: "fx" }, { managedby: "us" }, { Team: "fx", team: "fx" }].map((tags): [object, string] => [
      { tags },
      "is not an object of tags with different names, in any letter case, and without Service and ManagedBy",
    ]),
    [
      { corsOrigins: Array.from({ length: 100 }, (_, index) => `https://${index}.shops.example.com`) },
      "is not a list of at most 3,000 characters in all",
    ],
    [
      { clientNetworks: Array.from({ length: 250 }, (_, index) => `2001:db8:ffff:ffff:${index + 1}::/80`) },
      "is not a list of at most 7,000 characters in all",
    ],
    [
      { stateBackend: { type: "s3", bucket: "192.0.2.1", region: "eu-north-1" } },
      'stateBackend.bucket: "192.0.2.1" is not the name of an S3 bucket: 3 to 63 lowercase letters, digits, hyphens and dots, and no IP address',
    ],
    [
      { stateBackend: { type: "s3", region: "eu-west-1" } },
      "stateBackend.bucket: missing; it must be the name of an S3 bucket: 3 to 63 lowercase letters, digits, hyphens and dots, and no IP address",
    ],
    [
      { stateBackend: { type: "s3", bucket: "states", region: "eu-west-1" } },
      'stateBackend.region: "eu-west-1" is a region of the API (eu-west-1, us-east-1): you could not plan or apply while it is down; use another region',
    ],
    [{ stateBackend: { type: "gcs" } }, 'stateBackend.type: "gcs" is not one of local, s3'],
    [{ stateBackend: { bucket: "states" } }, "stateBackend.type: missing; it must be one of local, s3"],
    [{ stateBackend: "s3" }, 'stateBackend: "s3" is not an object with "type": "local" or "type": "s3"'],
    [
      { clientNetworks: ["10.0.0.0"] },
      'clientNetworks[0]: "10.0.0.0" is not a network such as 192.0.2.0/24 or 2001:db8::/32',
    ],
    [
      { clientNetworks: ["192.0.2.0/24"], canary: { enabled: true } },
      "canary.enabled: true is not possible with clientNetworks: AWS chooses the addresses that the canary calls from",
    ],
    [
      { permissionsBoundaryArn: "boundary" },
      'permissionsBoundaryArn: "boundary" is not the ARN of an IAM policy, such as arn:aws:iam::123456789012:policy/boundary',
    ],
    [
      { rates: { schedule: "hourly" } },
      'rates.schedule: "hourly" is not a schedule such as rate(1 hour): expected rate(…) or cron(…)',
    ],
    [
      { canary: { schedule: "rate(1 minutes)" } },
      'canary.schedule: "rate(1 minutes)" is not a schedule such as rate(5 minutes): expected rate(1 minute)',
    ],
    [
      { tags: { team: 5 } },
      "tags.team: 5 is not text of at most 256 letters, digits, spaces and . : / = + - @ _",
    ],
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

describe("an unknown key", () => {
  test("is reported with the nearest known one", () => {
    expect(linesFor({ regoins: {} })).toEqual(['globalApi: unknown key "regoins"; did you mean "regions"?']);
    expect(linesFor({ table: { Home: "us-east-1" } })).toEqual([
      'table: unknown key "Home"; did you mean "home"?',
    ]);
    expect(linesFor({ regions: { "us-east-1": {}, "eu-wst-1": {} } })).toEqual([
      'regions: "eu-wst-1" is not an AWS region; did you mean "eu-west-1"?',
    ]);
  });

  test("that resembles no known one is reported with all known ones", () => {
    expect(linesFor({ table: { replicas: 2 } })).toEqual([
      'table: unknown key "replicas" (known: home, deletionProtection)',
    ]);
    expect(linesFor({ regions: { "us-east-1": {}, mars: {} } })).toEqual([
      'regions: "mars" is not an AWS region, such as us-east-1',
    ]);
  });

  test("has a line of its own", () => {
    expect(linesFor({ table: { hom: "us-east-1", replicas: 2 } })).toEqual([
      'table: unknown key "hom"; did you mean "home"?',
      'table: unknown key "replicas" (known: home, deletionProtection)',
    ]);
  });
});

test("every fault is reported at once", () => {
  const lines = linesFor({ name: "X", table: { home: "moon" }, logRetentionDays: 31, regoins: {} });
  expect(lines.map((line) => line.split(":")[0])).toEqual([
    "name",
    "table.home",
    "logRetentionDays",
    "globalApi",
  ]);
});

test("reports keys of another deployment with its context key", () => {
  expect(linesFor({ regions: { "us-east-1": { failover: ["us-west-2"] } } }, "staging")).toEqual([
    'staging.regions.us-east-1.failover[0]: "us-west-2" is not a configured region (us-east-1)',
  ]);
  expect(linesFor({ regoins: {} }, "staging")).toEqual([
    'staging: unknown key "regoins"; did you mean "regions"?',
  ]);
});

describe("domain names", () => {
  test.each(["example.com", "xn--bcher-kva.example", "xn--80ak6aa92e.xn--p1ai", "xn--fsqu00a.xn--55qx5d"])(
    "accept %s",
    (create) => {
      expect(linesFor({ domainName: `api.${create}`, hostedZone: { create } })).toEqual([]);
    },
  );
  test.each([
    "example.c",
    "example.123",
    "-example.com",
    "example-.com",
    "exa_mple.com",
    "xn--p1ai",
    "example.xn--",
  ])("reject %s", (create) => {
    expect(linesFor({ domainName: `api.${create}`, hostedZone: { create } })).not.toEqual([]);
  });
});

describe("regions", () => {
  test.each(["mx-central-1", "ap-east-2", "ap-southeast-5", "ap-southeast-7"])(
    "%s, which AWS opened lately, may be one",
    (region) => {
      expect(linesFor({ regions: { [region]: {} }, table: { home: region } })).toEqual([]);
    },
  );
});

describe("live rates", () => {
  const live = (settings: object) =>
    linesFor({ rates: { live: { keyParameter: "/rates/key", ...settings } } });

  test("are requested hourly by default, which the free plan allows", () => {
    expect(live({})).toEqual([]);
    expect(configured({ rates: { live: { keyParameter: "/rates/key" } } }).rates.live).toEqual({
      provider: "open-exchange-rates",
      keyParameter: "/rates/key",
      intervalMinutes: 60,
      requestsPerMonth: 1000,
    });
  });

  test("stay within the quota of the plan", () => {
    expect(live({ intervalMinutes: 45 })).toEqual([]);
    expect(live({ intervalMinutes: 1, requestsPerMonth: 44_640 })).toEqual([]);
    expect(live({ intervalMinutes: 5 })).toEqual([
      expect.stringContaining(
        "5 is too often for the plan: it needs 8928 requests per month, and rates.live.requestsPerMonth is 1000; the shortest interval is 45",
      ),
    ]);
  });

  test("need the name of a key", () => {
    expect(linesFor({ rates: { live: {} } })).toHaveLength(1);
  });
});

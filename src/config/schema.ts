import * as z from "zod/mini";
import { CHECKER_REGION_NAMES, REGION_NAMES } from "../aws";
import {
  distinct,
  domain,
  keyedByRegion,
  number,
  oneOf,
  oneOfNumbers,
  regionName,
  schedule,
  section,
  short,
  text,
  wholeNumber,
} from "./fields";

/**
 * A region's life. Leaving takes two deployments, because Terraform needs the region's provider to destroy what
 * the region holds: `draining` takes its traffic and its deletion protection away, `retired` destroys its
 * resources and keeps its provider; then its key can go.
 */
const REGION_STATUSES = ["serving", "draining", "retired"] as const;

const region = section({
  status: z._default(oneOf(REGION_STATUSES), "serving"),
  /** Who may answer for this region when it fails: the nearest healthy one to the client. Data residency is said here. */
  failover: z.optional(distinct(z.string(), 0, "a list of other regions, each named once")),
  /** API Gateway's stage cache: billed by the hour, whether it is used or not. */
  stageCache: z.optional(
    section({
      sizeGb: z.enum(
        ["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"],
        "a cache size as text: 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118 or 237",
      ),
      ttlSeconds: z._default(wholeNumber(1, 3600, "seconds"), 60),
    }),
  ),
});

/** The size and limits of one function. */
export function functionSettings(
  defaults: { readonly memoryMb: number; readonly timeoutSeconds: number },
  longestSeconds: number,
) {
  return z.prefault(
    section({
      memoryMb: z._default(wholeNumber(128, 10240, "megabytes"), defaults.memoryMb),
      timeoutSeconds: z._default(wholeNumber(1, longestSeconds, "seconds"), defaults.timeoutSeconds),
      /**
       * Reserved concurrency: both the guaranteed minimum and the hard maximum. Lambda keeps 100 of the account's
       * executions per region unreserved. @default - the account's unreserved executions
       *
       * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
       */
      reservedConcurrency: z.optional(wholeNumber(1, 10000, "executions")),
    }),
    {},
  );
}

const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const hostedZone = z.prefault(
  z.union(
    [
      section({
        id: text(/^Z[A-Z0-9]{3,31}$/, "a hosted zone id, such as Z0123456789ABCDEFGHIJ"),
        name: domain(),
      }),
      section({ create: domain() }),
    ],
    {
      error:
        'either { "id": "Z…", "name": "example.com" } for a hosted zone that exists or { "create": "example.com" }',
    },
  ),
  { create: "example.com" },
);

const stateBackend = z.prefault(
  z.discriminatedUnion(
    "type",
    [
      section({ type: z.literal("local") }),
      section({
        type: z.literal("s3"),
        /** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
        bucket: text(
          /^(?!xn--|.*\.\.|[\d.]+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
          "the name of an S3 bucket: 3 to 63 lower-case letters, digits, hyphens and dots, and no IP address",
        ),
        region: regionName(),
        key: z.optional(text(/^[^/].*$/, "a path in the bucket, such as my-api.tfstate")),
      }),
    ],
    {
      error: ({ code }) =>
        code === "invalid_union" ? "one of local, s3" : 'an object with "type": "local" or "type": "s3"',
    },
  ),
  { type: "local" },
);

/**
 * What a user may set in `cdktf.json` for any service, with the defaults.
 *
 * @param name - the default of `name`
 * @param serviceKeys - the keys that the service adds, which messages name, too
 */
export function platformSchema(name: string, serviceKeys: readonly string[]) {
  return section(platformShape(name), serviceKeys);
}

const platformShape = (defaultName: string) => ({
  /**
   * Prefix of every name in AWS, and the name of the stack and of its state. X-Ray allows 32 characters in all, and
   * DynamoDB requires three. A deployment named like another one's region would share a dashboard's name with it.
   */
  name: z._default(
    text(
      // It begins a bucket's name, too: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
      /^(?!xn--|sthree-|amzn-s3-demo-)[a-z][a-z0-9-]{1,20}[a-z0-9]$/,
      "3 to 22 lower-case letters, digits and hyphens, beginning with a letter and not with xn--, sthree- or amzn-s3-demo-",
    ).check(
      z.refine(
        (name) => !REGION_NAMES.some((region) => name.endsWith(`-${region}`)),
        "is not possible: with a region at its end, it could be the name of another deployment's dashboard",
      ),
    ),
    defaultName,
  ),
  /** At most 64 characters: a certificate's first name may not be longer. */
  domainName: z._default(
    domain().check(z.maxLength(64, "a domain name of at most 64 characters")),
    "api.example.com",
  ),
  hostedZone,
  regions: z.prefault(keyedByRegion(region), {
    "us-east-1": {},
    "eu-west-1": {},
  }),
  table: z.prefault(
    section({
      /** Where the table was first made; its replicas are in the other regions. Moving it makes a new, empty table. */
      home: z._default(regionName(), "us-east-1"),
      /** False before `destroy`, which AWS refuses otherwise. */
      deletionProtection: z._default(z.boolean("true or false"), true),
    }),
    {},
  ),
  healthCheck: z.prefault(
    section({
      path: z._default(
        text(/^\/[\w.~/-]{0,254}$/, "a path without a query, such as /health-check"),
        "/health-check",
      ),
      intervalSeconds: z._default(oneOfNumbers([10, 30], "seconds"), 30),
      failureThreshold: z._default(wholeNumber(1, 10, "failed checks"), 3),
      /**
       * At least three. Each additional region adds health-check requests; fewer than six let one of them keep an
       * unreachable region in service: docs/adr/0005-checker-regions.md
       */
      checkerRegions: z._default(
        distinct(
          oneOf(CHECKER_REGION_NAMES),
          3,
          `at least three of ${CHECKER_REGION_NAMES.join(", ")}, each named once`,
        ),
        ["us-east-1", "us-west-2", "eu-west-1", "ap-southeast-1", "ap-northeast-1", "sa-east-1"],
      ),
    }),
    {},
  ),
  /** Whether a person can move a region's users to its stand-ins: docs/evacuation.md. It costs a few dollars per region. */
  evacuation: z._default(z.boolean("true or false"), true),
  /**
   * "customer-keys": tables and logs are encrypted with each region's own key, too. Changing it replaces the
   * replicas, whose data comes back from the others.
   */
  encryption: z._default(oneOf(["aws-owned-keys", "customer-keys"]), "aws-owned-keys"),
  /** Of each method in each region. */
  throttling: z.prefault(
    section({
      requestsPerSecond: z._default(wholeNumber(1, 10000, "requests per second"), 100),
      burst: z._default(wholeNumber(1, 5000, "requests"), 200),
    }),
    {},
  ),
  logRetentionDays: z._default(oneOfNumbers(RETENTION_DAYS, "days"), 30),
  /** Set on every role, where the account asks for one. @default - none */
  permissionsBoundaryArn: z.optional(
    text(
      /^arn:aws:iam::(\d{12}|aws):policy\/[\w+=,.@/-]{1,512}$/,
      "the ARN of an IAM policy, such as arn:aws:iam::123456789012:policy/boundary",
    ),
  ),
  /** What users are promised; alarms are about how fast it is being broken. */
  objectives: z.prefault(
    section({
      availabilityPercent: z._default(number(90, 99.99, "percent"), 99.9),
      latencyPercent: z._default(number(50, 99.9, "percent"), 99),
      latencyMilliseconds: z._default(wholeNumber(10, 29_000, "milliseconds"), 500),
    }),
    {},
  ),
  /** Who is told when something is wrong. */
  alarmEmails: z._default(
    distinct(
      text(/^[^@\s]+@[^@\s]+\.[^@\s]+$/, "an e-mail address"),
      0,
      "a list of e-mail addresses, each once",
    ),
    [],
  ),
  /** "count" lets everything through and logs what "block" would refuse: how a new rule should begin. */
  webAcl: z.prefault(
    section({
      mode: z._default(oneOf(["block", "count"]), "block"),
      /** By one IP address in five minutes. @default - half of what `throttling` lets through to one method */
      requestsPerAddress: z.optional(wholeNumber(10, 2_000_000, "requests")),
    }),
    {},
  ),
  /** A function in each region that asks the other regions, and the shared name, what clients ask. */
  canary: z.prefault(
    section({
      enabled: z._default(z.boolean("true or false"), false),
      schedule: z._default(schedule("rate(5 minutes)"), "rate(5 minutes)"),
    }),
    {},
  ),
  tracing: z.prefault(
    section({
      /** Of requests beyond the first in each second. */
      samplePercent: z._default(number(0, 100, "percent"), 5),
    }),
    {},
  ),
  /**
   * Who may call the API, in CIDR notation; the health check's path stays open to Route 53's checkers. Once set, it is lifted by
   * 0.0.0.0/0 and ::/0: the AWS provider keeps a policy that is left out. @default - everybody
   */
  clientNetworks: z._default(
    short(
      distinct(
        z.union([z.cidrv4(), z.cidrv6()], "a network such as 192.0.2.0/24 or 2001:db8::/32"),
        0,
        "a list of networks, each once",
      ),
      // API Gateway's resource policies hold 8,192.
      7000,
    ),
    [],
  ),
  /**
   * With names, every operation asks for a key, one per client, except for public ones; each region counts the limits by
   * itself.
   */
  clients: z.prefault(
    section({
      names: z._default(
        distinct(
          text(/^[a-z][a-z0-9-]{0,29}$/, "a client's name: lower-case letters, digits and hyphens"),
          0,
          "a list of clients' names, each once",
        ),
        [],
      ),
      requestsPerSecond: z._default(wholeNumber(1, 10_000, "requests per second"), 10),
      burst: z._default(wholeNumber(1, 5000, "requests"), 20),
      requestsPerDay: z.optional(wholeNumber(1, 100_000_000, "requests")),
    }),
    {},
  ),
  /** Whose pages may read the API in a browser. */
  corsOrigins: z._default(
    short(
      distinct(
        text(/^(\*|https?:\/\/[\w.-]+(:\d+)?)$/, 'an origin such as https://www.example.com, or "*"'),
        0,
        "a list of origins, each once",
      ),
      // A function's environment holds 4,096.
      3000,
    ),
    [],
  ),
  stateBackend,
  tags: z._default(
    z
      .record(
        text(/^(?!aws:)[\w .:/=+@-]{1,128}$/i, "a tag's name that does not begin with aws:"),
        text(/^[\w .:/=+@-]{0,256}$/, "text of at most 256 letters, digits, spaces and . : / = + - @ _"),
        "an object whose values are text and whose names do not begin with aws:",
      )
      .check(
        // Route 53 takes ten in one request, of which three are ours.
        z.refine((tags) => Object.keys(tags).length <= 7, "an object of at most 7 tags"),
      ),
    {},
  ),
});

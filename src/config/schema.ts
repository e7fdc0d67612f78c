import * as z from "zod/mini";
import { DEFAULTS } from "../aws/defaults";
import * as values from "../aws/values";
import { distinct, keyedByRegion, oneOf, regionName, schedule, section, text, wholeNumber } from "./fields";
import { setting } from "./reference";

/**
 * The lifecycle of a region. Terraform needs a region's provider to destroy its resources, so a removal takes two
 * deployments: `draining` stops its traffic and turns off deletion protection, and `retired` destroys its resources and
 * keeps its provider. Then you can delete its key.
 */
const REGION_STATUSES = ["serving", "draining", "retired"] as const;

const region = section({
  status: setting(z._default(oneOf(REGION_STATUSES), "serving"), {
    does: "`draining` takes the region out of service, `retired` destroys its resources",
    later: "see [remove a region](../README.md#remove-a-region)",
  }),
  failover: setting(z.optional(distinct(z.string(), 0, "a list of other regions, each named once")), {
    does: "the regions that may answer for this one; `[]` means none: [where data stays](sovereignty.md)",
    later: "adds or removes stand-in records",
    unset: "all other regions",
  }),
  stageCache: z.optional(
    section({
      sizeGb: setting(values.cacheGigabytes, {
        does: "API Gateway's stage cache, billed by the hour whether it is used or not",
        later: "in place; API Gateway empties the cache, and responses are uncached for some minutes",
      }),
      ttlSeconds: setting(z._default(values.cacheSeconds, 60), {
        does: "how long a response is cached",
        later: "in place",
      }),
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
      memoryMb: setting(z._default(wholeNumber(128, 10240, "megabytes"), defaults.memoryMb), {
        does: "the function's memory; its CPU grows in proportion",
        later: "publishes a version, in place",
      }),
      timeoutSeconds: setting(
        z._default(wholeNumber(1, longestSeconds, "seconds"), defaults.timeoutSeconds),
        { does: "the longest invocation before Lambda stops it", later: "publishes a version, in place" },
      ),
      /** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
      reservedConcurrency: setting(z.optional(wholeNumber(1, 10000, "executions")), {
        does: "concurrent executions per region: both the guaranteed minimum and the hard maximum. Lambda requires that 100 of the account's executions stay unreserved",
        later: "in place",
        unset: "shares the account's unreserved executions",
      }),
    }),
    {},
  );
}

const hostedZone = setting(
  z.prefault(
    z.union(
      [
        section({
          id: text(/^Z[A-Z0-9]{3,31}$/, "a hosted zone id, such as Z0123456789ABCDEFGHIJ"),
          name: values.domain(),
        }),
        section({ create: values.domain() }),
      ],
      {
        error:
          'either { "id": "Z…", "name": "example.com" } for an existing hosted zone or { "create": "example.com" }',
      },
    ),
    { create: "example.com" },
  ),
  {
    does: "the hosted zone of `domainName`: an existing one, or one that the stack creates",
    later:
      "**not possible**: [what to do instead](local-deploy.md#changes-that-a-deployed-stack-does-not-take)",
  },
);

const stateBackend = setting(
  z.prefault(
    z.discriminatedUnion(
      "type",
      [
        section({ type: z.literal("local") }),
        section({
          type: z.literal("s3"),
          /** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
          bucket: text(
            /^(?!xn--|.*\.\.|[\d.]+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
            "the name of an S3 bucket: 3 to 63 lowercase letters, digits, hyphens and dots, and no IP address",
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
  ),
  {
    does: "where Terraform stores the state. S3 uses a lock file. The bucket must be in a region that the API does not use: you could not plan or apply while that region is down",
    later: "moves the state: `terraform init -migrate-state` in the stack's folder, once",
  },
);

/**
 * The settings in `cdktf.json` for any service, with their defaults.
 *
 * @param name - the default of `name`
 * @param serviceKeys - the service's additional keys, for messages
 */
export function platformSchema(name: string, serviceKeys: readonly string[]) {
  return section(platformShape(name), serviceKeys);
}

const platformShape = (defaultName: string) => ({
  /**
   * X-Ray allows 32 characters in all, and DynamoDB requires three. A deployment named like another one's region would
   * share a dashboard's name with it.
   */
  name: setting(z._default(values.name, defaultName), {
    does: "prefix of every name in AWS, and the name of the stack and its state",
    later: "**not possible**: a new name creates a new, empty table",
  }),
  /** A certificate's first name has at most 64 characters. */
  domainName: setting(z._default(values.domainName, "api.example.com"), {
    does: "the API's name; at most 64 characters",
    later: "**an outage**: Terraform destroys the names and certificates first. Create a second deployment",
  }),
  hostedZone,
  regions: setting(
    z.prefault(keyedByRegion(region), {
      "us-east-1": {},
      "eu-west-1": {},
    }),
    {
      does: "the regions of the API, each with settings of its own",
      later: "a new key adds a region; remove one [in three steps](../README.md#remove-a-region)",
    },
  ),
  table: z.prefault(
    section({
      home: setting(z._default(regionName(), "us-east-1"), {
        does: "the region where the table is created first",
        later: "**not possible**: the table would be created again, empty",
      }),
      deletionProtection: setting(z._default(z.boolean("true or false"), DEFAULTS.deletionProtection), {
        does: "whether AWS refuses to delete the table and its replicas; set it to `false` before you destroy the stack",
        later: "in place",
      }),
    }),
    {},
  ),
  healthCheck: z.prefault(
    section({
      path: setting(z._default(values.healthCheckPath, DEFAULTS.healthCheck.path), {
        does: "the path that health checks request: a GET operation without a key or parameters, open to Route 53's checkers only",
        later: "in place; the checks request the new path at once",
      }),
      intervalSeconds: setting(z._default(values.checkSeconds, DEFAULTS.healthCheck.intervalSeconds), {
        does: "time between two checks; 10 seconds adds $1 per region per month",
        later: "replaces the health checks, created first",
      }),
      failureThreshold: setting(z._default(values.failedChecks, DEFAULTS.healthCheck.failureThreshold), {
        does: "consecutive failed checks that make a region unhealthy",
        later: "in place",
      }),
      checkerRegions: setting(z._default(values.checkerRegions, [...DEFAULTS.healthCheck.checkerRegions]), {
        does: "the regions that Route 53 checks from: [why six](adr/0005-checker-regions.md)",
        later: "in place",
      }),
    }),
    {},
  ),
  evacuation: setting(z._default(z.boolean("true or false"), DEFAULTS.evacuation), {
    does: "whether a person can [move a region's users](evacuation.md) to its stand-ins",
    later: "adds or removes the markers and their checks; records change in place",
  }),
  encryption: setting(z._default(oneOf(["aws-owned-keys", "customer-keys"]), DEFAULTS.encryption), {
    does: "`customer-keys` encrypts tables and logs with a key per region",
    later:
      "**replaces the replicas**: [what to do instead](local-deploy.md#changes-that-a-deployed-stack-does-not-take)",
  }),
  rollout: z.prefault(
    section({
      type: setting(z._default(oneOf(["all-at-once", "canary", "linear"]), DEFAULTS.rollout.type), {
        does: "how a region's requests move to a new version of a function: [rollouts](rollout.md)",
        later:
          "[in place](rollout.md#change-the-type); back to `all-at-once`, the next apply moves every alias to the version published last",
      }),
      percent: setting(z.optional(values.stepPercent), {
        does: "the requests that `canary` moves first, or that `linear` moves in each step",
        later: "replaces the deployment configurations, created first",
        unset: String(DEFAULTS.rollout.percent),
      }),
      minutes: setting(z.optional(values.stepMinutes), {
        does: "time between two steps; all steps end within 48 hours",
        later: "replaces the deployment configurations, created first",
        unset: String(DEFAULTS.rollout.minutes),
      }),
      bakeMinutes: setting(z._default(values.bakeMinutes, DEFAULTS.rollout.bakeMinutes), {
        does: "how long `npm run apply` watches a region before it continues with the next one",
        later: "in place",
      }),
      firstRegion: setting(z.optional(regionName()), {
        does: "the region that changes first",
        later: "in place",
        unset: "the region with the fewest requests",
      }),
    }),
    {},
  ),
  throttling: z.prefault(
    section({
      requestsPerSecond: setting(
        z._default(values.requestsPerSecond, DEFAULTS.throttling.requestsPerSecond),
        {
          does: "the steady rate per method per region",
          later: "in place",
        },
      ),
      burst: setting(z._default(values.burst, DEFAULTS.throttling.burst), {
        does: "the burst per method per region",
        later: "in place",
      }),
    }),
    {},
  ),
  logRetentionDays: setting(z._default(values.retentionDays, DEFAULTS.logRetentionDays), {
    does: "how long logs are kept",
    later: "in place; a shorter retention deletes older logs",
  }),
  permissionsBoundaryArn: setting(z.optional(values.policyArn), {
    does: "a [permissions boundary](ci-roles.md#a-permissions-boundary) for every role",
    later: "in place",
  }),
  objectives: z.prefault(
    section({
      availabilityPercent: setting(
        z._default(values.availabilityPercent, DEFAULTS.objectives.availabilityPercent),
        {
          does: "percentage of responses without a server error; alarms fire when the error budget burns too fast",
          later: "alarms and dashboards, in place",
        },
      ),
      latencyPercent: setting(z._default(values.latencyPercent, DEFAULTS.objectives.latencyPercent), {
        does: "percentage of responses within `latencyMilliseconds`",
        later: "alarms and dashboards, in place",
      }),
      latencyMilliseconds: setting(
        z._default(values.latencyMilliseconds, DEFAULTS.objectives.latencyMilliseconds),
        {
          does: "the latency objective",
          later: "alarms and dashboards, in place",
        },
      ),
    }),
    {},
  ),
  alarmEmails: setting(z._default(values.emails, []), {
    does: "recipients of alarms; each confirms the subscription once per region",
    later: "adds or removes subscriptions",
  }),
  webAcl: z.prefault(
    section({
      mode: setting(z._default(oneOf(["block", "count"]), DEFAULTS.webAcl.mode), {
        does: "`count` logs the requests that `block` would reject, and lets them through",
        later: "in place",
      }),
      requestsPerAddress: setting(z.optional(values.requestsPerAddress), {
        does: "requests per IP address in five minutes",
        later: "in place",
        unset: "half of the `throttling` limit of one method",
      }),
    }),
    {},
  ),
  canary: z.prefault(
    section({
      enabled: setting(z._default(z.boolean("true or false"), false), {
        does: "a function in each region that sends client requests to the other regions and to `domainName`",
        later: "adds or removes the canaries and their alarms",
      }),
      schedule: setting(z._default(schedule(DEFAULTS.canary.schedule), DEFAULTS.canary.schedule), {
        does: "when the canaries run",
        later: "in place; alarms follow",
      }),
    }),
    {},
  ),
  tracing: z.prefault(
    section({
      samplePercent: setting(z._default(values.samplePercent, DEFAULTS.tracing.samplePercent), {
        does: "the share of requests that X-Ray traces, beyond the first in each second",
        later: "in place",
      }),
    }),
    {},
  ),
  clientNetworks: setting(z._default(values.networks, []), {
    does: "the only networks that may call the API, IPv4 and IPv6; the health check's path stays open to Route 53's checkers",
    later:
      'in place; to open the API again, set `["0.0.0.0/0", "::/0"]`, because the provider keeps a policy that is removed',
  }),
  clients: z.prefault(
    section({
      names: setting(z._default(values.clientNames, []), {
        does: "clients with an API key, the same key in every region. With names, every operation that is not public requires a key",
        later: "adds or removes keys; the other keys stay",
      }),
      requestsPerSecond: setting(z._default(values.requestsPerSecond, 10), {
        does: "a client's steady rate, counted in each region",
        later: "in place",
      }),
      burst: setting(z._default(values.burst, 20), {
        does: "a client's burst, counted in each region",
        later: "in place",
      }),
      requestsPerDay: setting(z.optional(values.requestsPerDay), {
        does: "a client's requests per day, counted in each region",
        later: "in place",
        unset: "unlimited",
      }),
    }),
    {},
  ),
  corsOrigins: setting(z._default(values.origins, []), {
    does: "origins whose pages may read the API in a browser",
    later: "a new REST deployment and function version, in place",
  }),
  stateBackend,
  tags: setting(z._default(values.tags, {}), {
    does: "tags of every resource, in addition to `Service` and `ManagedBy`; at most 7, because Route 53 allows 10",
    later: "in place",
  }),
});

import {
  type CheckerRegionName,
  DEFAULT_STEP,
  LONGEST_SHIFT_MINUTES,
  REGION_NAMES,
  type RegionName,
  shiftMinutes,
  type TrafficShift,
} from "../aws";
import type { ITopic } from "./alarm-topic";
import type { ClientSettings } from "./client-keys";
import type { HealthCheckSettings } from "./health-check";
import type { HostedZoneInput } from "./hosted-zone";
import { InvalidInput, requireWithin } from "./invalid-input";
import type { Objectives } from "./objectives";
import type { StageCache, Throttling } from "./regional-api";
import type { WebAclSettings } from "./web-acl";

/** A region of an API. */
export interface RegionProps {
  readonly name: RegionName;
  /**
   * Terraform needs a region's provider to destroy its resources, so a removal takes two deployments: `draining` stops
   * its traffic and turns off deletion protection, and `retired` destroys its resources and keeps its provider. Then
   * you can delete the region.
   *
   * @default "serving"
   */
  readonly status?: "serving" | "draining" | "retired";
  /** The regions that may answer for this one when it fails. @default - all other regions */
  readonly failover?: readonly RegionName[];
  /** @default - no cache */
  readonly stageCache?: StageCache | undefined;
}

export interface GlobalApiProps {
  /** Prefix of every name in AWS. @default - the construct's id */
  readonly name?: string;
  readonly regions: readonly (RegionName | RegionProps)[];
  /** The region where tables are created first. Changing it creates new, empty tables. @default - the first region */
  readonly homeRegion?: RegionName;
  /** The name that the nearest healthy region answers; at most 64 characters. */
  readonly domainName: string;
  readonly hostedZone: HostedZoneInput;
  /**
   * The API's OpenAPI 3.0 document. API Gateway enforces its authorizers, which are security schemes with
   * `x-amazon-apigateway-authorizer`; functions check all other credentials.
   */
  readonly document: unknown;
  /** @default - GET /health-check, every 30 seconds, from six regions */
  readonly healthCheck?: Partial<HealthCheckSettings>;
  /** Limits per method and region. @default - 100 requests per second */
  readonly throttling?: Throttling;
  /** The only networks that may call the API, in CIDR notation. @default - all networks */
  readonly clientNetworks?: readonly string[];
  /** Origins whose pages may read the API; `*` for all. @default - none */
  readonly corsOrigins?: readonly string[];
  /**
   * Clients that call the API with a key. Every operation then requires one, unless the document declares it public
   * with `security: []`. The health check must be public: Route 53 sends no key.
   *
   * @default - clients need no key
   */
  readonly clientKeys?: ClientSettings | false;
  /** @default - a web ACL in the mode "block" */
  readonly webAcl?: Partial<WebAclSettings> | false;
  /** @default - alarms whose topics have no subscription */
  readonly alarms?: AlarmOptions | false;
  /** @default true */
  readonly dashboards?: boolean;
  /** Whether to save queries in the Logs Insights console. @default true */
  readonly savedQueries?: boolean;
  /** @default - one request per second, and 5% of the rest */
  readonly tracing?: { readonly samplePercent: number } | false;
  readonly objectives?: Partial<Objectives>;
  /** @default - all at once, watched for 10 minutes in each region */
  readonly rollout?: RolloutOptions;
  /** Whether an operator can move a region's users to its stand-ins; see docs/evacuation.md. @default true */
  readonly evacuation?: boolean;
  /** "customer-keys": tables and logs are encrypted with each region's own key. @default "aws-owned-keys" */
  readonly encryption?: "aws-owned-keys" | "customer-keys";
  /** @default 30 */
  readonly logRetentionDays?: number;
  /** Set to false before `destroy`; otherwise AWS rejects the deletion. @default true */
  readonly deletionProtection?: boolean;
  /** The ARN of a permissions boundary for every role. @default - none */
  readonly permissionsBoundaryArn?: string | undefined;
  /** The namespace of the metrics that functions write. @default "GlobalApi" */
  readonly metricNamespace?: string;
  /** Tags of every resource. @default - Service and ManagedBy */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface AlarmOptions {
  /** E-mail addresses that every region's topic notifies. @default - none */
  readonly emails?: readonly string[];
  /** Existing topics, which must let CloudWatch publish to them. @default - one new topic per region */
  readonly topics?: Readonly<Partial<Record<RegionName, ITopic>>>;
}

/** How a change reaches users; see docs/rollout.md. */
export interface RolloutOptions {
  /**
   * How a region's requests move to a new version of a function. Terraform moves them `all-at-once`. CodeDeploy moves
   * them in steps, and back if an alarm of the region goes off: a `canary` in two steps, `linear` in equal ones.
   *
   * @default "all-at-once"
   */
  readonly type?: "all-at-once" | TrafficShift["type"];
  /** @default 10 */
  readonly percent?: number | undefined;
  /** Time between two steps. @default 5 */
  readonly minutes?: number | undefined;
  /** How long `apply` watches a region before it continues with the next one. @default 10 */
  readonly bakeMinutes?: number;
  /** The region that changes first. @default - the region with the fewest requests */
  readonly firstRegion?: RegionName | undefined;
}

/** A region with its failover order. */
export interface ResolvedRegion {
  readonly name: RegionName;
  readonly status: "serving" | "draining" | "retired";
  readonly failover: readonly RegionName[];
  readonly stageCache: StageCache | undefined;
}

/**
 * With fewer than six, one checker region could keep an unreachable region in service; see
 * docs/adr/0005-checker-regions.md.
 */
const CHECKER_REGIONS: readonly CheckerRegionName[] = [
  "us-east-1",
  "us-west-2",
  "eu-west-1",
  "ap-southeast-1",
  "ap-northeast-1",
  "sa-east-1",
];

/** The seconds over which the web ACL counts an address's requests. */
const WINDOW_SECONDS = 300;
/** WAF's limits for a rate-based rule. */
const FEWEST_REQUESTS = 10;
const MOST_REQUESTS = 2_000_000;

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** The guard rails that turning a part off would violate. */
const RAIL_OF = { alarms: ["GR21"], webAcl: ["GR22"], tracing: ["GR04", "GR05"] };

/**
 * Fills in the defaults and checks that the props fit together.
 *
 * @throws InvalidInput
 */
export function resolve(id: string, props: GlobalApiProps) {
  const { name = id, domainName, alarms = {}, webAcl = {}, tracing = { samplePercent: 5 } } = props;
  // The name is also the prefix of a bucket's name:
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  if (!/^(?!xn--|sthree-|amzn-s3-demo-)[a-z][a-z0-9-]{1,20}[a-z0-9]$/.test(name)) {
    throw new InvalidInput(
      "name",
      `${JSON.stringify(name)} must be 3 to 22 lowercase letters, digits, and hyphens, and start with a letter, but not with xn--, sthree-, or amzn-s3-demo-`,
    );
  }
  if (!/^(?=.{4,64}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(domainName)) {
    throw new InvalidInput(
      "domainName",
      `${JSON.stringify(domainName)} is not a domain name of at most 64 lowercase letters, digits, hyphens and dots`,
    );
  }
  const { hostedZone } = props;
  const zoneName = "create" in hostedZone ? hostedZone.create : hostedZone.zoneName;
  if (domainName !== zoneName && !domainName.endsWith(`.${zoneName}`)) {
    throw new InvalidInput("domainName", `"${domainName}" is not a name in the hosted zone, "${zoneName}"`);
  }
  const regions = resolveRegions(props.regions);
  requireBounds(props);
  const throttling = props.throttling ?? { requestsPerSecond: 100, burst: 200 };
  const half = (throttling.requestsPerSecond * WINDOW_SECONDS) / 2;
  return {
    name,
    domainName,
    hostedZone,
    regions,
    home: homeOf(regions, props.homeRegion),
    healthCheck: {
      path: "/health-check",
      intervalSeconds: 30 as const,
      failureThreshold: 3,
      checkerRegions: CHECKER_REGIONS,
      ...props.healthCheck,
    },
    throttling,
    clientNetworks: props.clientNetworks ?? [],
    corsOrigins: props.corsOrigins ?? [],
    clients:
      props.clientKeys === false || props.clientKeys?.names.length === 0 ? undefined : props.clientKeys,
    webAcl:
      webAcl === false
        ? undefined
        : {
            mode: "block" as const,
            // Half of the throttling limit of one method, so that no single address uses all of it.
            requestsPerAddress: Math.min(MOST_REQUESTS, Math.max(FEWEST_REQUESTS, half)),
            ...webAcl,
          },
    alarms: alarms === false ? undefined : { emails: alarms.emails ?? [], topics: alarms.topics ?? {} },
    dashboards: props.dashboards ?? true,
    savedQueries: props.savedQueries ?? true,
    tracing: tracing === false ? undefined : tracing,
    objectives: {
      availabilityPercent: 99.9,
      latencyPercent: 99,
      latencyMilliseconds: 500,
      ...props.objectives,
    },
    rollout: resolveRollout(props, regions),
    evacuation: props.evacuation ?? true,
    encryption: props.encryption ?? "aws-owned-keys",
    logRetentionDays: props.logRetentionDays ?? 30,
    deletionProtection: props.deletionProtection ?? true,
    permissionsBoundaryArn: props.permissionsBoundaryArn,
    metricNamespace: props.metricNamespace ?? "GlobalApi",
    tags: { ...props.tags, Service: name, ManagedBy: "terraform" },
    railsOff: [
      ...(alarms === false ? RAIL_OF.alarms : []),
      ...(webAcl === false ? RAIL_OF.webAcl : []),
      ...(tracing === false ? RAIL_OF.tracing : []),
    ],
  };
}

/** The bounds of API Gateway, Route 53, X-Ray and CloudWatch Logs. */
function requireBounds({
  throttling,
  healthCheck,
  tracing,
  clientKeys,
  webAcl,
  logRetentionDays,
}: GlobalApiProps) {
  requireWithin("throttling.requestsPerSecond", throttling?.requestsPerSecond, 1, 10_000);
  requireWithin("throttling.burst", throttling?.burst, 1, 5000);
  requireWithin("healthCheck.failureThreshold", healthCheck?.failureThreshold, 1, 10);
  requireWithin("healthCheck.checkerRegions: their number", healthCheck?.checkerRegions?.length, 3, 8);
  if (webAcl !== undefined && webAcl !== false) {
    requireWithin("webAcl.requestsPerAddress", webAcl.requestsPerAddress, FEWEST_REQUESTS, MOST_REQUESTS);
  }
  if (
    tracing !== undefined &&
    tracing !== false &&
    !(tracing.samplePercent >= 0 && tracing.samplePercent <= 100)
  ) {
    throw new InvalidInput("tracing.samplePercent", `${tracing.samplePercent} is not from 0 to 100`);
  }
  if (clientKeys !== undefined && clientKeys !== false) {
    requireWithin("clientKeys.requestsPerSecond", clientKeys.requestsPerSecond, 1, 10_000);
    requireWithin("clientKeys.burst", clientKeys.burst, 1, 5000);
    const wrong = clientKeys.names.find((name) => !/^[a-z][a-z0-9-]{0,29}$/.test(name));
    if (wrong !== undefined) {
      throw new InvalidInput(
        "clientKeys.names",
        `${JSON.stringify(wrong)} is not up to 30 lowercase letters, digits and hyphens`,
      );
    }
  }
  if (logRetentionDays !== undefined && !RETENTION_DAYS.includes(logRetentionDays)) {
    throw new InvalidInput(
      "logRetentionDays",
      `${logRetentionDays} is not one of ${RETENTION_DAYS.join(", ")}`,
    );
  }
}

function resolveRegions(regions: GlobalApiProps["regions"]): readonly ResolvedRegion[] {
  const all = regions.map((region) => (typeof region === "string" ? { name: region } : region));
  const names = all.map(({ name }) => name);
  for (const [index, { name, failover = [] }] of all.entries()) {
    if (!REGION_NAMES.includes(name)) {
      throw new InvalidInput(`regions[${index}]`, `${JSON.stringify(name)} is not a supported AWS region`);
    }
    if (names.indexOf(name) !== index) {
      throw new InvalidInput(`regions[${index}]`, `${name} is listed twice`);
    }
    const unknown = failover.find((other) => other === name || !names.includes(other));
    if (unknown !== undefined) {
      throw new InvalidInput(
        `regions[${index}].failover`,
        `${JSON.stringify(unknown)} is not another region of the API (${names.join(", ")})`,
      );
    }
  }
  const serving = all.filter(({ status = "serving" }) => status === "serving").map(({ name }) => name);
  if (serving.length === 0) {
    throw new InvalidInput("regions", 'none is "serving"; at least one must be');
  }
  return all.map(({ name, status = "serving", failover, stageCache }) => ({
    name,
    status,
    stageCache,
    failover: serving.filter((other) => other !== name && (failover?.includes(other) ?? true)),
  }));
}

function resolveRollout({ rollout = {}, alarms }: GlobalApiProps, regions: readonly ResolvedRegion[]) {
  const { type = "all-at-once", bakeMinutes = 10, firstRegion } = rollout;
  const { percent = DEFAULT_STEP.percent, minutes = DEFAULT_STEP.minutes } = rollout;
  requireWithin("rollout.percent", percent, 1, 99);
  requireWithin("rollout.minutes", minutes, 1, LONGEST_SHIFT_MINUTES);
  requireWithin("rollout.bakeMinutes", bakeMinutes, 0, 720);
  const serving = regions.filter(({ status }) => status === "serving").map(({ name }) => name);
  if (firstRegion !== undefined && !serving.includes(firstRegion)) {
    throw new InvalidInput(
      "rollout.firstRegion",
      `${JSON.stringify(firstRegion)} is not a serving region (${serving.join(", ")})`,
    );
  }
  if (type === "all-at-once") {
    return { bakeMinutes, firstRegion, shift: undefined };
  }
  if (alarms === false) {
    throw new InvalidInput("rollout.type", `"${type}" needs alarms, which stop a version that fails`);
  }
  const shift = { type, percent, minutes };
  if (shiftMinutes(shift) > LONGEST_SHIFT_MINUTES) {
    throw new InvalidInput(
      "rollout.minutes",
      `${minutes}: the steps take ${shiftMinutes(shift)} minutes, and CodeDeploy allows ${LONGEST_SHIFT_MINUTES}`,
    );
  }
  return { bakeMinutes, firstRegion, shift };
}

function homeOf(regions: readonly ResolvedRegion[], name: RegionName | undefined): RegionName {
  const present = regions.filter(({ status }) => status !== "retired");
  const home = name === undefined ? present[0] : present.find((region) => region.name === name);
  if (home === undefined) {
    throw new InvalidInput("homeRegion", `${JSON.stringify(name)} is not a region with resources`);
  }
  return home.name;
}

import type { RegionName, TrafficShift } from "../aws";
import type { ITopic } from "./alarm-topic";
import type { ClientSettings } from "./client-keys";
import type { GlobalFunction } from "./global-function";
import type { HealthCheckSettings } from "./health-check";
import type { HostedZoneInput } from "./hosted-zone";
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
  /** Email addresses that every region's topic notifies. @default - none */
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

export interface AnswerProps {
  /** Functions of single operations, by `operationId`. @default - one function answers all operations */
  readonly operations?: Readonly<Record<string, GlobalFunction>>;
}

export interface GlobalScheduleProps {
  readonly function: GlobalFunction;
  /** `rate(…)` or `cron(…)`, in UTC. */
  readonly expression: string;
  /** Suffix of the schedule's name, for a function with several schedules. @default "schedule" */
  readonly name?: string;
  /** The function's event, as JSON. @default - EventBridge Scheduler's default event */
  readonly input?: string;
}

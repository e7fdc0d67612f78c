import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { RegionName } from "../aws";
import { AlarmTopic, type ITopic } from "./alarm-topic";
import { watchApi, watchCertificate } from "./api-alarms";
import { Certificate } from "./certificate";
import { ClientKeys, type ClientSettings } from "./client-keys";
import { CustomDomain } from "./custom-domain";
import { CustomerKey } from "./customer-key";
import { reject } from "./invalid-input";
import type { LambdaFunction } from "./lambda-function";
import type { LogSettings } from "./log-group";
import type { Objectives } from "./objectives";
import type { OpenApiDocument } from "./openapi-document";
import { Region } from "./region";
import { RegionAlarms } from "./region-alarms";
import { RegionalApi, STAGE_NAME, type StageCache, type Throttling } from "./regional-api";
import type { Endpoint } from "./routing";
import { SavedQueries } from "./saved-queries";
import { Tracing } from "./tracing";
import { WebAcl, type WebAclSettings } from "./web-acl";

/** Settings that are the same in every region of an API. */
export interface RegionSettings {
  readonly apiName: string;
  readonly domainName: string;
  readonly accountId: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly encryption: "aws-owned-keys" | "customer-keys";
  readonly logRetentionDays: number;
  /** @default - no alarms */
  readonly alarms:
    | { readonly emails: readonly string[]; readonly topics: Readonly<Partial<Record<RegionName, ITopic>>> }
    | undefined;
}

export interface ApiRegionProps {
  readonly name: RegionName;
  readonly serving: boolean;
  /** The serving regions that may answer for this one. */
  readonly failover: readonly RegionName[];
  /** The other regions that have a replica of each table. */
  readonly peers: readonly RegionName[];
  readonly stageCache: StageCache | undefined;
  readonly settings: RegionSettings;
}

/** The functions that answer in a region, and the API that they serve. */
export interface DeploymentProps {
  readonly document: OpenApiDocument;
  readonly handler: LambdaFunction;
  readonly operations: ReadonlyMap<string, LambdaFunction>;
  readonly certificateArn: string;
  readonly throttling: Throttling;
  readonly healthCheckPath: string;
  readonly clientNetworks: readonly string[];
  readonly corsOrigins: readonly string[];
  /** @default - clients need no key */
  readonly clients: ClientSettings | undefined;
  /** The region whose client keys are also valid here. @default - this region creates the keys */
  readonly clientKeysOf: ApiRegion | undefined;
  /** @default - no web ACL */
  readonly webAcl: WebAclSettings | undefined;
  /** @default - requests are not traced */
  readonly tracing: { readonly samplePercent: number } | undefined;
  readonly objectives: Objectives;
  readonly metricNamespace: string;
  readonly savedQueries: boolean;
}

/** One region's API with its domain names. */
interface Deployment {
  readonly gateway: RegionalApi;
  readonly clientKeys: ClientKeys | undefined;
  readonly webAcl: WebAcl | undefined;
  readonly shared: CustomDomain;
  readonly pinned: CustomDomain;
  readonly queries: SavedQueries | undefined;
}

/** A region of an API: its certificate, logs, alarms and, once a function answers, its gateway and names. */
export class ApiRegion extends Region {
  readonly serving: boolean;
  readonly failover: readonly RegionName[];
  readonly peers: readonly RegionName[];
  readonly stageCache: StageCache | undefined;
  /** The pinned name, which only this region answers. */
  readonly pinnedName: string;
  readonly certificate: Certificate;
  /** The region's own KMS key, if anything is encrypted with it. */
  readonly key: CustomerKey | undefined;
  /** The key that encrypts data and logs. @default - keys that AWS owns */
  readonly dataKeyArn: string | undefined;
  readonly logs: LogSettings;
  readonly alarms: RegionAlarms | undefined;
  private readonly settings: RegionSettings;
  private answered: Deployment | undefined;

  constructor(scope: Construct, props: ApiRegionProps) {
    const { settings, name } = props;
    super(scope, { name, tags: settings.tags });
    this.serving = props.serving;
    this.failover = props.failover;
    this.peers = props.peers;
    this.stageCache = props.stageCache;
    this.settings = settings;
    this.pinnedName = `${name}.${settings.domainName}`;
    const encrypted = settings.encryption === "customer-keys";
    const existing = settings.alarms?.topics[name];
    this.key =
      encrypted || (settings.alarms !== undefined && existing === undefined)
        ? new CustomerKey(this, "key", { alias: settings.apiName, accountId: settings.accountId })
        : undefined;
    this.dataKeyArn = encrypted ? this.key?.arn : undefined;
    this.logs = { retentionDays: settings.logRetentionDays, keyArn: this.dataKeyArn };
    this.certificate = new Certificate(this, "certificate", {
      domainName: settings.domainName,
      alternativeNames: [this.pinnedName],
    });
    this.alarms =
      settings.alarms === undefined
        ? undefined
        : new RegionAlarms(this, "alarms", {
            prefix: `${settings.apiName}-${name}`,
            topic: existing ?? alarmTopic(this, this.key, settings, settings.alarms.emails),
            api: this.observedApi,
          });
  }

  /** The names that identify the region's API in CloudWatch. */
  get observedApi(): { readonly name: string; readonly stage: string } {
    return { name: this.settings.apiName, stage: STAGE_NAME };
  }

  /** The region's gateway and its domain names. Available after `answerWith`. */
  get deployment(): Deployment {
    if (this.answered === undefined) {
      reject(this.node.path, "no function answers the document's operations; call answerWith");
    }
    return this.answered;
  }

  /** Deploys the API in this region; see `GlobalApi.answerWith`. */
  deploy(props: DeploymentProps): Endpoint {
    const { apiName, domainName } = this.settings;
    const { clients, healthCheckPath, corsOrigins, certificateArn } = props;
    const gateway = new RegionalApi(this, "gateway", {
      apiName,
      document: props.document,
      handler: props.handler,
      operations: props.operations,
      throttling: props.throttling,
      stageCache: this.stageCache,
      healthCheckPath,
      clientNetworks: props.clientNetworks,
      corsOrigins,
      logs: this.logs,
      keysRequired: clients !== undefined,
      traced: props.tracing !== undefined,
      healthCheckErrors: this.alarms === undefined ? undefined : `${props.metricNamespace}/HealthCheckErrors`,
    });
    const { stage } = gateway;
    const clientKeys =
      clients === undefined
        ? undefined
        : new ClientKeys(this, "clients", {
            name: apiName,
            stage,
            clients,
            sameAs: props.clientKeysOf?.deployment.clientKeys,
          });
    const webAcl =
      props.webAcl === undefined
        ? undefined
        : new WebAcl(this, "web_acl", {
            name: apiName,
            stage,
            settings: props.webAcl,
            healthCheckPath,
            corsOrigins,
            logs: this.logs,
          });
    const shared = new CustomDomain(this, "shared", { domainName, certificateArn, stage });
    const pinned = new CustomDomain(this, "pinned", { domainName: this.pinnedName, certificateArn, stage });

    if (this.alarms !== undefined && gateway.healthCheckErrors !== undefined) {
      watchApi(this.alarms, {
        api: this.observedApi,
        healthCheckErrors: gateway.healthCheckErrors,
        objectives: props.objectives,
      });
      watchCertificate(this.alarms, certificateArn);
    }
    if (props.tracing !== undefined) {
      new Tracing(this, "tracing", {
        name: apiName,
        samplePercent: props.tracing.samplePercent,
        slowMilliseconds: props.objectives.latencyMilliseconds,
        healthCheckPath,
      });
    }
    const queries = props.savedQueries ? new SavedQueries(this, "queries", apiName) : undefined;
    const answering = [...new Set([props.handler, ...props.operations.values()])];
    queries?.addApi(
      gateway.accessLogs,
      answering.map(({ logGroup }) => logGroup),
    );
    this.answered = { gateway, clientKeys, webAcl, shared, pinned, queries };
    return {
      region: this.name,
      serving: this.serving,
      failover: this.failover,
      pinnedName: this.pinnedName,
      shared: shared.aliasTarget,
      pinned: pinned.aliasTarget,
      pinnedMapping: pinned.mapping,
      readyWith: [shared.mapping, ...dependables(webAcl?.association), ...gateway.readyWith],
    };
  }
}

/**
 * Creates a topic that is encrypted with the region's own key. CloudWatch cannot publish to a topic with the AWS
 * managed key of SNS.
 */
export function alarmTopic(
  scope: Region,
  key: CustomerKey | undefined,
  { apiName, accountId }: Pick<RegionSettings, "apiName" | "accountId">,
  emails: readonly string[],
): AlarmTopic {
  const { arn } = key ?? new CustomerKey(scope, "key", { alias: apiName, accountId });
  return new AlarmTopic(scope, "alarm_topic", {
    topicName: `${apiName}-alarms`,
    keyArn: arn,
    accountId,
    emails,
  });
}

function dependables(one: ITerraformDependable | undefined): ITerraformDependable[] {
  return one === undefined ? [] : [one];
}

import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import { openApiDocument } from "../../handlers/currency-exchange/openapi";
import { Environment } from "../../handlers/environment";
import { type Configuration, longestGapSeconds, type RegionConfiguration, type RegionName } from "../config";
import { windowOfRuns } from "./alarm-window";
import { ClientKeys } from "./client-keys";
import { CustomDomain } from "./custom-domain";
import { keyStatements, READ, type Replica, tableStatements, WRITE } from "./function-permissions";
import { suppress } from "./guard-rails";
import { LambdaFunction } from "./lambda-function";
import type { LogSettings } from "./log-group";
import { RegionAlarms, SHARED_NAME } from "./region-alarms";
import type { Observed } from "./region-lines";
import { RegionalApi } from "./regional-api";
import type { Endpoint } from "./routing";
import { SavedQueries } from "./saved-queries";
import { Schedule } from "./schedule";
import { Tracing } from "./tracing";
import { WebAcl } from "./web-acl";

/** The zips of the functions, by function. */
export interface Bundles<Bundle> {
  readonly api: Bundle;
  readonly ingest: Bundle;
  readonly canary: Bundle;
}

/** The canary's function and API key. */
const CANARY = "canary";

export interface RegionalServiceProps {
  readonly region: RegionConfiguration;
  readonly service: Omit<Configuration, "regions" | "stateBackend" | "hostedZone" | "table" | "tags">;
  readonly version: string;
  readonly bundles: Bundles<TerraformAsset>;
  /** This region's replica. */
  readonly table: Replica;
  /** An issued certificate of this region, for the shared and for the pinned name. */
  readonly certificateArn: string;
  readonly pinnedName: string;
  readonly roles: { readonly scope: Construct; readonly provider: AwsProvider };
  readonly accountId: string;
  readonly logs: LogSettings;
  /** The regions that this one's writes are replicated to. */
  readonly peers: readonly RegionName[];
  /** The addresses that this region's canary asks, by name. @default - there is no canary */
  readonly canaryTargets: Readonly<Record<string, string>> | undefined;
  /** The region whose silence this region's canary reports. @default - none */
  readonly watches: RegionName | undefined;
  /** Whether this region's alarms report what all regions have in common. */
  readonly reportsForAll: boolean;
  /** The topic of the region's alarms. */
  readonly topicArn: string;
  /** The region whose clients' keys are valid here, too. @default - this one makes them */
  readonly clientKeysOf: RegionalService | undefined;
}

/**
 * All that answers in one region, and how it is watched: the functions on the region's replica, the API before them,
 * its two names; alarms, traces and queries.
 */
export class RegionalService extends Construct {
  readonly endpoint: Endpoint;
  readonly clientKeys: ClientKeys | undefined;
  readonly canaryKey: ClientKeys | undefined;
  /** What the dashboards draw. */
  readonly observed: Omit<Observed, "healthCheckId" | "routingCheckId">;

  constructor(scope: Construct, id: string, props: RegionalServiceProps) {
    super(scope, id);
    const { service, region, table, roles, accountId } = props;
    const environment = {
      [Environment.tableName]: table.name,
      [Environment.serviceVersion]: props.version,
    };
    const healthCheckPath = service.healthCheck.path;
    const common = { roles, accountId, logs: props.logs };

    const api = new LambdaFunction(this, "api", {
      ...common,
      functionName: `${service.name}-api`,
      description: "Answers the currency exchange API from this region's replica",
      bundle: props.bundles.api,
      environment: {
        ...environment,
        [Environment.corsOrigins]: service.corsOrigins.join(","),
        ...(service.clients.names.length > 0 ? { [Environment.clientKeys]: "required" } : {}),
        ...(region.stageCache === undefined ? {} : { [Environment.stageCache]: "on" }),
      },
      ...sizeOf(service.functions.api),
      statements: tableStatements(region.name, table, READ),
    });
    const ingest = new LambdaFunction(this, "ingest", {
      ...common,
      functionName: `${service.name}-ingest`,
      description: "Fetches the rates and stores them in this region's replica",
      bundle: props.bundles.ingest,
      environment: { ...environment, ...ratesEnvironment(service.rates, [region.name, ...props.peers]) },
      ...sizeOf(service.functions.ingest),
      statements: [
        ...tableStatements(region.name, table, [...READ, ...WRITE]),
        ...keyStatements(region.name, accountId, service.rates.live?.keyParameter),
      ],
    });
    new Schedule(this, "schedule", { expression: service.rates.schedule, target: ingest, roles, accountId });
    if (service.rates.live !== undefined) {
      const { intervalMinutes: minutes } = service.rates.live;
      new Schedule(this, "live_schedule", {
        name: "live-schedule",
        expression: `rate(${minutes} ${minutes === 1 ? "minute" : "minutes"})`,
        // The time for which the run was due, by which regions take turns: EventBridge Scheduler fills it in.
        input: '{"rates":"live","scheduledAt":"<aws.scheduler.scheduled-time>"}',
        target: ingest,
        roles,
        accountId,
      });
    }

    const gateway = new RegionalApi(this, "gateway", {
      apiName: service.name,
      document: openApiDocument,
      handler: api,
      handlerTimeoutSeconds: service.functions.api.timeoutSeconds,
      throttling: service.throttling,
      stageCache: region.stageCache,
      healthCheckPath,
      clientNetworks: service.clientNetworks,
      corsOrigins: service.corsOrigins,
      logs: props.logs,
      keysRequired: service.clients.names.length > 0,
    });
    this.clientKeys =
      service.clients.names.length === 0
        ? undefined
        : new ClientKeys(this, "clients", {
            name: service.name,
            stage: gateway.stage,
            clients: service.clients,
            sameAs: props.clientKeysOf?.clientKeys,
          });
    this.canaryKey =
      this.clientKeys === undefined || props.canaryTargets === undefined
        ? undefined
        : new ClientKeys(this, "canary_key", {
            name: `${service.name}-${CANARY}`,
            stage: gateway.stage,
            clients: { names: [CANARY], requestsPerSecond: 10, burst: 20 },
            sameAs: props.clientKeysOf?.canaryKey,
          });
    const webAcl = new WebAcl(this, "web_acl", {
      name: service.name,
      stage: gateway.stage,
      webAcl: service.webAcl,
      healthCheckPath,
      corsOrigins: service.corsOrigins,
      logs: props.logs,
    });
    const domain = (name: string, domainName: string) =>
      new CustomDomain(this, name, {
        domainName,
        certificateArn: props.certificateArn,
        stage: gateway.stage,
      });
    const shared = domain("shared", service.domainName);
    const pinned = domain("pinned", props.pinnedName);

    const canaryFunction = `${service.name}-canary`;
    if (props.canaryTargets !== undefined) {
      const targets = Object.entries(props.canaryTargets).map(([name, url]) => `${name}=${url}`);
      const key = this.canaryKey?.values.get(CANARY);
      const canary = new LambdaFunction(this, "canary", {
        ...common,
        functionName: canaryFunction,
        description: "Asks the other regions what clients ask",
        bundle: props.bundles.canary,
        environment: {
          [Environment.canaryTargets]: targets.join(","),
          ...(key === undefined ? {} : { [Environment.canaryKey]: key }),
        },
        memoryMb: 256,
        timeoutSeconds: 15,
        reservedConcurrency: undefined,
        statements: [],
      });
      suppress(
        canary,
        "GR21",
        "If it does not run, its metric is missing, and its alarm treats missing data as breaching.",
      );
      new Schedule(this, "canary_schedule", {
        expression: service.canary.schedule,
        target: canary,
        roles,
        accountId,
      });
    }
    const canaryTargets = Object.keys(props.canaryTargets ?? {});
    const { rates } = service;
    const alarms = new RegionAlarms(this, "alarms", {
      prefix: `${service.name}-${region.name}`,
      api: gateway.observed,
      functions: { api: api.functionName, ingest: ingest.functionName },
      canaryFunction,
      healthCheckErrors: gateway.healthCheckErrors,
      ingestion: {
        window: windowOfRuns(longestGapSeconds(rates.schedule)),
        providers: rates.providers.length,
        reportsForAll: props.reportsForAll,
      },
      canary:
        props.canaryTargets === undefined
          ? undefined
          : {
              window: windowOfRuns(longestGapSeconds(service.canary.schedule)),
              targets: canaryTargets.filter((name) => name === SHARED_NAME || name === props.watches),
            },
      tableName: table.name,
      peers: props.peers,
      certificateArn: props.certificateArn,
      objectives: service.objectives,
      topicArn: props.topicArn,
    });
    new Tracing(this, "tracing", {
      name: service.name,
      tracing: service.tracing,
      slowMilliseconds: service.objectives.latencyMilliseconds,
      healthCheckPath,
    });
    new SavedQueries(this, "queries", {
      name: service.name,
      accessLogs: gateway.accessLogs,
      apiLogs: api.logGroupName,
      ingestLogs: ingest.logGroupName,
    });
    this.observed = {
      region: region.name,
      apiName: gateway.observed.name,
      stage: gateway.observed.stage,
      apiFunction: api.functionName,
      ingestFunction: ingest.functionName,
      canaryFunction,
      tableName: table.name,
      canaryTargets,
      pages: alarms.pages,
    };

    this.endpoint = {
      region: region.name,
      serving: region.status === "serving",
      failover: region.failover,
      pinnedName: props.pinnedName,
      shared: shared.aliasTarget,
      pinned: pinned.aliasTarget,
      readyWith: [shared.mapping, webAcl.association, ...gateway.readyWith],
    };
  }
}

function ratesEnvironment(
  rates: Configuration["rates"],
  regions: readonly RegionName[],
): Record<string, string> {
  return {
    [Environment.rateProviders]: rates.providers.join(","),
    [Environment.maxRateJump]: String(rates.maxJumpPercent / 100),
    ...(rates.frankfurterUrl === undefined ? {} : { [Environment.frankfurterUrl]: rates.frankfurterUrl }),
    ...(rates.live === undefined
      ? {}
      : {
          [Environment.liveProvider]: rates.live.provider,
          [Environment.liveKeyParameter]: rates.live.keyParameter,
          [Environment.liveInterval]: String(rates.live.intervalMinutes * 60),
          [Environment.liveRegions]: [...regions].sort().join(","),
        }),
  };
}

function sizeOf(size: Configuration["functions"]["api"]) {
  return {
    memoryMb: size.memoryMb,
    timeoutSeconds: size.timeoutSeconds,
    reservedConcurrency: size.reservedConcurrency,
  };
}

import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { Aspects, AssetType, TerraformAsset, TerraformElement, TerraformOutput, TerraformStack } from "cdktf";
import { Construct, type Node } from "constructs";
import type { Configuration } from "../config";
import { AlarmTopic } from "./alarm-topic";
import { Certificate } from "./certificate";
import { CustomerKey } from "./customer-key";
import { Dashboards } from "./dashboards";
import { forgetLogRole } from "./forgotten-log-role";
import { GlobalTable } from "./global-table";
import { GuardRails } from "./guard-rails";
import { HostedZone } from "./hosted-zone";
import { MarkerBucket } from "./marker-bucket";
import { NoArchives } from "./no-archives";
import { OutageAlarms } from "./outage-alarms";
import { PermissionsBoundary } from "./permissions-boundary";
import { ProviderAlias } from "./provider-alias";
import { Region } from "./region";
import { type Bundles, RegionalService } from "./regional-service";
import { RESOURCE_RAILS } from "./resource-rails";
import { Routing } from "./routing";
import { SIZE_RAILS } from "./size-rails";
import { STACK_RAILS } from "./stack-rails";
import { declareStateBackend } from "./state-backend";
import { TableReplica } from "./table-replica";
import { ValidationRecord } from "./validation-record";

/** Route 53, and the metrics of its health checks, are controlled from here alone. */
const GLOBAL_REGION = "us-east-1";

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-choosing-alias-non-alias.html */
const ALIAS_TTL_SECONDS = 60;

export interface GlobalApiStackProps {
  readonly configuration: Configuration;
  /** Absolute paths of the functions' zips. */
  readonly bundles: Bundles<string>;
  /** What `GET /status` answers as `version`. */
  readonly version: string;
}

/** The API in all of its regions: one stack, one state, one aliased provider a region. */
export class GlobalApiStack extends TerraformStack {
  constructor(scope: Construct, props: GlobalApiStackProps) {
    const { configuration } = props;
    const { name, domainName, hostedZone, table, tags, encryption } = configuration;
    super(scope, name);
    declareStateBackend(this, name, configuration.stateBackend);
    // The first version that locks a state in S3 without a table.
    this.addOverride("terraform.required_version", ">= 1.10.0");
    Aspects.of(this).add(new ProviderAlias());
    if (configuration.permissionsBoundaryArn !== undefined) {
      Aspects.of(this).add(new PermissionsBoundary(configuration.permissionsBoundaryArn));
    }
    Aspects.of(this).add(new GuardRails([...RESOURCE_RAILS, ...SIZE_RAILS, ...STACK_RAILS]));
    this.node.addValidation(new NoArchives(this));

    const allTags = { ...tags, Service: name, ManagedBy: "terraform" };
    const regions = configuration.regions.map((region) => ({
      ...region,
      scope: new Region(this, { name: region.name, tags: allTags }),
      pinnedName: `${region.name}.${domainName}`,
    }));
    const globalScope =
      regions.find((region) => region.name === GLOBAL_REGION)?.scope ??
      new Region(this, { name: GLOBAL_REGION, tags: allTags });
    const { provider } = globalScope;
    const { accountId } = new DataAwsCallerIdentity(this, "account", { provider });
    const roles = { provider, scope: new Construct(this, "iam") };
    const zone = new HostedZone(this, "zone", { provider, zone: hostedZone });

    const alarmTopic = (scope: Region, keyArn: string) =>
      new AlarmTopic(scope, "alarm_topic", {
        topicName: `${name}-alarms`,
        keyArn,
        accountId,
        emails: configuration.alarmEmails,
      }).arn;

    // What a retired region held is destroyed while its provider is still here to do it.
    const present = regions
      .filter((region) => region.status !== "retired")
      .map((region) => {
        const keyArn = new CustomerKey(region.scope, "key", { alias: name, accountId }).arn;
        const certificate = new Certificate(region.scope, "certificate", {
          domainName,
          alternativeNames: [region.pinnedName],
        });
        return {
          ...region,
          topicArn: alarmTopic(region.scope, keyArn),
          dataKeyArn: encryption === "customer-keys" ? keyArn : undefined,
          certificate,
        };
      });
    const home = present.find((region) => region.name === table.home);
    if (home === undefined) {
      throw new Error(`table.home: ${table.home} has no resources`);
    }

    const globalTable = new GlobalTable(home.scope, "table", {
      tableName: name,
      deletionProtection: table.deletionProtection,
      keyArn: home.dataKeyArn,
    });
    const sharedRecord = new ValidationRecord(this, "validation_shared", {
      provider,
      zoneId: zone.zoneId,
      domainName,
      certificate: home.certificate,
    });
    forgetLogRole(
      this,
      regions.map((region) => region.name),
    );
    const bundles = {
      api: this.asset("api", props.bundles.api),
      ingest: this.asset("ingest", props.bundles.ingest),
      canary: this.asset("canary", props.bundles.canary),
    };

    // Home first: clients' keys are made there, whatever regions come later.
    const services: RegionalService[] = [];
    for (const region of [home, ...present.filter((other) => other !== home)]) {
      const tableArn =
        region === home
          ? globalTable.arn
          : new TableReplica(region.scope, "table", {
              table: globalTable,
              // A region that leaves must be able to give its replica up.
              deletionProtection: table.deletionProtection && region.status === "serving",
              keyArn: region.dataKeyArn,
            }).arn;
      const pinnedRecord = new ValidationRecord(this, `validation_${region.name}`, {
        provider,
        zoneId: zone.zoneId,
        domainName: region.pinnedName,
        certificate: region.certificate,
      });
      services.push(
        new RegionalService(region.scope, "Default", {
          region,
          service: configuration,
          version: props.version,
          bundles,
          table: { name: globalTable.tableName, arn: tableArn, keyArn: region.dataKeyArn },
          certificateArn: region.certificate.issuedArn([sharedRecord, pinnedRecord]),
          pinnedName: region.pinnedName,
          roles,
          accountId,
          logs: { retentionDays: configuration.logRetentionDays, keyArn: region.dataKeyArn },
          peers: present.map((other) => other.name).filter((other) => other !== region.name),
          canaryTargets: configuration.canary.enabled
            ? {
                ...Object.fromEntries(
                  present
                    .filter((other) => other !== region)
                    .map((other) => [other.name, `https://${other.pinnedName}`]),
                ),
                shared: `https://${domainName}`,
              }
            : undefined,
          // Alarms on health checks are in us-east-1: another region reports if us-east-1 itself is silent.
          watches:
            region === present.find((other) => other.name !== GLOBAL_REGION) ? GLOBAL_REGION : undefined,
          reportsForAll: region === home,
          topicArn: region.topicArn,
          clientKeysOf: services[0],
        }),
      );
    }
    const canEvacuate = configuration.evacuation && present.length > 1;
    const markers = new Map(
      (canEvacuate ? present : []).map((region) => [
        region.name,
        new MarkerBucket(region.scope, "markers", { name, domainName }),
      ]),
    );
    const endpoints = services.map(({ endpoint }) => ({
      ...endpoint,
      markers: markers.get(endpoint.region),
    }));
    const routing = new Routing(this, "routing", {
      provider,
      zoneId: zone.zoneId,
      domainName,
      endpoints,
      healthCheck: configuration.healthCheck,
    });

    const outages = new OutageAlarms(this, "outages", {
      provider,
      prefix: name,
      healthCheckIds: routing.healthCheckIds,
      evacuations: routing.evacuations,
      topicArn:
        present.find((region) => region.scope === globalScope)?.topicArn ??
        alarmTopic(globalScope, new CustomerKey(globalScope, "key", { alias: name, accountId }).arn),
    });
    new Dashboards(this, "dashboards", {
      provider,
      name,
      accountId,
      outages: { region: GLOBAL_REGION, pages: outages.pages },
      observed: services.flatMap(({ observed }) => {
        const healthCheckId = routing.healthCheckIds[observed.region];
        const routingCheckId = routing.evacuations[observed.region]?.healthCheckId;
        return healthCheckId === undefined ? [] : [{ ...observed, healthCheckId, routingCheckId }];
      }),
      objectives: configuration.objectives,
    });

    this.output("url", "Answered by the nearest healthy region", `https://${domainName}`);
    this.output(
      "pinned_urls",
      "Each answered by one region, always",
      Object.fromEntries(endpoints.map(({ region, pinnedName }) => [region, `https://${pinnedName}`])),
    );
    this.output("health_check_ids", "Route 53's health check of each region", routing.healthCheckIds);
    this.output(
      "failover",
      "The regions that may answer for each serving region; none: its data never leaves it",
      Object.fromEntries(
        endpoints.filter(({ serving }) => serving).map(({ region, failover }) => [region, failover]),
      ),
    );
    this.output(
      "failover_seconds",
      "Within which users have left a failed region: its checks fail, then the alias records' answers expire",
      configuration.healthCheck.intervalSeconds * configuration.healthCheck.failureThreshold +
        ALIAS_TTL_SECONDS,
    );
    this.output("table", "The global table's name; it is at home in the region of its ARN", {
      name: globalTable.tableName,
      arn: globalTable.arn,
    });
    if (zone.nameServers !== undefined) {
      this.output(
        "name_servers",
        "Delegate the created hosted zone to these, at its parent domain",
        zone.nameServers,
      );
    }
  }

  /**
   * An element's path without its hash, as in `us-east-1_api`: addresses are read by people, and the path is
   * unique by construction. "Default" and "Resource" are left out, as everywhere in CDKs.
   */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : element;
    return node.scopes
      .slice(node.scopes.indexOf(this) + 1)
      .map((scope) => scope.node.id)
      .filter((id) => id !== "Default" && id !== "Resource")
      .join("_");
  }

  /**
   * Nothing: cdktf would resolve the whole stack once more, to find references to other stacks. There is one stack.
   */
  override prepareStack(): void {}

  private asset(id: string, path: string): TerraformAsset {
    return new TerraformAsset(this, id, { path, type: AssetType.FILE });
  }

  private output(id: string, description: string, value: unknown): void {
    new TerraformOutput(this, id, { description, value });
  }
}

import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Aspects, TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import * as z from "zod/mini";
import { type RegionName, scheduleFault, type TrafficShift } from "../aws";
import { text } from "../aws/values";
import type { Alarm, AlarmProps } from "./alarm";
import { ApiRegion, alarmTopic } from "./api-region";
import { Canary, type CanaryProps } from "./canary";
import { Dashboards } from "./dashboards";
import { declareOutputs } from "./global-api-outputs";
import type { AnswerProps, GlobalApiProps, GlobalScheduleProps } from "./global-api-props";
import { resolve } from "./global-api-settings";
import { type FunctionSettings, GlobalFunction, type GlobalFunctionProps } from "./global-function";
import { GlobalTable, type GlobalTableProps } from "./global-table";
import { GuardRails, jsonIn, NoErrors } from "./guard-rails";
import { requireCheckablePath, requireProtectedOperation } from "./health-check-path";
import { HostedZone, type IHostedZone } from "./hosted-zone";
import { reject } from "./invalid-input";
import { LambdaApplication } from "./lambda-application";
import { MarkerBucket } from "./marker-bucket";
import { coldStartNamespace } from "./metrics";
import { type OpenApiDocument, readOpenApiDocument } from "./openapi-document";
import { OutageAlarms } from "./outage-alarms";
import { RESERVED_IDS, requireFreeId } from "./part-ids";
import { PermissionsBoundary } from "./permissions-boundary";
import { ProviderAlias } from "./provider-alias";
import { Region } from "./region";
import { watchFunction } from "./resource-alarms";
import { RESOURCE_RAILS } from "./resource-rails";
import { rolloutOutput } from "./rollout-output";
import { Routing } from "./routing";
import type { SavedQuery } from "./saved-queries";
import { Schedule } from "./schedule";
import { SIZE_RAILS } from "./size-rails";
import { STACK_RAILS } from "./stack-rails";
import { requireValid } from "./valid-props";
import { ValidationRecord } from "./validation-record";

/** The only region with Route 53's control plane and the metrics of its health checks. */
const GLOBAL_REGION = "us-east-1";

/** @see https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
const SCHEDULE = z.object({
  name: z.optional(text(/^[\w.-]+$/, "a name of letters, digits and _-.")),
  input: z.optional(z.string("JSON").check(z.refine((value) => jsonIn(value) !== undefined, "JSON"))),
});

/** The longest time that API Gateway waits for a function. */
const LONGEST_ANSWER_SECONDS = 29;

/**
 * A REST API in several regions under one name. Each region serves its nearest users from its own replicas, and Route
 * 53 moves the users of a failed region to other regions.
 *
 * ```ts
 * const api = new GlobalApi(this, "orders", { regions, domainName, hostedZone, document });
 * const table = api.addTable("events");
 * const answer = api.addFunction("answer", { entry: "handlers/answer.ts" });
 * table.grantReadWrite(answer);
 * api.answerWith(answer);
 * ```
 *
 * Every regional resource is in the scope of its region and uses that region's provider.
 */
export class GlobalApi extends Construct {
  /** Prefix of every name in AWS. */
  readonly name: string;
  readonly domainName: string;
  readonly accountId: string;
  /** The namespace of metrics that functions write. */
  readonly metricNamespace: string;
  readonly deletionProtection: boolean;
  /** The regions with resources, the home region first. */
  readonly regions: readonly ApiRegion[];
  /** The region where tables and client keys are created first. */
  readonly home: ApiRegion;
  readonly hostedZone: IHostedZone;
  readonly document: OpenApiDocument;
  /** @default - no dashboards */
  readonly dashboards: Dashboards | undefined;
  private readonly settings: ReturnType<typeof resolve>;
  private readonly provider: AwsProvider;
  private readonly globalScope: Region;
  private readonly roles: { readonly scope: Construct; readonly provider: AwsProvider };
  private readonly configured: readonly ApiRegion[];
  /** By region. Empty if Terraform moves the functions' aliases. */
  private readonly applications: ReadonlyMap<ApiRegion, LambdaApplication>;
  private readonly functions = new Map<string, GlobalFunction>();
  private readonly tables = new Map<string, GlobalTable>();
  private readonly scheduleNames = new Set<string>();
  private answering: readonly GlobalFunction[] = [];
  private canary: Canary | undefined;
  private routed: { readonly routing: Routing; readonly outages: OutageAlarms | undefined } | undefined;

  constructor(scope: Construct, id: string, props: GlobalApiProps) {
    super(scope, id);
    const settings = resolve(id, props);
    const { name, domainName } = settings;
    this.settings = settings;
    this.name = name;
    this.domainName = domainName;
    this.metricNamespace = settings.metricNamespace;
    this.deletionProtection = settings.deletionProtection;
    this.document = readOpenApiDocument(props.document);
    const checked = {
      document: this.document,
      keysRequired: settings.clients !== undefined,
    };
    requireCheckablePath(settings.healthCheck.path, checked);
    requireProtectedOperation(checked);

    Aspects.of(this).add(new ProviderAlias());
    if (settings.permissionsBoundaryArn !== undefined) {
      Aspects.of(this).add(new PermissionsBoundary(settings.permissionsBoundaryArn));
    }
    const rails = [...RESOURCE_RAILS, ...SIZE_RAILS, ...STACK_RAILS];
    Aspects.of(this).add(new GuardRails(rails.filter(({ id }) => !settings.railsOff.includes(id))));
    this.node.addValidation(new NoErrors(this));
    // Checked here because a CDKTF validation would not report a single line.
    Aspects.of(this).add({ visit: (node) => void (node === this && this.answered()) });

    // Uses a region's provider: the region's resources need the account's id.
    const account = new DataAwsCallerIdentity(this, "account");
    this.accountId = account.accountId;
    const regional = { ...settings, apiName: name, accountId: this.accountId };
    // Terraform needs a retired region's provider to destroy the region's resources.
    const present = settings.regions.filter(({ status }) => status !== "retired");
    const scopes = settings.regions.map((region) =>
      region.status === "retired"
        ? new Region(this, { name: region.name, tags: settings.tags })
        : new ApiRegion(this, {
            ...region,
            serving: region.status === "serving",
            peers: present.map((other) => other.name).filter((other) => other !== region.name),
            settings: regional,
          }),
    );
    this.configured = scopes.filter((scope) => scope instanceof ApiRegion);
    const home = this.configured.find((region) => region.name === settings.home);
    if (home === undefined) {
      reject("homeRegion", `${settings.home} is not a region with resources`);
    }
    this.home = home;
    // The home region comes first because it creates the client keys.
    this.regions = [home, ...this.configured.filter((region) => region !== home)];
    this.globalScope =
      scopes.find((region) => region.name === GLOBAL_REGION) ??
      new Region(this, { name: GLOBAL_REGION, tags: settings.tags });
    const { provider } = this.globalScope;
    this.provider = provider;
    account.provider = provider;
    this.roles = { provider, scope: new Construct(this, "iam") };
    this.applications = this.createApplications();
    const { hostedZone } = settings;
    this.hostedZone =
      "create" in hostedZone
        ? new HostedZone(this, "zone", { provider, zoneName: hostedZone.create })
        : hostedZone;
    this.dashboards = settings.dashboards
      ? new Dashboards(this, "dashboards", {
          provider,
          name,
          regions: this.regions.map((region) => region.name),
          contents: () => this.dashboardContents(),
        })
      : undefined;
  }

  /** The records, health checks and failover of the API. Available after `answerWith`. */
  get routing(): Routing {
    return this.answered().routing;
  }

  /** The alarms on regions that fail their health checks. @default - no alarms */
  get outageAlarms(): OutageAlarms | undefined {
    return this.answered().outages;
  }

  /** Adds a DynamoDB global table with a replica in every region. */
  addTable(id: string, props: GlobalTableProps = {}): GlobalTable {
    this.requireFree("addTable", id);
    const { tableName = `${this.name}-${id}` } = props;
    if ([...this.tables.values()].some((other) => other.tableName === tableName)) {
      reject(`addTable(${JSON.stringify(id)})`, `another table has the name ${tableName}`);
    }
    const table = GlobalTable.create(this, id, { ...props, tableName }, this.tables.size === 0);
    this.tables.set(id, table);
    new TerraformOutput(this, id, {
      description: "Name of the global table; its ARN contains the home region",
      value: { name: table.tableName, arn: table.in(this.home.name).arn },
    });
    return table;
  }

  /** Adds a function in every region, each with a role and a log group of its own. */
  addFunction(id: string, props: GlobalFunctionProps): GlobalFunction {
    this.requireFree("addFunction", id);
    const added = new GlobalFunction(this, id, props, (region) => this.functionSettings(region));
    this.functions.set(id, added);
    for (const { alarms } of this.regions) {
      if (alarms !== undefined) {
        watchFunction(alarms, id, added.functionName);
      }
    }
    return added;
  }

  /**
   * Deploys the API to every region and routes users to the regions. One function answers every operation of the
   * document, or `operations` assigns functions to single operations. Call it once.
   */
  answerWith(handler: GlobalFunction, props: AnswerProps = {}): void {
    if (this.routed !== undefined) {
      reject(
        "answerWith",
        "can be called only once; list the functions of single operations in `operations`",
      );
    }
    const { settings, provider } = this;
    const operations = Object.entries(props.operations ?? {});
    this.answering = [...new Set([handler, ...operations.map(([, own]) => own)])];
    this.requireAnswers(operations.map(([operationId]) => operationId));

    const record = (id: string, name: string, certificate: ApiRegion["certificate"]) =>
      new ValidationRecord(this, `validation_${id}`, {
        provider,
        zoneId: this.hostedZone.zoneId,
        domainName: name,
        certificate,
      });
    const shared = record("shared", this.domainName, this.home.certificate);
    const endpoints = this.regions.map((region) => {
      const pinned = record(region.name, region.pinnedName, region.certificate);
      const endpoint = region.deploy({
        ...settings,
        document: this.document,
        handler: handler.in(region.name),
        operations: new Map(operations.map(([operationId, own]) => [operationId, own.in(region.name)])),
        certificateArn: region.certificate.issuedArn([shared, pinned]),
        healthCheckPath: settings.healthCheck.path,
        clientKeysOf: region === this.home ? undefined : this.home,
      });
      return {
        ...endpoint,
        markers:
          settings.evacuation && this.regions.length > 1
            ? new MarkerBucket(region, "markers", { name: this.name, domainName: this.domainName })
            : undefined,
      };
    });
    const routing = new Routing(this, "routing", {
      provider,
      zoneId: this.hostedZone.zoneId,
      domainName: this.domainName,
      endpoints,
      healthCheck: settings.healthCheck,
    });
    this.routed = { routing, outages: this.watchOutages(routing) };
    declareOutputs(this, {
      healthCheckIds: routing.healthCheckIds,
      healthCheck: settings.healthCheck,
      rollout: () => this.rollout(),
      publishedVersions: this.applications.size === 0 ? undefined : () => this.publishedVersions(),
    });
  }

  /** Invokes a function on a schedule in every region, independently of other regions. */
  addSchedule(id: string, props: GlobalScheduleProps): ReadonlyMap<RegionName, Schedule> {
    const place = `addSchedule(${JSON.stringify(id)})`;
    const { expression, input, function: target, name = "schedule" } = props;
    const fault = scheduleFault(expression);
    if (fault !== undefined) {
      reject(place, `"${expression}": ${fault}`);
    }
    requireValid(SCHEDULE, props, place);
    this.requireFree("addSchedule", id);
    const scheduleName = `${target.functionName}-${name}`;
    if (this.scheduleNames.has(scheduleName)) {
      reject(place, `the schedule ${scheduleName} exists; give this one another name`);
    }
    this.scheduleNames.add(scheduleName);
    return new Map(
      this.regions.map((region) => [
        region.name,
        new Schedule(region, id, {
          name: scheduleName,
          expression,
          input,
          target: target.in(region.name),
          roles: this.roles,
          accountId: this.accountId,
        }),
      ]),
    );
  }

  /**
   * Adds an alarm in every region that sends its own notification. To join alarms in one notification, use the `alarms`
   * of each region.
   */
  addAlarm(
    id: string,
    props: Omit<AlarmProps, "provider" | "alarmName" | "topic">,
  ): ReadonlyMap<RegionName, Alarm> {
    requireFreeId(`addAlarm(${JSON.stringify(id)})`, id, [this.home.alarms]);
    return new Map(
      this.regions.flatMap(({ name, alarms }) =>
        alarms === undefined ? [] : [[name, alarms.add(id, props)]],
      ),
    );
  }

  /** Adds a query of a function's logs to the Logs Insights console in every region. */
  addSavedQuery(
    id: string,
    query: Pick<SavedQuery, "title" | "commands"> & { readonly function: GlobalFunction },
  ): void {
    this.answered();
    requireFreeId(`addSavedQuery(${JSON.stringify(id)})`, id, [this.home.deployment.queries]);
    for (const { name, deployment } of this.regions) {
      deployment.queries?.add(id, { ...query, logGroups: [query.function.in(name).logGroup] });
    }
  }

  /** Adds a function in each region that sends client requests to the other regions and to the shared name. */
  addCanary(props: CanaryProps): GlobalFunction {
    this.answered();
    this.requireFree("addCanary", "canary");
    this.canary = new Canary(this, props, {
      configured: this.configured,
      keysRequired: this.settings.clients !== undefined,
      globalRegion: GLOBAL_REGION,
      settingsOf: (region) => this.functionSettings(region),
    });
    return this.canary.function;
  }

  private createApplications(): ReadonlyMap<ApiRegion, LambdaApplication> {
    const { shift } = this.settings.rollout;
    const application = (region: ApiRegion, steps: TrafficShift) =>
      new LambdaApplication(region, "rollout", {
        applicationName: this.name,
        shift: steps,
        alarms: () => region.alarms?.gates ?? [],
        roles: this.roles,
        accountId: this.accountId,
      });
    return new Map(
      shift === undefined ? [] : this.regions.map((region) => [region, application(region, shift)]),
    );
  }

  /** Returns the settings that all functions of a region share. */
  private functionSettings(region: ApiRegion): FunctionSettings {
    return {
      logs: region.logs,
      roles: this.roles,
      accountId: this.accountId,
      traced: this.settings.tracing !== undefined,
      coldStartNamespace:
        this.dashboards === undefined ? undefined : coldStartNamespace(this.metricNamespace),
      application: this.applications.get(region),
    };
  }

  private answered() {
    if (this.routed === undefined) {
      reject(this.node.path, "no function answers the document's operations; call answerWith");
    }
    return this.routed;
  }

  private requireFree(method: string, id: string): void {
    requireFreeId(`${method}(${JSON.stringify(id)})`, id, [this, this.home], RESERVED_IDS);
  }

  /** Checks that each operation exists and that its function finishes before API Gateway stops waiting. */
  private requireAnswers(operationIds: readonly string[]): void {
    const declared = [...this.document.paths.values()]
      .flatMap((item) => Object.values(item))
      .flatMap(({ operationId }) => (operationId === undefined ? [] : [operationId]));
    for (const operationId of operationIds) {
      if (!declared.includes(operationId)) {
        reject(
          `answerWith: operations.${operationId}`,
          `the document has no such operation (${declared.join(", ")})`,
        );
      }
    }
    for (const answering of this.answering) {
      const { timeoutSeconds } = answering.in(this.home.name);
      if (timeoutSeconds > LONGEST_ANSWER_SECONDS) {
        reject(
          `answerWith: function ${answering.id}`,
          `its timeout is ${timeoutSeconds} s, but API Gateway waits for at most ${LONGEST_ANSWER_SECONDS} s`,
        );
      }
    }
  }

  private watchOutages({ healthCheckIds, evacuations }: Routing): OutageAlarms | undefined {
    const { alarms } = this.settings;
    if (alarms === undefined) {
      return undefined;
    }
    const { globalScope, provider, name } = this;
    const topic =
      (globalScope instanceof ApiRegion ? globalScope.alarms?.topic : alarms.topics[GLOBAL_REGION]) ??
      alarmTopic(globalScope, undefined, { apiName: name, accountId: this.accountId }, alarms.emails);
    return new OutageAlarms(this, "outages", { provider, prefix: name, healthCheckIds, evacuations, topic });
  }

  private dashboardContents() {
    const { healthCheckIds, evacuations } = this.routing;
    const { canary } = this;
    return {
      name: this.name,
      accountId: this.accountId,
      objectives: this.settings.objectives,
      outages: { region: GLOBAL_REGION, pages: this.outageAlarms?.pages ?? [] },
      observed: this.regions.map((region) => ({
        region: region.name,
        api: region.observedApi,
        namespace: this.metricNamespace,
        answering: this.answering.map(({ functionName }) => functionName),
        functions: [...this.functions.values()].map(({ functionName }) => functionName),
        tables: [...this.tables.values()].map(({ tableName }) => tableName),
        healthCheckId: healthCheckIds[region.name] ?? "",
        routingCheckId: evacuations[region.name]?.healthCheckId,
        canary:
          canary === undefined
            ? undefined
            : { functionName: canary.function.functionName, targets: canary.targets(region) },
        pages: region.alarms?.pages ?? [],
      })),
    };
  }

  private get allFunctions(): readonly GlobalFunction[] {
    return [...this.functions.values(), ...(this.canary === undefined ? [] : [this.canary.function])];
  }

  private rollout(): object {
    return rolloutOutput({
      ...this.settings.rollout,
      regions: this.regions,
      functions: this.allFunctions,
      canary: this.canary,
      namespace: this.metricNamespace,
    });
  }

  private publishedVersions(): object {
    const versions = (region: ApiRegion) =>
      this.allFunctions.map((each) => [each.id, each.in(region.name).resource.version]);
    return Object.fromEntries(
      this.regions.map((region) => [region.name, Object.fromEntries(versions(region))]),
    );
  }
}

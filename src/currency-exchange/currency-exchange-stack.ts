import type { Construct } from "constructs";
import { RatesEnvironment } from "../../handlers/currency-exchange/environment";
import { openApiDocument } from "../../handlers/currency-exchange/openapi";
import { Environment } from "../../handlers/environment";
import { forgetLogRole, GlobalApi, GlobalApiStack, HostedZone } from "../constructs";
import { addAlarms } from "./alarms";
import { addGraphs } from "./graphs";
import { providerKeyStatements } from "./provider-key";
import { addSavedQueries } from "./saved-queries";
import type { CurrencyExchangeConfiguration } from "./settings";

export interface CurrencyExchangeStackProps {
  readonly configuration: CurrencyExchangeConfiguration;
  /** Returns the path of a function's zip. */
  readonly bundle: (name: string) => string;
  /** The `version` in the response of `GET /status`. */
  readonly version: string;
}

/** The currency exchange: an API over rates that a scheduled function stores in each region independently. */
export class CurrencyExchangeStack extends GlobalApiStack {
  constructor(scope: Construct, props: CurrencyExchangeStackProps) {
    const { configuration, bundle } = props;
    const { name, hostedZone, functions, rates, canary } = configuration;
    super(scope, name, configuration);
    forgetLogRole(
      this,
      configuration.regions.map((region) => region.name),
    );

    const api = new GlobalApi(this, "Default", {
      ...configuration,
      hostedZone:
        "id" in hostedZone ? HostedZone.fromHostedZoneId(hostedZone.id, hostedZone.name) : hostedZone,
      homeRegion: configuration.table.home,
      deletionProtection: configuration.table.deletionProtection,
      alarms: { emails: configuration.alarmEmails },
      clientKeys: configuration.clients,
      document: openApiDocument,
      metricNamespace: "CurrencyExchange",
    });
    const table = api.addTable("table", { tableName: name });
    const environment = {
      [Environment.tableName]: table.tableName,
      [Environment.serviceVersion]: props.version,
    };

    const answer = api.addFunction("api", {
      ...functions.api,
      description: "Serves the currency exchange API from this region's replica",
      bundle: bundle("api"),
      environment: ({ stageCache }) => ({
        ...environment,
        [Environment.corsOrigins]: configuration.corsOrigins.join(","),
        ...(configuration.clients.names.length > 0 ? { [Environment.clientKeys]: "required" } : {}),
        ...(stageCache === undefined ? {} : { [Environment.stageCache]: "on" }),
      }),
    });
    table.grantRead(answer);

    const ingest = api.addFunction("ingest", {
      ...functions.ingest,
      description: "Fetches rates and stores them in this region's replica",
      bundle: bundle("ingest"),
      environment: {
        ...environment,
        ...ratesEnvironment(
          rates,
          api.regions.map((region) => region.name),
        ),
      },
    });
    table.grantReadWrite(ingest);
    api.addSchedule("schedule", { function: ingest, expression: rates.schedule });
    if (rates.live !== undefined) {
      const { intervalMinutes: minutes, keyParameter } = rates.live;
      for (const statement of providerKeyStatements(keyParameter, api.accountId)) {
        ingest.addToRolePolicy(({ name: region }) => statement(region));
      }
      api.addSchedule("live_schedule", {
        function: ingest,
        name: "live-schedule",
        expression: `rate(${minutes} ${minutes === 1 ? "minute" : "minutes"})`,
        // EventBridge Scheduler fills in the time at which the run was due, which determines the region's turn.
        input: '{"rates":"live","scheduledAt":"<aws.scheduler.scheduled-time>"}',
      });
    }

    addAlarms(api, ingest, rates);
    addGraphs(api, ingest);
    api.answerWith(answer);
    addSavedQueries(api, answer, ingest);
    if (canary.enabled) {
      api.addCanary({ bundle: bundle("canary"), schedule: canary.schedule });
    }
  }
}

function ratesEnvironment(
  rates: CurrencyExchangeConfiguration["rates"],
  regions: readonly string[],
): Record<string, string> {
  return {
    [RatesEnvironment.rateProviders]: rates.providers.join(","),
    [RatesEnvironment.maxRateJump]: String(rates.maxJumpPercent / 100),
    ...(rates.frankfurterUrl === undefined
      ? {}
      : { [RatesEnvironment.frankfurterUrl]: rates.frankfurterUrl }),
    ...(rates.live === undefined
      ? {}
      : {
          [RatesEnvironment.liveProvider]: rates.live.provider,
          [RatesEnvironment.liveKeyParameter]: rates.live.keyParameter,
          [RatesEnvironment.liveInterval]: String(rates.live.intervalMinutes * 60),
          [RatesEnvironment.liveRegions]: regions.toSorted().join(","),
        }),
  };
}
